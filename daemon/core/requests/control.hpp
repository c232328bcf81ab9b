// SPDX-License-Identifier: MIT
// scontrol hold, release, requeue, requeuehold, suspend, resume.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// One result for each selector, in order.
JobResults control_jobs(Turn& turn, const ControlJobs& request);

}  // namespace msd::core
