// SPDX-License-Identifier: MIT
// What commands start: a user daemon, as tmux starts its server, in the background and in a session of its own; and the
// shepherd of a step that no job has.
#pragma once

#include <string>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"

namespace ms::client {

/// Returns when the daemon accepts connections (ours, or one that another command has started at the same moment).
/// It finds msd by MSD_DAEMON, beside the commands (../sbin/msd), or in /usr/local/sbin and /usr/sbin.
/// Error: Errc::connect_failure with what msd said, or where it was looked for.
Result<void> start_user_daemon();

/// An msstepd of this process's own, and the stream to speak with it (libms/model/attendance.hpp, Alone). It is beside
/// the msd that start_user_daemon() would find. Error: Errc::connect_failure.
Result<Fd> start_lone_shepherd();

}  // namespace ms::client
