// SPDX-License-Identifier: MIT
// Starting a user daemon from a command, as tmux starts its server: in the background, in a session of its own.
#pragma once

#include <string>

#include "libms/base/result.hpp"

namespace ms::client {

/// Returns when the daemon accepts connections (ours, or one that another command has started at the same moment).
/// It finds msd by MSD_DAEMON, beside the commands (../sbin/msd), or in /usr/local/sbin and /usr/sbin.
/// Error: Errc::connect_failure with what msd said, or where it was looked for.
Result<void> start_user_daemon();

}  // namespace ms::client
