// SPDX-License-Identifier: MIT
#include "daemon/core/state.hpp"

#include <algorithm>

#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/placement/fit.hpp"
#include "daemon/core/placement/possible.hpp"
#include "daemon/core/site/partition_policy.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/model/limit_reasons.hpp"

namespace msd::core {

State::State(ClusterConfig config, std::uint32_t next_job_id)
    : site_(std::move(config)),
      indexes_(site_),
      next_job_id_(std::max(next_job_id, site_.config().first_job_id)),
      last_busy_(site_.config().nodes.size()) {}

const Job* State::find(JobId id) const {
    auto at = jobs_.find(id);
    return at == jobs_.end() ? nullptr : at->second.get();
}

JobPtr State::find_shared(JobId id) const {
    auto at = jobs_.find(id);
    return at == jobs_.end() ? nullptr : at->second;
}

const Job* State::find_task(JobId master, std::uint32_t task) const {
    auto array = indexes_.arrays.find(master);
    if (array == indexes_.arrays.end()) return nullptr;
    auto at = array->second.tasks.find(task);
    return at == array->second.tasks.end() ? nullptr : find(at->second);
}

std::optional<Time> State::next_due() const {
    auto due = next_reservation_due(config());
    if (minutes_due_) due = std::min(due.value_or(*minutes_due_), *minutes_due_);
    if (indexes_.timers.empty()) return due;
    const Time first = indexes_.timers.begin()->at;
    return due ? std::min(*due, first) : first;
}

State make_state(ClusterConfig config, std::uint32_t next_job_id) { return State(std::move(config), next_job_id); }

namespace {

constexpr Reason of_the_site[] = {
    Reason::partition_down,  Reason::partition_inactive,  Reason::partition_node_limit, Reason::partition_time_limit,
    Reason::bad_constraints, Reason::req_node_not_avail,  Reason::account_not_allowed,  Reason::qos_not_allowed,
    Reason::memory_limit,    Reason::partition_config,
};

/// The configuration may have changed since the job was admitted: its partition is gone or back, or what it asks for
/// exists no more (such a job at the head of a queue would hold it up for ever).
Reason reason_here(const Site& site, const Job& job) {
    const bool by_site = std::find(std::begin(of_the_site), std::end(of_the_site), job.reason) != std::end(of_the_site);
    const bool by_limit = is_limit_reason(job.reason);
    if (job.state != JobState::pending || (!by_site && !by_limit && !is_queued(job))) return job.reason;
    const Reason partition = partitions_reason(site, job);
    if (partition != Reason::none) return partition;
    if (const Reason unfit = why_unfit(site, job.partition, *job.spec); unfit != Reason::none) return unfit;
    if (job.reason == Reason::req_node_not_avail && !fits_somewhere(site, available_nodes(site), job)) return job.reason;
    if (by_limit && site.limits_in_force()) return job.reason;  // whether it still holds is looked at by the next pass
    return by_site || by_limit ? Reason::priority : job.reason;
}

/// None while nothing could hold it.
std::uint32_t priority_with(const Site& site, const Job& job, Reason reason) {
    if (job.state != JobState::pending || (reason != Reason::bad_constraints && job.reason != Reason::bad_constraints))
        return job.priority;
    if (reason == Reason::bad_constraints) return 0;
    return job.priority ? job.priority : base_priority(site, job);
}

}  // namespace

void restore(State& state, std::vector<JobPtr> saved) {
    for (JobPtr& job : saved) {
        const auto spec = state.specs_.use(job->spec);
        const Reason reason = reason_here(state.site_, *job);
        const std::uint32_t priority = priority_with(state.site_, *job, reason);
        if (spec != job->spec || reason != job->reason || priority != job->priority) {
            auto adapted = std::make_shared<Job>(*job);
            adapted->spec = spec;
            if (reason != job->reason) adapted->reason_text = partitions_reason_text(state.site_, *job, reason);
            adapted->reason = reason;
            adapted->priority = priority;
            job = std::move(adapted);
        }
        state.indexes_.add(state.site_, *job);
        state.jobs_.insert_or_assign(job->id, std::move(job));
    }
    for (const auto& [name, license] : state.indexes_.licenses)
        if (!license.waiting.empty()) state.freed_licenses_.insert(name);
    for (const auto& [key, group] : state.indexes_.groups)
        if (!group.waiting.empty()) state.freed_groups_.insert(key);
    if (!state.jobs_.empty())
        state.next_job_id_ = std::max(state.next_job_id_, state.jobs_.rbegin()->first.value + 1);
}

void restore_usage(State& state, PastUsage past) {
    state.past_ = std::move(past);
    state.past_.sort_in(state.site_);
}

}  // namespace msd::core
