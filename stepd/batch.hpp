// SPDX-License-Identifier: MIT
// The batch process: a fork of the shepherd that becomes the job's owner and executes the script file itself, so
// that the kernel reads its #! line.
#pragma once

#include <sys/types.h>

#include "libms/base/result.hpp"
#include "stepd/cgroup_tree.hpp"
#include "stepd/protocol.hpp"
#include "stepd/stdio.hpp"

namespace stepd {

/// Fork and go: own session, CPU affinity, limits, identity, working directory, no inherited descriptors, signals as
/// a fresh login has them, SLURM_TASK_PID in the environment. What goes wrong after the fork is told in the job's
/// stderr, and the exit code is the errno, as with Slurm. Error: only of the fork.
ms::Result<pid_t> start_batch(const LaunchOrder& order, const JobStdio& stdio, const CgroupTree& cgroup);

}  // namespace stepd
