// SPDX-License-Identifier: MIT
// What is due: begin times, after:JOB+min, deadlines, warning signals, time limits, kills, purges.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// Everything due at or before now, in order of time. Each timer moves its record on, so none fires twice.
void fire_timers(Turn& turn);

}  // namespace msd::core
