// SPDX-License-Identifier: MIT
// Limits in minutes as time passes: a group that has used up what it may loses its running jobs, as at their own time
// limits, and jobs that wait until those that run have less time left are looked at again.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// Sets the state's next look, after a pass. Without such limits there is none.
void plan_next_look(Turn& turn);
/// That look, when it is due.
void look_at_minutes(Turn& turn);

}  // namespace msd::core
