// SPDX-License-Identifier: MIT
// scontrol update JobId=: what a job asked for is replaced, and the job settled anew.
//
// A waiting job is admitted again with its new spec, so that nothing can be asked for by an update that a submission
// would be refused. A running job keeps what it has: its time limit, notices, names and what a later run will read
// can change. Owners change what they could have asked for; the rest is the administrator's.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// One result for each selector, in order. A record is changed in all keys or in none.
JobResults update_jobs(Turn& turn, const UpdateJobs& request);

}  // namespace msd::core
