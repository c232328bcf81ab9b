// SPDX-License-Identifier: MIT
// What scrontab was told.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "libms/base/units.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::scrontab {

enum class Action { install, edit, list, remove };

/// Whose crontab it is.
struct Owner {
    UserId uid = 0;
    GroupId gid = 0;
    std::string name;
    std::string home;
};

struct Settings {
    Action action = Action::install;
    std::optional<Owner> owner;  // -u
    int verbose = 0;
    bool help = false, usage = false, version = false;
};

std::span<const options::Option<Settings>> option_table();
/// The caller; at home where his environment says.
Owner myself();

}  // namespace ms::cmds::scrontab
