// SPDX-License-Identifier: MIT
#include "daemon/core/indexes.hpp"

#include "daemon/core/jobs/notices.hpp"
#include "daemon/core/placement/fit.hpp"
#include "libms/model/limit_reasons.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

constexpr std::int64_t a_century_in_minutes = 52'560'000;

/// OverTimeLimit: the partition's, else the site's.
Seconds grace_beyond_limit(const Site& site, const Job& job) {
    const auto partition = site.find_partition(job.partition);
    if (!partition) return site.config().over_time_limit;
    const TimeLimit limit = site.partition(*partition).info.over_time_limit;
    if (!limit.is_set()) return site.config().over_time_limit;
    return std::chrono::minutes{limit.is_finite() ? std::min(limit.minutes, a_century_in_minutes) : a_century_in_minutes};
}

void running_timers(const Site& site, const Job& job, std::vector<Timer>& timers) {
    if (is_set(job.kill_at)) timers.push_back({job.kill_at, TimerKind::kill, job.id});
    if (!is_set(job.end) || (job.flags & job_completing)) return;
    timers.push_back({job.end + grace_beyond_limit(site, job), TimerKind::time_limit, job.id});
    const WarnSignal& warn = job.spec->signal;
    if (warn.number && !(job.flags & job_signal_sent))
        timers.push_back({std::max(job.end - Seconds{warn.before_seconds}, job.start), TimerKind::warn, job.id});
    if (const auto due = next_mark(job)) timers.push_back({due->at, TimerKind::tell, job.id});
}

void pending_timers(const Job& job, std::vector<Timer>& timers) {
    if (job.reason == Reason::begin_time) timers.push_back({job.eligible, TimerKind::begin, job.id});
    if (is_set(job.spec->deadline)) {
        const TimeLimit least = job.spec->time_min.is_finite() ? job.spec->time_min : job.time_limit;
        const auto needed = std::chrono::minutes{least.is_finite() ? least.minutes : 0};
        timers.push_back({job.spec->deadline - needed, TimerKind::deadline, job.id});
    }
    for (const auto& dependency : job.dependencies)
        if (is_set(dependency.due)) timers.push_back({dependency.due, TimerKind::dependency, job.id});
}

std::uint64_t element_count(const Job& job) {
    return job.array && !job.array.is_task ? job.array.waiting.count() : 1;
}

template <bool adding, class Set, class Key>
void put(Set& set, const Key& key) {
    if constexpr (adding)
        set.insert(key);
    else
        set.erase(key);
}

/// An entry without users and waiters is none: indexes built afresh would not have it.
void drop_if_empty(std::map<std::string, LicenseIndex>& licenses, const std::string& name) {
    auto at = licenses.find(name);
    if (at != licenses.end() && at->second == LicenseIndex{}) licenses.erase(at);
}

template <bool adding, class Number>
void count(Number& number, std::uint64_t by) {
    if constexpr (adding)
        number += static_cast<Number>(by);
    else
        number -= static_cast<Number>(by);
}

}  // namespace

QueueKey queue_key(const Job& job) { return {job.priority, job.submit, job.id}; }

bool is_queued(const Job& job) {
    return job.state == JobState::pending &&
           (job.reason == Reason::none || job.reason == Reason::priority || job.reason == Reason::resources);
}

bool holds_resources(const Job& job) { return job.state == JobState::running || job.state == JobState::suspended; }

JobId order_id(const Job& job) { return job.array ? job.array.master_id : job.id; }

std::vector<Timer> timers_of(const Site& site, const Job& job) {
    std::vector<Timer> timers;
    if (job.state == JobState::pending)
        pending_timers(job, timers);
    else if (job.state == JobState::running)
        running_timers(site, job, timers);
    else if (job.state == JobState::suspended && is_set(job.kill_at))
        timers.push_back({job.kill_at, TimerKind::stop, job.id});
    else if (is_terminal(job.state))
        timers.push_back({job.end + site.config().min_job_age, TimerKind::forget, job.id});
    return timers;
}

Indexes::Indexes(const Site& site) : nodes(available_nodes(site)), queues(site.config().partitions.size()) {}

template <bool adding>
void Indexes::apply_array(const Job& job) {
    if (!job.array) return;
    ArrayIndex& array = arrays[job.array.master_id];
    count<adding>(array.records, 1);
    if (job.array.is_task) {
        if constexpr (adding)
            array.tasks[job.array.task_id] = job.id;
        else
            array.tasks.erase(job.array.task_id);
    }
    const std::uint64_t elements_here = element_count(job);
    if (is_terminal(job.state)) {
        if (job.state != JobState::completed) count<adding>(array.failed, elements_here);
    } else {
        count<adding>(array.unfinished, elements_here);
        if (job.state == JobState::pending || (job.flags & job_configuring))
            count<adding>(array.not_begun, elements_here);
    }
    if (holds_resources(job)) count<adding>(array.running, 1);
    if (job.state == JobState::pending && job.reason == Reason::array_task_limit) put<adding>(array.throttled, job.id);
    if (array.records == 0) arrays.erase(job.array.master_id);
}

template <bool adding>
void Indexes::put_queued(std::uint32_t partition, const Job& job) {
    if (job.spec->reservation.empty()) return put<adding>(queues[partition], queue_key(job));
    for (auto& name : text::split_list(job.spec->reservation)) {
        const auto key = std::pair{partition, std::move(name)};
        auto& queue = reserved_queues[key];
        put<adding>(queue, queue_key(job));
        if (queue.empty()) reserved_queues.erase(key);
    }
}

template <bool adding>
void Indexes::apply_reserved(const Job& job) {
    for (const auto& name : text::split_list(shown_reservation(job))) {
        ReservedIndex& use = reserved[name];
        count<adding>(use.jobs, 1);
        if (holds_resources(job))
            for (const auto& license : licenses_of(*job.spec)) {
                count<adding>(use.licenses[license.name], license.count);
                if (use.licenses[license.name] == 0) use.licenses.erase(license.name);
            }
        if (use == ReservedIndex{}) reserved.erase(name);
    }
}

template <bool adding>
void Indexes::apply_waiting(const Site& site, const Job& job) {
    if (is_queued(job))
        for (std::uint32_t partition : site.partitions_in(job.partition)) put_queued<adding>(partition, job);
    if (job.reason == Reason::resources) put<adding>(heads, job.id);
    if (job.reason == Reason::licenses)
        for (const auto& license : licenses_of(*job.spec)) {
            put<adding>(licenses[license.name].waiting, queue_key(job));
            drop_if_empty(licenses, license.name);
        }
    for (const auto& dependency : job.dependencies) {
        if (dependency.type == Dependency::Type::singleton || dependency.state != Dependency::State::unfulfilled)
            continue;
        auto& waiters = dependents[dependency.job];
        put<adding>(waiters, job.id);
        if (waiters.empty()) dependents.erase(dependency.job);
    }
}

template <bool adding>
void Indexes::apply_running(const Site& site, const Job& job) {
    const Holder holder = holder_of(site, job);
    for (const auto& part : job.allocation) {
        const auto node = site.find_node(part.node);
        if (!node) continue;  // it has left the configuration while the job runs
        const bool with_cpus = job.state == JobState::running;
        if constexpr (adding)
            take(nodes[*node], site, *node, part, with_cpus, holder);
        else
            give_back(nodes[*node], site, *node, part, with_cpus, holder);
        if (job.flags & job_completing) count<adding>(nodes[*node].completing, 1);
    }
    for (const auto& license : licenses_of(*job.spec)) {
        count<adding>(licenses[license.name].used, license.count);
        drop_if_empty(licenses, license.name);
    }
}

template <bool adding>
void Indexes::apply_groups(const Site& site, const Job& job) {
    if (is_terminal(job.state)) return;
    const bool waits = job.state == JobState::pending && is_limit_reason(job.reason);
    if (!site.limits_in_force()) return;
    const Meter meter{site.config().usage_since, usage_factor(site, job.spec->qos)};
    for (const GroupKey& key : groups_of(site, job)) {
        LimitGroup& group = groups[key];
        if constexpr (adding)
            group.use.add(job, meter);
        else
            group.use.remove(job, meter);
        if (group.use.empty() && group.waiting.empty()) groups.erase(key);
    }
    if (!waits) return;
    for (const GroupKey& key : groups_awaited_by(site, job)) {
        LimitGroup& group = groups[key];
        put<adding>(group.waiting, queue_key(job));
        if (group.use.empty() && group.waiting.empty()) groups.erase(key);
    }
}

template <bool adding>
void Indexes::apply(const Site& site, const Job& job) {
    count<adding>(elements, element_count(job));
    apply_groups<adding>(site, job);
    apply_array<adding>(job);
    if (job.state == JobState::pending) apply_waiting<adding>(site, job);
    if (holds_resources(job)) apply_running<adding>(site, job);
    if (!is_terminal(job.state) && !shown_reservation(job).empty()) apply_reserved<adding>(job);
    if (!is_terminal(job.state)) {
        const auto key = std::pair{job.uid, job.spec->name};
        auto& jobs = namesakes[key];
        const JobId age = order_id(job);
        count<adding>(jobs.records[age], 1);
        if (jobs.records[age] == 0) jobs.records.erase(age);
        if (job.state == JobState::pending && !job.dependencies.empty())
            put<adding>(jobs.dependent, std::pair{age, job.id});
        if (jobs.records.empty()) namesakes.erase(key);
    }
    for (const auto& timer : timers_of(site, job)) put<adding>(timers, timer);
}

void Indexes::add(const Site& site, const Job& job) { apply<true>(site, job); }
void Indexes::remove(const Site& site, const Job& job) { apply<false>(site, job); }

}  // namespace msd::core
