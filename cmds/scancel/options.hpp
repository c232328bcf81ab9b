// SPDX-License-Identifier: MIT
// scancel's option table and what it fills.
#pragma once

#include <string>
#include <vector>

#include "libms/model/messages.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::scancel {

struct Settings {
    SignalRequest request;  // filter, signal, -b, -f; the operands make filter.jobs
    std::vector<std::string> clusters;  // -M
    std::string user;       // as -u has it, or the number of --me
    bool filtered = false;  // some option narrows the choice, so ids are not needed
    bool signalled = false;
    bool interactive = false;
    bool quiet = false;
    int verbose = 0;
    bool help = false;
    bool usage = false;
    bool version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::scancel
