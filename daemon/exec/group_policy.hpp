// SPDX-License-Identifier: MIT
// What msd.conf says of control groups, with the names of Slurm's cgroup.conf.
#pragma once

#include <cstdint>
#include <string>

namespace msd::exec {

struct GroupPolicy {
    std::string root;                          // CgroupRoot: where jobs' groups go if no service manager gives a place
    bool constrain_cores = true;               // ConstrainCores
    bool constrain_memory = true;              // ConstrainRAMSpace
    bool constrain_swap = true;                // ConstrainSwapSpace
    bool constrain_devices = true;             // ConstrainDevices
    std::uint32_t allowed_swap_percent = 0;    // AllowedSwapSpace: of the memory limit, beside it
    std::uint32_t memory_high_percent = 0;     // MemoryHigh: of the memory limit, where the kernel begins to slow; 0 = not
    std::uint32_t max_processes = 0;           // MaxProcesses: and threads, of a job; 0 = a part of what the kernel allows
};

}  // namespace msd::exec
