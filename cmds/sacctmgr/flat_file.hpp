// SPDX-License-Identifier: MIT
// The file of sacctmgr dump and load: a line each for the cluster, parents, accounts and users.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/messages.hpp"

namespace ms::cmds::sacctmgr {

/// The lines of a book, without the explanation that comes first in the file.
std::vector<std::string> flat_lines(const AccountBook& book, const std::string& cluster);
extern const std::string_view flat_explanation;

/// One line, read: `User - 'alice':DefaultAccount='x':Fairshare=1`.
struct FlatLine {
    enum class Kind { cluster, parent, account, user };
    Kind kind = Kind::cluster;
    std::string name;
    std::vector<std::string> options;  // KEY=VALUE without quotes
};
/// Error: sacctmgr's words, with the line's number.
Result<std::vector<FlatLine>> parse_flat(std::string_view text);

}  // namespace ms::cmds::sacctmgr
