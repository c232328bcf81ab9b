// SPDX-License-Identifier: MIT
// The controller's whole state, and the two doors through which it changes.
//
//   step(state, event, now)   one event: a request, a report of a shepherd, or time (Tick). Never starts a job.
//   schedule(state, now)      starts what can be started. The loop calls it once after each batch of steps (and once
//                             after restore), so that a thousand submissions cost one pass.
//
// Both return effects to carry out in order, all Saves of the batch being committed before anything else is done.
//
// Jobs are immutable records behind shared pointers: a turn replaces a record by a changed copy, so the store and the
// readers keep snapshots without a lock. Everything else here is derived from the records (indexes.hpp); violations()
// builds it afresh and compares.
//
// How a waiting job is found again (its reason says where it is):
//   Priority, Resources     in the queue of each partition it names; Resources marks the head, which is blocked
//   BeginTime               a timer                        Dependency   under the jobs it depends on
//   Licenses                under each licence it needs    JobArrayTaskLimit   under its array
//   Assoc*, QOS*, Max*      under the groups whose limits count it (limit_groups.hpp); for minutes, also minutes.hpp
//   JobHeld*, Partition*, DependencyNeverSatisfied         nowhere: only a request (or its deadline) moves it
// So a pass looks at the heads only, and an end at those who waited for just that job.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/core/accounts/past_usage.hpp"
#include "daemon/core/events.hpp"
#include "daemon/core/indexes.hpp"
#include "daemon/core/specs.hpp"

namespace msd::core {

class State {
  public:
    State(ClusterConfig config, std::uint32_t next_job_id);

    const Site& site() const { return site_; }
    const ClusterConfig& config() const { return site_.config(); }
    const Indexes& indexes() const { return indexes_; }
    const std::map<JobId, JobPtr>& jobs() const { return jobs_; }  // by id: what squeue lists
    /// nullptr when it is not in memory.
    const Job* find(JobId id) const;
    JobPtr find_shared(JobId id) const;
    /// An element of an array, split off already; nullptr for waiting and unknown ones.
    const Job* find_task(JobId master, std::uint32_t task) const;
    std::uint32_t next_job_id() const { return next_job_id_; }
    /// When the next Tick is due; nullopt: never.
    std::optional<Time> next_due() const;
    Time last_busy(std::uint32_t node) const { return last_busy_[node]; }
    const PastUsage& past() const { return past_; }
    /// When limits in minutes are looked at next.
    std::optional<Time> minutes_due() const { return minutes_due_; }
    std::size_t distinct_specs() const { return specs_.size(); }

  private:
    friend class Turn;  // the only writer, see turn.hpp
    friend void restore(State& state, std::vector<JobPtr> saved);
    friend void restore_usage(State& state, PastUsage past);

    Site site_;
    Indexes indexes_;
    std::map<JobId, JobPtr> jobs_;
    Specs specs_;
    std::uint32_t next_job_id_;
    std::vector<Time> last_busy_;          // by node
    std::set<std::string> freed_licenses_; // whose waiters the next pass has to look at
    std::set<GroupKey> freed_groups_;      // the same of limits
    PastUsage past_;
    std::optional<Time> minutes_due_;
};

State make_state(ClusterConfig config, std::uint32_t next_job_id);
/// Records of an earlier daemon or of an earlier configuration: running jobs keep their allocation, and waiting ones
/// that the site can not hold any more wait with BadConstraints. Precondition: the state is fresh.
void restore(State& state, std::vector<JobPtr> saved);
/// What was used before, or before the state was lost.
void restore_usage(State& state, PastUsage past);

Outcome step(State& state, Event event, Time now);
Outcome schedule(State& state, Time now);

/// Broken invariants, one sentence each; empty when all is well. Simulation calls it after every event.
std::vector<std::string> violations(const State& state);

/// What sinfo shows, from the configuration and the use of the nodes (kernel figures are added by the loop).
std::vector<NodeInfo> node_infos(const State& state);
std::vector<PartitionInfo> partition_infos(const State& state);
std::vector<LicenseInfo> license_infos(const State& state);
/// What the cluster has of each TRES, in the order of Slurm's numbers; 0 of those that are only counted.
std::vector<std::pair<std::string, std::uint64_t>> tres_of(const ClusterConfig& config);

}  // namespace msd::core
