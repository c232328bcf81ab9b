// SPDX-License-Identifier: MIT
// sacctmgr's option table and what it fills.
#pragma once

#include "cmds/shared/dump.hpp"
#include "libms/options/options.hpp"
#include "libms/table/field_table.hpp"

namespace ms::cmds::sacctmgr {

struct Settings : DumpSettings {
    bool immediate = false;     // -i: no question before a change
    bool header = true;
    bool associations = false;  // -s
    bool read_only = false;
    bool quiet = false;
    int verbosity = 0;
    table::Delimited delimited = table::Delimited::no;
    bool help = false;
    bool version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::sacctmgr
