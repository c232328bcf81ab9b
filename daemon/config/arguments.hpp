// SPDX-License-Identifier: MIT
// msd's own command line.
#pragma once

#include <string>

#include "libms/base/result.hpp"

namespace msd::config {

struct Arguments {
    bool system = false;      // --system: many users, jobs run as their submitters
    std::string socket;       // --socket; empty = the mode's own
    std::string state_dir;    // --state
    std::string config;       // --config
    std::string log_file;     // --log; "-" = stderr
    std::string log_level;    // --log-level; empty = the configuration's
    int ready_fd = -1;        // --ready-fd: where a waiting command listens
    std::string text;         // --help or --version: print this and end
    bool doctor = false;      // `msd doctor`: look at the machine, tell, and end
};

/// Error: Errc::usage naming the option.
ms::Result<Arguments> parse_arguments(int argc, char** argv);

}  // namespace msd::config
