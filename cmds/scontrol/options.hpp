// SPDX-License-Identifier: MIT
// scontrol's option table and what it fills.
#pragma once

#include <string>
#include <vector>

#include "cmds/shared/dump.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::scontrol {

struct Settings : DumpSettings {
    std::vector<std::string> clusters;  // -M
    bool all = false;      // hidden partitions too
    bool details = false;
    bool one_line = false;
    bool quiet = false;
    bool verbose = false;
    bool help = false;
    bool version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::scontrol
