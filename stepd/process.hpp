// SPDX-License-Identifier: MIT
// One process of a job: a child of the shepherd, born in the job's control group, that takes its place in the machine
// (session, CPUs, limits, identity, directory) and executes a program.
//
// The child shares the shepherd's memory until it executes (vfork), since copying an address space was a third of what
// a short job cost. So all that needs memory is done before; between the two there are system calls only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/job.hpp"
#include "stepd/identity.hpp"

namespace stepd {

/// Where the process finds ProcessPlan::passed.
inline constexpr int passed_descriptor = 3;

/// What start_process is to do. Nothing in it is kept: spans and descriptors live until it returns.
struct ProcessPlan {
    std::string path;
    std::vector<std::string> argv;              // with argv[0]
    std::span<const std::string> environment;   // NAME=VALUE; SLURM_TASK_PID is added
    int std_in = -1;                            // three open descriptors, all above 2
    int std_out = -1;
    int std_err = -1;
    int passed = -1;                            // one more, as passed_descriptor; -1 = none
    std::string work_dir;
    std::vector<std::uint32_t> kernel_cpus;     // affinity; empty = leave it
    std::int32_t nice = 0;                      // added to the shepherd's own
    std::span<const ms::ResourceLimit> limits;  // soft ones, as far as the hard ones here allow
    Identity identity;
    std::uint32_t umask = 022;
    bool new_session = true;
    bool controlling_terminal = false;          // std_in is a terminal and becomes the new session's
    std::string interpreter;                    // of a script: named when execve does not find it
    std::span<const std::string> announcement;  // a line in std_err before it executes: the process's pid between two texts
    int group = -1;                             // an open directory of cgroup v2 to be born in; -1 = the shepherd's
};

/// No descriptor but those named is inherited; signals are as a fresh login has them, which relies on the zygote's default
/// dispositions. Whatever kills the shepherd kills the process. What goes wrong after the fork is told in `std_err`, and
/// the exit code is the errno, as with Slurm. Error: only of the fork.
ms::Result<pid_t> start_process(const ProcessPlan& plan);

}  // namespace stepd
