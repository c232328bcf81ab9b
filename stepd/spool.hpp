// SPDX-License-Identifier: MIT
// A job's spool directory: slurm_script, ctl (where msd reconnects) and, when nobody was there to take it, verdict.
// The shepherd works inside it: enter_spool makes it the current directory, so that the others need no path and a
// deep spool directory can not exceed the length of a socket's name.
#pragma once

#include <string>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

/// Files and directories of the shepherd are private but for the search permission a job needs to reach its script.
inline constexpr unsigned spool_umask = 066;

/// Create `order.spool_dir` and go there.
ms::Result<void> enter_spool(const LaunchOrder& order);
/// slurm_script: mode 0700, the job owner's.
ms::Result<void> write_script(const LaunchOrder& order);
/// A listening, non-blocking socket named ctl.
ms::Result<ms::Fd> listen_control();
/// Durable when it returns; only then is ctl removed, so whoever finds no ctl finds a verdict.
ms::Result<void> leave_verdict(const Verdict& verdict);
/// Remove what is in the current spool directory and itself.
void remove_spool(const std::string& spool_dir);

}  // namespace stepd
