// SPDX-License-Identifier: MIT
#include "daemon/core/site/partition_policy.hpp"

#include <algorithm>

#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/placement/demand.hpp"
#include "daemon/core/placement/fit.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

using Names = std::vector<std::string>;

bool takes_jobs(const PartitionInfo& partition) {
    return partition.state != PartitionState::drain && partition.state != PartitionState::inactive;
}

/// AllocNodes: the host on which the job is submitted is one of them.
bool takes_from(const PartitionInfo& partition, const std::string& host) {
    if (partition.alloc_nodes.empty()) return true;
    const auto hosts = text::expand_hostlist(partition.alloc_nodes);
    return hosts && contains(*hosts, host);
}

/// The account, and those it is part of: a list of accounts means theirs, too.
Names account_chain(const Site& site, const Job& job) {
    Names chain{job.spec->account};
    for (const Association* each : site.associations_of(job)) chain.push_back(each->account);
    return chain;
}

/// A list of those who may, or else of those who may not: what it says of the names of one job.
struct Verdict {
    bool allowed = true;
    std::string because;  // "allows a,b not c", "denies a,b including c"
};
Verdict judge(const std::string& allow, const std::string& deny, const Names& names) {
    const auto any_in = [&](const std::string& list) {
        const Names listed = text::split_list(list);
        return std::find_if(names.begin(), names.end(), [&](const auto& name) { return contains(listed, name); });
    };
    if (!allow.empty()) {
        if (any_in(allow) != names.end()) return {};
        return {false, "allows " + allow + " not " + names.front()};
    }
    if (deny.empty()) return {};
    const auto denied = any_in(deny);
    return denied == names.end() ? Verdict{} : Verdict{false, "denies " + deny + " including " + *denied};
}

Verdict judge_account(const Site& site, const PartitionInfo& partition, const Job& job) {
    if (partition.allow_accounts.empty() && partition.deny_accounts.empty()) return {};
    return judge(partition.allow_accounts, partition.deny_accounts, account_chain(site, job));
}
Verdict judge_qos(const PartitionInfo& partition, const Job& job) {
    if (partition.allow_qos.empty() && partition.deny_qos.empty()) return {};
    return judge(partition.allow_qos, partition.deny_qos, {job.spec->qos});
}

bool within_time(const PartitionInfo& partition, TimeLimit limit) {
    if (!partition.max_time.is_finite()) return true;
    return limit.is_finite() && limit.minutes <= partition.max_time.minutes;
}

bool within_memory(const Site& site, std::uint32_t partition, const JobSpec& spec) {
    const std::uint64_t most = memory_maximum(site, partition).per_node.value;
    if (most == 0) return true;
    switch (spec.memory_kind) {
        case MemoryKind::per_node: return spec.memory.value <= most;
        case MemoryKind::per_cpu: return spec.memory.value * std::max(1u, spec.cpus_per_task) <= most;
        case MemoryKind::per_gpu:
        case MemoryKind::unset: break;
    }
    return true;
}

/// MaxCPUsPerNode and MaxCPUsPerSocket leave room for the job where nothing else runs.
bool within_cpus(const Site& site, std::uint32_t partition, const JobSpec& spec) {
    if (!limits_cpus(site.partition(partition).info)) return true;
    return fit(site, idle_nodes(site), partition, spec, demand_of(site, spec, partition)).has_value();
}

struct Refusal {
    Reason reason;
    Errc code;
};
constexpr Refusal refusals[] = {
    {Reason::partition_node_limit, Errc::bad_node_count}, {Reason::partition_time_limit, Errc::invalid_time_limit},
    {Reason::account_not_allowed, Errc::invalid_account}, {Reason::qos_not_allowed, Errc::invalid_qos},
    {Reason::memory_limit, Errc::memory_unavailable},     {Reason::partition_config, Errc::too_many_cpus},
};

}  // namespace

Result<std::string> open_partition(const Site& site, const PartitionInfo& partition) {
    if (takes_jobs(partition)) return partition.name;
    if (!partition.alternate.empty()) {
        const auto other = site.find_partition(partition.alternate);
        if (!other) return fail(Errc::invalid_partition);
        const PartitionInfo& instead = site.partition(*other).info;
        if (takes_jobs(instead)) return instead.name;
    }
    return fail(Errc::partition_down, "Required partition not available (inactive or drain)");
}

Result<void> may_enter(const Site& site, const PartitionInfo& partition, const Caller& caller, const JobSpec& spec) {
    if (!takes_from(partition, spec.submit_host)) return fail(Errc::access_denied);
    if (partition.needs_reservation && spec.reservation.empty()) return fail(Errc::access_denied);
    if ((partition.no_root_jobs || site.config().no_root_jobs) && caller.uid == 0) return fail(Errc::access_denied);
    if (caller.is_admin) return {};
    if (partition.root_only) return fail(Errc::access_denied);
    const Names groups = text::split_list(partition.allow_groups);
    const auto allowed = [&](const std::string& group) { return contains(groups, group); };
    if (groups.empty() || std::any_of(caller.groups.begin(), caller.groups.end(), allowed)) return {};
    return fail(Errc::partition_group_denied);
}

Reason partition_reason(const Site& site, std::uint32_t partition, const Job& job) {
    const PartitionInfo& info = site.partition(partition).info;
    switch (info.state) {
        case PartitionState::down: return Reason::partition_down;
        case PartitionState::inactive: return Reason::partition_inactive;
        case PartitionState::up:
        case PartitionState::drain: break;
    }
    if (job.nodes > info.max_nodes || job.nodes < info.min_nodes) return Reason::partition_node_limit;
    if (!within_time(info, limit_in(site, job, partition))) return Reason::partition_time_limit;
    if (!judge_account(site, info, job).allowed) return Reason::account_not_allowed;
    if (!judge_qos(info, job).allowed) return Reason::qos_not_allowed;
    if (!within_memory(site, partition, *job.spec)) return Reason::memory_limit;
    return within_cpus(site, partition, *job.spec) ? Reason::none : Reason::partition_config;
}

Reason partitions_reason(const Site& site, const Job& job) {
    Reason first = Reason::none;
    for (std::uint32_t partition : site.partitions_in(job.partition)) {
        const Reason reason = partition_reason(site, partition, job);
        if (reason == Reason::none) return reason;
        if (first == Reason::none) first = reason;
    }
    return first == Reason::none ? Reason::partition_down : first;
}

std::string partitions_reason_text(const Site& site, const Job& job, Reason reason) {
    const auto partitions = site.partitions_in(job.partition);
    if (partitions.empty()) return {};
    const PartitionInfo& info = site.partition(partitions.front()).info;
    const auto sentence = [&](const char* what, const Verdict& verdict) {
        return std::string("Job's ") + what + " not permitted to use this partition (" + info.name + " " +
               verdict.because + ")";
    };
    switch (reason) {
        case Reason::account_not_allowed: return sentence("account", judge_account(site, info, job));
        case Reason::qos_not_allowed: return sentence("QOS", judge_qos(info, job));
        default: return {};
    }
}

Result<void> enforce_partition_limits(const Site& site, const Job& job) {
    using Limits = PartitionLimits;
    if (site.config().partition_limits == Limits::wait) return {};
    std::optional<Errc> refusal;
    bool any_open = false;
    for (std::uint32_t partition : site.partitions_in(job.partition)) {
        const Reason reason = partition_reason(site, partition, job);
        const auto row = std::find_if(std::begin(refusals), std::end(refusals),
                                      [&](const Refusal& each) { return each.reason == reason; });
        if (row == std::end(refusals)) any_open = true;
        else if (!refusal) refusal = row->code;
    }
    if (!refusal || (any_open && site.config().partition_limits == Limits::refuse_if_all)) return {};
    return fail(*refusal);
}

}  // namespace msd::core
