// SPDX-License-Identifier: MIT
// Entries of scrontab are jobs that never end for good: after each run they are queued again, with the next time of
// their entry as begin time. A crontab and its jobs are replaced together, or not at all.
//
// A job that is cancelled takes its entry along: its lines become comments, which its owner may undo. A crontab that is
// replaced or removed cancels its waiting jobs; those that run go on, for the last time.
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

/// Error: that of the first entry which is refused, behind "line N: ".
Result<CrontabReply> install_crontab(Turn& turn, InstallCrontab request);

}  // namespace msd::core
