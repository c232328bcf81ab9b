// SPDX-License-Identifier: MIT
// When and where waiting jobs will start, if what runs lasts to its limit and nobody submits anything else: what squeue
// --start shows. The future is played with this very scheduler, on a state of its own: running jobs end when their
// limits come, a pass follows, and so on. So a forecast is as strict, or as clever, as the passes are.
//
// It is told of jobs that wait for nothing but room. Jobs without a limit never end in it; those they are in the way of
// get no start. As in Slurm, only the first of a long queue are looked at; and nothing beyond a year.
#pragma once

#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "libms/model/messages.hpp"

namespace msd::core {

/// As many as Slurm's backfill tests (bf_max_job_test).
inline constexpr std::size_t most_forecast_jobs = 500;

/// Ascending by job. The waiting part of an array starts with its first element. `jobs` are all the records there are,
/// `used` is what was used until now, by those that run, too: for limits in minutes.
std::vector<PlannedStart> forecast(ClusterConfig config, const std::vector<JobPtr>& jobs, Time now,
                                   const std::vector<AccountUsage>& used = {});
/// Whether `used` makes a difference: some group of jobs may use so much in all.
bool limits_what_is_used(const AccountBook& book);

}  // namespace msd::core
