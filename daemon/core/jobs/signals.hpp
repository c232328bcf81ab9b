// SPDX-License-Identifier: MIT
// scancel: ending jobs, and sending signals to those that go on.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// One result for each selector of the filter, in order; without selectors one for each job that matched.
JobResults signal_jobs(Turn& turn, const SignalJobs& request);

}  // namespace msd::core
