// SPDX-License-Identifier: MIT
// scrontab: a crontab and its jobs are replaced together, or not at all. The waiting jobs of the one that is replaced or
// removed are cancelled; those that run go on, for the last time.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// Error: that of the first entry which is refused, behind "line N: ".
Result<CrontabReply> install_crontab(Turn& turn, InstallCrontab request);

}  // namespace msd::core
