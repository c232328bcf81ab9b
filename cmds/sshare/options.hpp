// SPDX-License-Identifier: MIT
// sshare's option table and what it fills.
#pragma once

#include <string>
#include <vector>

#include "cmds/shared/dump.hpp"
#include "libms/options/options.hpp"
#include "libms/table/field_table.hpp"

namespace ms::cmds::sshare {

struct Settings : DumpSettings {
    std::vector<std::string> clusters;  // -M
    std::vector<std::string> accounts, users;
    bool all = false;         // every user
    bool users_only = false;  // -U
    bool wide = false;
    bool partition = false;
    bool header = true;
    std::string format;
    table::Delimited delimited = table::Delimited::no;
    bool help_format = false;
    bool help = false;
    bool usage = false;
    bool version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::sshare
