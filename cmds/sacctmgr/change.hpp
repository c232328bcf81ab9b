// SPDX-License-Identifier: MIT
// What the changes share: the words of one, the daemon's answer to a dry run, the question, the real thing.
#pragma once

#include <string>
#include <vector>

#include "cmds/sacctmgr/call.hpp"

namespace ms::cmds::sacctmgr {

/// One change as asked for, and the site it meets.
struct Change {
    AccountsChange request;
    std::string cluster;
};
Result<Change> read_change(const Call& call, AccountsChange::Action action, AccountsChange::Entity entity, Entity words_of);

/// What would be done. Whether the caller may is asked later.
Result<AccountsChanged> try_change(const Call& call, const Change& change);
Result<AccountsChanged> make_change(const Call& call, const Change& change);

/// A value of the change's settings: the last one given, or "".
std::string value_of(const std::vector<AccountSetting>& settings, std::string_view key);

/// "  C = peer       A = chem of science" and its like.
std::string modified_line(const std::string& cluster, const AssociationName& name);
/// The lines of an association's settings, as add and modify show them.
std::string association_settings(const std::vector<AccountSetting>& settings);
std::string padded(std::string text, std::size_t width);

}  // namespace ms::cmds::sacctmgr
