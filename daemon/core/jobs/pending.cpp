// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/pending.hpp"

#include <algorithm>

#include "daemon/core/accounts/billing.hpp"
#include "daemon/core/placement/demand.hpp"
#include "daemon/core/placement/possible.hpp"
#include "daemon/core/site/partition_policy.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/model/qos_priority.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

/// The first job of a site has this less one, as priority/basic counts.
constexpr std::int64_t top_priority = 4'294'901'760;

/// None of those it asks for has begun.
bool waits_for_reservation(const Site& site, const Job& job) {
    const auto names = text::split_list(job.spec->reservation);
    return !names.empty() && std::none_of(names.begin(), names.end(), [&](const std::string& name) {
        const Reservation* reservation = find_reservation(site.config(), name);
        return reservation && is_open(*reservation);
    });
}

Reason waiting_reason(const Site& site, const Job& job, Time now) {
    if (job.flags & job_held_by_admin) return Reason::held_admin;
    if (job.flags & job_reservation_deleted) return Reason::reservation_deleted;
    if (job.flags & job_held_by_user) return Reason::held_user;
    if (can_never_start(job)) return Reason::dependency_never_satisfied;
    if (!job.dependencies.empty()) return Reason::dependency;
    if (is_set(job.eligible) && job.eligible > now) return Reason::begin_time;
    if (const Reason partition = partitions_reason(site, job); partition != Reason::none) return partition;
    if (job.spec->hold)  // which was admitted whatever its size
        if (const Reason unfit = why_unfit(site, job.partition, *job.spec); unfit != Reason::none) return unfit;
    return waits_for_reservation(site, job) ? Reason::reservation : Reason::priority;
}

}  // namespace

std::uint32_t base_priority(const Site& site, const Job& job) {
    if (job.spec->priority_set == Choice::yes && job.spec->priority != 0) return job.spec->priority;
    // What a QOS may add is left free above the first job.
    const std::int64_t top = top_priority - site.config().priority_weight_qos;
    const std::int64_t by_age = top - (job.array ? job.array.master_id : job.id).value - job.spec->nice;
    const std::int64_t by_qos = qos_priority(*site.config().book, job.spec->qos, site.config().priority_weight_qos);
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(by_age + by_qos, 1, 0xFFFFFFFE));
}

bool can_never_start(const Job& job) {
    auto failed = [](const Dependency& each) { return each.state == Dependency::State::failed; };
    if (job.dependencies.empty()) return false;
    return job.dependency_any ? std::all_of(job.dependencies.begin(), job.dependencies.end(), failed)
                              : std::any_of(job.dependencies.begin(), job.dependencies.end(), failed);
}

TimeLimit effective_limit(const PartitionConfig& partition, TimeLimit asked) {
    if (asked.is_finite() && asked.minutes > 0) return asked;
    if (asked.is_set()) return TimeLimit::unlimited();  // 0 asks for no limit
    if (partition.info.default_time.is_set()) return partition.info.default_time;
    return partition.info.max_time.is_set() ? partition.info.max_time : TimeLimit::unlimited();
}

TimeLimit limit_in(const Site& site, const Job& job, std::uint32_t partition) {
    const bool has_named_several = job.partition.find(',') != std::string::npos;
    if (!has_named_several || job.spec->time_limit.is_set()) return job.time_limit;
    return effective_limit(site.partition(partition), {});
}

void fill_size(const Site& site, const JobSpec& spec, Job& job) {
    const std::uint32_t partition = site.partitions_in(spec.partition).front();
    const Demand demand = demand_of(site, spec, partition);
    job.partition = spec.partition;
    job.nodes = demand.min_nodes;
    job.tasks = demand.tasks;
    job.cpus = demand.cpus();
    job.cpus_per_node_min =
        std::max(demand.min_cpus_per_node, demand.cpus_per_task * std::max(1u, demand.tasks_per_node));
    auto tres = requested_tres(site, demand, partition);
    add_billing(site, partition, spec, requested_devices(demand), tres);
    job.req_tres = text::format_tres(tres);
    job.memory_is_per_cpu = demand.memory.per == MemoryRule::Per::cpu;
    if (job.memory_is_per_cpu)
        job.memory_per_cpu = demand.memory.amount;
    else
        job.memory_per_node = Megabytes{tres.at("mem") / demand.min_nodes};
    job.time_limit = effective_limit(site.partition(partition), spec.time_limit);
}

void settle(const Site& site, Job& job, Time now) {
    job.reason = waiting_reason(site, job, now);
    job.reason_text = partitions_reason_text(site, job, job.reason);
    const bool held = job.flags & (job_held_by_admin | job_held_by_user);
    job.priority = held || job.reason == Reason::bad_constraints ? 0 : base_priority(site, job);
    const bool has_begin = is_set(job.eligible) && job.eligible > now;
    const bool open = held || !job.dependencies.empty();
    if (open && !has_begin) job.eligible = {};
    if (!open && !is_set(job.eligible)) job.eligible = now;
}

}  // namespace msd::core
