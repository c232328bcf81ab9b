// SPDX-License-Identifier: MIT
// --dependency at work. Fulfilled entries leave the record, failed ones stay to be shown; when the last one goes, the
// job goes on to the queue. An end costs as much as there are jobs waiting for just that one (Indexes::dependents).
//
// A target that is not in memory (never was, or ended long ago) counts as satisfied for after, afterany, aftercorr
// and afterburstbuffer; at submission afterok and afternotok refuse it, as Slurm does. An array as a whole is decided
// when its last element has ended, afterok as soon as one has failed.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// Parse and judge a new job's dependencies into the record. Errors: dependency_problem, circular_dependency.
Result<void> admit_dependencies(const State& state, Job& job, Time now, SitePolicy policy,
                                std::vector<std::string>& warnings);
/// Precondition: pending. Judge what is open again, and settle or cancel the job by the outcome.
void refresh_dependencies(Turn& turn, JobId id);
/// Elements of a new array whose counterpart has been decided already (aftercorr) are split off.
void split_decided_elements(Turn& turn, JobId master);
/// A job that can never start: its submitter may want to hear of it, and with --kill-on-invalid-dep it is cancelled.
void cancel_if_hopeless(Turn& turn, JobId id);
/// `before` has ended or has another name now: the oldest namesake left may be one that waited to be alone.
void tell_namesake(Turn& turn, const Job& before);
/// Look after everybody who waited for the news of this turn, and for the news that makes.
void spread_news(Turn& turn);

}  // namespace msd::core
