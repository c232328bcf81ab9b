// SPDX-License-Identifier: MIT
// What control groups the machine itself has, whoever may use them: where version 2 is mounted, which controllers it
// holds, and where those are that it does not hold. By this a shortfall gets the line that mends it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/config/kernel_files.hpp"

namespace msd::exec {

struct Hierarchy {
    std::string mount;                       // of version 2; empty = it is not mounted
    std::vector<std::string> controllers;    // of its root
    std::vector<std::string> in_version_1;   // held there, by their names in version 2
    std::vector<std::string> disabled;       // on the kernel's command line
    bool writable = true;                    // its root, by this process
};
Hierarchy look_at_hierarchy(const config::KernelFiles& files);

/// The directories from the mount down to the parent of `group` that do not hand on what is wanted, topmost first.
std::vector<std::string> withholding_directories(const config::KernelFiles& files, const Hierarchy& hierarchy,
                                                 const std::string& group, const std::vector<std::string>& wanted);

/// /proc/cgroups, whose names are version 1's: what version 2 could have and has not is put where it is.
void parse_proc_cgroups(std::string_view text, Hierarchy& hierarchy);

}  // namespace msd::exec
