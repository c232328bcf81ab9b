// SPDX-License-Identifier: MIT
// The shepherd of a step that no job has (srun --no-allocate): a process that srun has started, with srun's identity,
// control group and limits. msd knows nothing of it.
#pragma once

#include "libms/base/fd.hpp"

namespace stepd {

/// `srun`: a stream that brings Alone and Launch (libms/model/attendance.hpp). The exit status: 0 after a step, 1 when
/// none was brought.
int lone_step(ms::Fd srun);

}  // namespace stepd
