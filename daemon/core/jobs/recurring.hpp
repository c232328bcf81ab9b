// SPDX-License-Identifier: MIT
// Entries of scrontab are jobs that never end for good: after each run they are queued again, with the next time of
// their entry as begin time. A job that is cancelled takes its entry along: its lines become comments, which its owner
// may undo.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

bool recurs(const Job& job);
/// The first time of the job's entry later than `after`. Precondition: recurs(job).
Time next_run(const Job& job, Time after);
/// The job will not run again: its entry is made a comment. Nothing for a job of no entry.
void disable_entry(Turn& turn, const Job& job);
/// A waiting job passes over the run it waits for.
void skip_run(Turn& turn, JobId id);

}  // namespace msd::core
