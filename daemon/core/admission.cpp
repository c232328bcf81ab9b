// SPDX-License-Identifier: MIT
#include "daemon/core/admission.hpp"

#include <algorithm>

#include "daemon/core/features.hpp"
#include "daemon/core/fit.hpp"
#include "daemon/core/pending.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"

namespace msd::core {
namespace {

using Warnings = std::vector<std::string>;

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

/// Refuse, or go on with `instead` after a warning.
Result<void> unknown(SitePolicy policy, Warnings& warnings, Failure refusal, const std::string& what,
                     const std::string& name, const std::string& instead) {
    if (policy == SitePolicy::strict) return refusal;
    warnings.push_back(what + " " + quoted(name) + " does not exist here: " + instead);
    return {};
}

std::string default_partition_name(const Site& site) {
    const auto index = site.default_partition();
    return index ? site.partition(*index).info.name : std::string();
}

/// Slurm names the one it does not know on a line of its own.
Failure refused_partition(const std::vector<std::string>& missing) {
    return fail(Errc::invalid_partition, "invalid partition specified: " + text::join(missing) + "\n" +
                                             std::string(error_text(Errc::invalid_partition)));
}

Result<void> admit_partition(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                             Warnings& warnings) {
    std::vector<std::string> known, missing;
    for (const auto& name : text::split_list(spec.partition))
        (site.find_partition(name) ? known : missing).push_back(name);
    if (!missing.empty())
        MS_TRY(unknown(policy, warnings, refused_partition(missing), "partition", text::join(missing),
                       "using " + quoted(known.empty() ? default_partition_name(site) : text::join(known))));
    spec.partition = known.empty() ? default_partition_name(site) : text::join(known);
    if (spec.partition.empty()) return fail(Errc::no_default_partition);
    for (std::uint32_t index : site.partitions_in(spec.partition)) {
        const PartitionInfo& info = site.partition(index).info;
        if (info.state == PartitionState::drain || info.state == PartitionState::inactive)
            return fail(Errc::partition_down, "Required partition not available (inactive or drain)");
        if (caller.is_admin) continue;
        if (info.root_only) return fail(Errc::access_denied);
        const auto groups = text::split_list(info.allow_groups);
        if (!groups.empty() && std::find(groups.begin(), groups.end(), caller.group) == groups.end())
            return fail(Errc::partition_group_denied);
        const auto accounts = text::split_list(info.allow_accounts);
        if (!accounts.empty() && std::find(accounts.begin(), accounts.end(), spec.account) == accounts.end())
            return fail(Errc::invalid_account);
    }
    return {};
}

Result<void> admit_qos(SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    constexpr const char* only_qos = "normal";
    if (!spec.qos.empty() && spec.qos != only_qos)
        MS_TRY(unknown(policy, warnings, fail(Errc::invalid_qos), "QOS", spec.qos, "using " + quoted(only_qos)));
    spec.qos = only_qos;
    return {};
}

Result<void> admit_reservation(SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (spec.reservation.empty()) return {};
    MS_TRY(unknown(policy, warnings, fail(Errc::invalid_reservation), "reservation", spec.reservation, "ignored"));
    spec.reservation.clear();
    return {};
}

Result<void> admit_constraint(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (spec.constraint.empty()) return {};
    const auto names = feature_names(spec.constraint);
    if (!names) return tl::make_unexpected(names.error());
    const auto known = [&](const std::string& name) { return site.knows_feature(name); };
    if (std::all_of(names->begin(), names->end(), known)) return {};
    if (std::any_of(names->begin(), names->end(), known))
        return policy == SitePolicy::lenient ? Result<void>{} : fail(Errc::invalid_feature);
    MS_TRY(unknown(policy, warnings, fail(Errc::invalid_feature), "constraint", spec.constraint, "ignored"));
    spec.constraint.clear();
    return {};
}

Result<void> admit_licenses(const Site& site, SitePolicy policy, JobSpec& spec, Warnings& warnings) {
    if (spec.licenses.empty()) return {};
    if (const auto parsed = text::parse_licenses(spec.licenses); !parsed) return tl::make_unexpected(parsed.error());
    std::vector<std::string> kept, missing;
    for (const auto& license : licenses_of(spec)) {
        const auto total = site.config().licenses.find(license.name);
        if (total == site.config().licenses.end()) {
            missing.push_back(license.name);
            continue;
        }
        if (license.count > total->second)
            return fail(Errc::invalid_licenses, "Invalid license specification: " + std::to_string(license.count) +
                                                    " of " + license.name + " asked, " +
                                                    std::to_string(total->second) + " exist; ask for fewer with -L");
        kept.push_back(license.name + ":" + std::to_string(license.count));
    }
    if (missing.empty()) return {};
    MS_TRY(unknown(policy, warnings, fail(Errc::invalid_licenses), "license", text::join(missing), "ignored"));
    spec.licenses = text::join(kept);
    return {};
}

Result<void> admit_times(const Site& site, const JobSpec& spec, Time now) {
    const auto index = site.partitions_in(spec.partition).front();
    const TimeLimit limit = effective_limit(site.partition(index), spec.time_limit);
    if (spec.time_min.is_finite() && limit.is_finite() && spec.time_min.minutes > limit.minutes)
        return fail(Errc::invalid_time_min);
    if (!is_set(spec.deadline)) return {};
    const std::int64_t least = spec.time_min.is_finite() ? spec.time_min.minutes
                               : limit.is_finite()       ? limit.minutes
                                                         : 0;
    const Time start = std::max(now, spec.begin);
    if (spec.deadline <= now || start + std::chrono::minutes{least} > spec.deadline)
        return fail(Errc::invalid_time_limit);
    return {};
}

Result<void> admit_hosts(const Site& site, const JobSpec& spec) {
    for (const std::string* list : {&spec.node_list, &spec.exclude}) {
        if (list->empty()) continue;
        const auto names = text::expand_hostlist(*list);
        if (!names) return fail(Errc::invalid_node_name);
        for (const auto& name : *names)
            if (!site.find_node(name))
                return fail(Errc::invalid_node_name, "Invalid node name specified: " + name + " does not exist here");
    }
    return {};
}

/// More memory than MaxMemPerNode is refused. More than MaxMemPerCPU is paid for with CPUs, as Slurm does.
Result<void> admit_memory(const Site& site, JobSpec& spec) {
    const auto index = site.partitions_in(spec.partition).front();
    const MemoryMaximum most = memory_maximum(site, index);
    const bool per_cpu = spec.memory_kind == MemoryKind::per_cpu;
    if (spec.memory.value == 0 || (!per_cpu && spec.memory_kind != MemoryKind::per_node)) return {};
    const std::uint64_t cpus_per_task = std::max(1u, spec.cpus_per_task);
    if (const std::uint64_t limit = most.per_cpu.value; limit && spec.memory.value > limit) {
        const std::uint64_t cpus = (spec.memory.value + limit - 1) / limit;  // of this much memory
        const std::uint64_t tasks = std::max({1u, spec.tasks_per_node, spec.tasks_per_node ? 0u : spec.tasks});
        const std::uint64_t each = per_cpu ? cpus_per_task * cpus : std::max(cpus_per_task, (cpus + tasks - 1) / tasks);
        spec.cpus_per_task = static_cast<std::uint32_t>(std::min<std::uint64_t>(each, 0xFFFFFFFF));
        if (per_cpu) spec.memory.value = (spec.memory.value + cpus - 1) / cpus;
    }
    const std::uint64_t asked = per_cpu ? spec.memory.value * std::max(1u, spec.cpus_per_task) : spec.memory.value;
    if (most.per_node.value == 0 || asked <= most.per_node.value) return {};
    return fail(Errc::memory_unavailable,
                std::string(error_text(Errc::memory_unavailable)) + ": " + text::format_size(asked, 'M') +
                    " on a node asked, MaxMemPerNode is " + text::format_size(most.per_node.value, 'M') +
                    "; ask for less with --mem");
}

Result<void> admit_gres(const Site& site, const JobSpec& spec) {
    for (const auto* requests : {&spec.gres, &spec.gpus, &spec.gpus_per_task, &spec.gpus_per_socket})
        for (const auto& request : *requests)
            if (!site.knows_gres(request.name))
                return fail(Errc::invalid_gres,
                            "Invalid generic resource (gres) specification: there is no " + request.name + " here");
    return {};
}

/// The largest amount that `of` finds on a node of the partition.
template <class Of>
std::uint64_t largest(const Site& site, std::uint32_t partition, Of of) {
    std::uint64_t most = 0;
    for (std::uint32_t node : site.nodes_of(partition)) most = std::max(most, of(node));
    return most;
}

std::string asked_and_there(const std::string& asked, const std::string& there, const std::string& way_out) {
    return ": " + asked + " asked, " + there + "; " + way_out;
}

Failure too_many_nodes(const Demand& demand, std::size_t there, const std::string& where) {
    return fail(Errc::node_config_unavailable,
                std::string(error_text(Errc::node_config_unavailable)) +
                    asked_and_there(std::to_string(demand.min_nodes) + " nodes", std::to_string(there) + " in " + where,
                                    "ask for fewer with -N"));
}

Failure too_many_cpus(std::uint64_t asked, std::uint64_t there, const std::string& where) {
    return fail(Errc::too_many_cpus,
                std::string(error_text(Errc::too_many_cpus)) +
                    asked_and_there(std::to_string(asked) + " CPUs", std::to_string(there) + " in " + where,
                                    "ask for fewer with -n or -c"));
}

Failure too_much_memory(std::uint64_t asked, std::uint64_t there, const std::string& where) {
    return fail(Errc::node_config_unavailable,
                "Memory specification can not be satisfied\n" +
                    std::string(error_text(Errc::node_config_unavailable)) +
                    asked_and_there(text::format_size(asked, 'M') + " on a node",
                                    text::format_size(there, 'M') + " on the largest node of " + where,
                                    "ask for less with --mem"));
}

Failure too_many_devices(const GresRequest& request, std::uint64_t there, const std::string& where) {
    const std::string name = request.type.empty() ? request.name : request.name + ":" + request.type;
    return fail(Errc::node_config_unavailable,
                std::string(error_text(Errc::node_config_unavailable)) +
                    asked_and_there(std::to_string(request.count) + " of " + name,
                                    std::to_string(there) + " on the largest node of " + where, "ask for fewer"));
}

std::uint64_t devices_on(const Site& site, std::uint32_t node, const GresRequest& request) {
    std::uint64_t sum = 0;
    for (const auto& pool : site.pools(node))
        if (pool.name == request.name && (request.type.empty() || pool.type == request.type)) sum += pool.count;
    return sum;
}

/// Memory that the job needs on the node it needs most of, with one task there.
std::uint64_t least_memory(const Demand& demand) {
    switch (demand.memory.per) {
        case MemoryRule::Per::node: return demand.memory.amount.value;
        case MemoryRule::Per::cpu:
            return demand.memory.amount.value * (demand.max_nodes == 1 ? demand.cpus() : demand.cpus_per_task);
        case MemoryRule::Per::whole_node:
        case MemoryRule::Per::gpu: return 0;
    }
    return 0;
}

/// Numbers of a node's shape that an option wants at least.
struct Shape {
    const char* what;
    const char* option;
    std::uint32_t JobSpec::*asked;
    std::uint32_t NodeConfig::*there;
};
constexpr Shape shapes[] = {
    {"sockets of a node", "--sockets-per-node", &JobSpec::sockets_per_node, &NodeConfig::sockets},
    {"cores of a socket", "--cores-per-socket", &JobSpec::cores_per_socket, &NodeConfig::cores_per_socket},
    {"threads of a core", "--threads-per-core", &JobSpec::threads_per_core, &NodeConfig::threads_per_core},
};

Failure wrong_shape(const std::string& asked, std::uint64_t there, const std::string& where, const char* option) {
    return fail(Errc::node_config_unavailable,
                std::string(error_text(Errc::node_config_unavailable)) +
                    asked_and_there(asked, std::to_string(there) + " at most in " + where,
                                    std::string("change ") + option));
}

/// Of geometry, what no node of the partition has.
Result<void> check_shape(const Site& site, std::uint32_t partition, const JobSpec& spec, const Demand& demand,
                         const std::string& where) {
    for (const Shape& shape : shapes) {
        const auto most = largest(site, partition, [&](std::uint32_t n) { return std::uint64_t{site.node(n).*shape.there}; });
        if (spec.*shape.asked > most)
            return wrong_shape(std::to_string(spec.*shape.asked) + " " + shape.what, most, where, shape.option);
    }
    const auto disk = largest(site, partition, [&](std::uint32_t n) { return site.node(n).tmp_disk.value; });
    if (spec.tmp_disk.value > disk)
        return wrong_shape("a scratch disk of " + text::format_size(spec.tmp_disk.value, 'M'), disk, where + ", in MB,",
                           "--tmp");
    std::uint64_t sockets = 0;
    for (std::uint32_t node : site.nodes_of(partition)) sockets += site.node(node).sockets;
    if (demand.tasks_per_socket && demand.tasks > sockets * demand.tasks_per_socket)
        return wrong_shape(std::to_string(demand.tasks) + " tasks, " + std::to_string(demand.tasks_per_socket) +
                               " of a socket,",
                           sockets * demand.tasks_per_socket, where, "--ntasks-per-socket");
    return {};
}

/// The first thing that is too large for the partition, in the order people look for it.
Failure explain(const Site& site, std::uint32_t partition, const JobSpec& spec, const Demand& demand) {
    const std::string where = "partition " + site.partition(partition).info.name;
    const auto& nodes = site.nodes_of(partition);
    const auto has_features = [&](std::uint32_t node) {
        return features_satisfy(spec.constraint, site.node(node).features);
    };
    if (!nodes.empty() && std::none_of(nodes.begin(), nodes.end(), has_features))
        return fail(Errc::node_config_unavailable, std::string(error_text(Errc::node_config_unavailable)) +
                                                       ": no node of " + where + " has the features " +
                                                       quoted(spec.constraint) + "; change -C");
    for (const auto& name : demand.required_nodes)
        if (std::find(nodes.begin(), nodes.end(), *site.find_node(name)) == nodes.end())
            return fail(Errc::nodes_not_in_partition,
                        "Requested nodes not in this partition: " + name + " is not in " + where);
    if (demand.min_nodes > nodes.size()) return too_many_nodes(demand, nodes.size(), where);

    std::uint64_t all_cpus = 0;
    for (std::uint32_t node : nodes) all_cpus += site.node(node).cpus;
    const std::uint64_t largest_node =
        largest(site, partition, [&](std::uint32_t n) { return std::uint64_t{site.node(n).cpus}; });
    const std::uint64_t at_once = std::max(demand.cpus_per_task, demand.min_cpus_per_node);
    if (demand.cpus() > all_cpus) return too_many_cpus(demand.cpus(), all_cpus, where);
    if (at_once > largest_node) return too_many_cpus(at_once, largest_node, "the largest node of " + where);
    if (demand.max_nodes == 1 && demand.cpus() > largest_node)
        return too_many_cpus(demand.cpus(), largest_node, "the largest node of " + where);

    if (auto shape = check_shape(site, partition, spec, demand, where); !shape)
        return Failure(std::move(shape.error()));

    const std::uint64_t most_memory =
        largest(site, partition, [&](std::uint32_t n) { return site.node(n).memory.value; });
    if (least_memory(demand) > most_memory) return too_much_memory(least_memory(demand), most_memory, where);
    for (const auto* requests : {&demand.per_node, &demand.per_task, &demand.per_job})
        for (const auto& request : *requests) {
            const auto there = largest(site, partition, [&](std::uint32_t n) { return devices_on(site, n, request); });
            if (request.count > there) return too_many_devices(request, there, where);
        }
    return fail(Errc::node_config_unavailable, std::string(error_text(Errc::node_config_unavailable)) +
                                                   ": no choice of nodes in " + where +
                                                   " has all that is asked for together");
}

}  // namespace

Result<void> admit_names(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                         Warnings& warnings) {
    MS_TRY(admit_partition(site, caller, policy, spec, warnings));
    MS_TRY(admit_qos(policy, spec, warnings));
    MS_TRY(admit_reservation(policy, spec, warnings));
    MS_TRY(admit_constraint(site, policy, spec, warnings));
    return admit_licenses(site, policy, spec, warnings);
}

void admit_rank(const Caller& caller, JobSpec& spec, Warnings& warnings) {
    if (caller.is_admin) return;
    if (spec.nice < 0) {
        warnings.push_back("Nice value must be non-negative, value ignored");
        spec.nice = 0;
    }
    if (spec.priority_set == Choice::yes && spec.priority != 0) {
        warnings.push_back("only an administrator may set --priority: ignored");
        spec.priority_set = Choice::unset;
        spec.priority = 0;
    }
}

Result<void> admit_values(const Site& site, JobSpec& spec, Time now) {
    MS_TRY(admit_times(site, spec, now));
    MS_TRY(admit_hosts(site, spec));
    if (spec.max_nodes && spec.max_nodes < spec.min_nodes) return fail(Errc::bad_node_count);
    MS_TRY(admit_memory(site, spec));
    return admit_gres(site, spec);
}

Result<void> admit_size(const Site& site, const std::string& partition_list, const JobSpec& spec) {
    const auto idle = idle_nodes(site);
    const auto partitions = site.partitions_in(partition_list);
    for (std::uint32_t partition : partitions)
        if (fit(site, idle, partition, spec, demand_of(site, spec, partition))) return {};
    return explain(site, partitions.front(), spec, demand_of(site, spec, partitions.front()));
}

}  // namespace msd::core
