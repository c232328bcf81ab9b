// SPDX-License-Identifier: MIT
// The words behind an entity: [where] KEY=VALUE … set KEY=VALUE …, KEY+=VALUE, KEY-=VALUE, flags like WithAssoc, and
// names alone. Which keys there are is a table; a key may be cut short, and is sent by its full name.
#pragma once

#include <string>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/messages.hpp"

namespace ms::cmds::sacctmgr {

/// What a key may be said of, one bit each.
enum Entity : unsigned {
    account = 1u << 0,
    user = 1u << 1,
    association = 1u << 2,
    qos = 1u << 3,
    cluster = 1u << 4,
    coordinator = 1u << 5,
    event = 1u << 6,
    transaction = 1u << 7,
    tres = 1u << 8,
    problem = 1u << 9,
    runaway = 1u << 10,
    other = 1u << 11,
    reservation = 1u << 12,
};

struct Specs {
    std::vector<AccountSetting> where;
    std::vector<AccountSetting> set;
    std::vector<std::string> flags;  // WithAssoc, Tree …: full names
    std::string format;

    bool has(std::string_view flag) const;
    std::vector<std::string> names(std::string_view key) const;  // of where, comma lists split
};

/// How words without "where" or "set" before them are meant.
enum class Begin { where, set };

/// Error: Errc::usage with sacctmgr's lines.
Result<Specs> parse_specs(const std::vector<std::string>& words, Entity entity, Begin begin);

}  // namespace ms::cmds::sacctmgr
