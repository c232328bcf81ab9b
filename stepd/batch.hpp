// SPDX-License-Identifier: MIT
// The batch process: the script file itself is executed, so that the kernel reads its #! line.
#pragma once

#include <sys/types.h>

#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"
#include "stepd/stdio.hpp"

namespace stepd {

/// As start_process (stepd/process.hpp), in a session of its own, with SPOOL/slurm_script as $0.
ms::Result<pid_t> start_batch(const LaunchOrder& order, const JobStdio& stdio, int group);

}  // namespace stepd
