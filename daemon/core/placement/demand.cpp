// SPDX-License-Identifier: MIT
#include "daemon/core/placement/demand.hpp"

#include <algorithm>

#include "daemon/core/placement/node_use.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/array.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

std::uint32_t divided_up(std::uint64_t amount, std::uint64_t by) {
    return static_cast<std::uint32_t>((amount + by - 1) / by);
}

/// The names of a host list, each once.
std::vector<std::string> hosts(const std::string& list) {
    if (list.empty()) return {};
    auto names = text::expand_hostlist(list);
    if (!names) return {};
    std::sort(names->begin(), names->end());
    names->erase(std::unique(names->begin(), names->end()), names->end());
    return std::move(*names);
}

/// Tasks that follow from --ntasks or --gpus with a ratio; 0: they follow from the nodes.
std::uint32_t tasks_asked(const JobSpec& spec) {
    if (spec.tasks) return spec.tasks;
    const auto gpus = static_cast<std::uint32_t>(total(spec.gpus));
    if (spec.tasks_per_gpu && gpus) return spec.tasks_per_gpu * gpus;
    const auto of_task = static_cast<std::uint32_t>(gpus_among(spec.gpus_per_task));
    if (gpus && of_task) return std::max(1u, gpus / of_task);
    return 0;
}

std::vector<GresRequest> times(std::vector<GresRequest> requests, std::uint64_t factor) {
    for (auto& request : requests) request.count *= factor;
    return requests;
}

/// Requests for the same thing become one; those for a type come first, so that it is not given away untyped.
void append(std::vector<GresRequest>& to, std::vector<GresRequest> more) {
    for (auto& request : more) {
        auto same = std::find_if(to.begin(), to.end(), [&](const GresRequest& each) {
            return each.name == request.name && each.type == request.type;
        });
        if (same != to.end())
            same->count += request.count;
        else
            to.push_back(std::move(request));
    }
    std::stable_partition(to.begin(), to.end(), [](const GresRequest& each) { return !each.type.empty(); });
}

/// --gpus beside --gpus-per-node (or --gres=gpu) asks for no more of them: it says how many nodes there are.
std::uint32_t nodes_for_gpus(const JobSpec& spec) {
    const std::uint64_t in_all = gpus_among(spec.gpus), per_node = gpus_among(spec.gres);
    return in_all && per_node ? divided_up(in_all, per_node) : 0;
}

std::uint64_t gpus_in_all(const Demand& demand) {
    return gpus_among(demand.per_node) * demand.min_nodes + gpus_among(demand.per_job) +
           gpus_among(demand.per_task) * demand.tasks;
}

bool asks_for_gpus(const JobSpec& spec) {
    return gpus_among(spec.gpus) || gpus_among(spec.gres) || gpus_among(spec.gpus_per_task) || gpus_among(spec.gpus_per_socket);
}

/// JobDefaults are for jobs that say neither.
std::uint32_t cpus_per_gpu(const Site& site, const JobSpec& spec, std::uint32_t partition) {
    if (spec.cpus_per_gpu || spec.cpus_per_task) return spec.cpus_per_gpu;
    const std::uint32_t of_partition = site.partition(partition).info.default_cpus_per_gpu;
    return of_partition ? of_partition : site.config().default_cpus_per_gpu;
}

/// A list that came with --nodes, unless another number has been asked for since (scontrol update).
TaskSet node_counts(const JobSpec& spec) {
    const std::string list = kept_text(spec, text::allowed_node_counts);
    if (list.empty()) return {};
    auto parsed = text::parse_array(list, text::most_nodes + 1);
    const bool holds = parsed && parsed->tasks.lowest() == spec.min_nodes && parsed->tasks.highest() == spec.max_nodes;
    return holds ? std::move(parsed->tasks) : TaskSet{};
}

DeviceBinding device_binding(const JobSpec& spec) {
    const std::string flags = kept_text(spec, "gres-flags");
    if (equal_ignoring_case(flags, "enforce-binding")) return DeviceBinding::enforced;
    return equal_ignoring_case(flags, "disable-binding") ? DeviceBinding::none : DeviceBinding::preferred;
}

/// Those of the sockets are a part of a node's or of the job's, where they are counted in that way too.
void add_gpus_of_sockets(const JobSpec& spec, Demand& demand) {
    const std::uint64_t per_socket = gpus_among(spec.gpus_per_socket), per_node = gpus_among(spec.gres);
    if (per_socket == 0 || gpus_among(spec.gpus)) return;
    demand.sockets = per_node && !spec.sockets_per_node ? divided_up(per_node, per_socket) : std::max(1u, spec.sockets_per_node);
    demand.per_socket = spec.gpus_per_socket;
    if (!per_node) append(demand.per_node, times(spec.gpus_per_socket, demand.sockets));
}

}  // namespace

std::uint64_t total(const std::vector<GresRequest>& requests) {
    std::uint64_t sum = 0;
    for (const auto& request : requests) sum += request.count;
    return sum;
}

MemoryMaximum memory_maximum(const Site& site, std::uint32_t partition) {
    const auto& info = site.partition(partition).info;
    const auto& config = site.config();
    if (info.max_memory_per_node.value || info.max_memory_per_cpu.value)
        return {info.max_memory_per_node, info.max_memory_per_cpu};
    return {config.max_memory_per_node, config.max_memory_per_cpu};
}

MemoryRule memory_rule(const Site& site, const JobSpec& spec, std::uint32_t partition) {
    using Per = MemoryRule::Per;
    const MemoryRule whole{Per::whole_node, {}, memory_maximum(site, partition).per_node};
    if (spec.memory_kind != MemoryKind::unset && spec.memory.value == 0) return whole;
    switch (spec.memory_kind) {
        case MemoryKind::per_node: return {Per::node, spec.memory, {}};
        case MemoryKind::per_cpu: return {Per::cpu, spec.memory, {}};
        case MemoryKind::per_gpu: return {Per::gpu, spec.memory, {}};
        case MemoryKind::unset: break;
    }
    const auto& info = site.partition(partition).info;
    const auto& config = site.config();
    const Megabytes per_gpu = info.default_memory_per_gpu.value ? info.default_memory_per_gpu : config.default_memory_per_gpu;
    if (per_gpu.value && asks_for_gpus(spec)) return {Per::gpu, per_gpu, {}};
    if (info.default_memory_per_node.value) return {Per::node, info.default_memory_per_node, {}};
    if (info.default_memory_per_cpu.value) return {Per::cpu, info.default_memory_per_cpu, {}};
    if (config.default_memory_per_node.value) return {Per::node, config.default_memory_per_node, {}};
    if (config.default_memory_per_cpu.value) return {Per::cpu, config.default_memory_per_cpu, {}};
    return whole;
}

std::uint32_t Demand::cpus() const {
    const std::uint64_t by_tasks = overcommit ? min_nodes : std::uint64_t{tasks} * cpus_per_task;
    const std::uint64_t by_gpus = std::uint64_t{cpus_per_gpu} * gpus_in_all(*this);
    const std::uint64_t most = std::max({by_tasks, by_gpus, std::uint64_t{min_nodes}});
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(most, 0xFFFFFFFF));
}

std::uint32_t tasks_on(const JobSpec& spec, std::uint32_t nodes) {
    const std::uint32_t asked = tasks_asked(spec);
    return asked ? asked : std::max(1u, nodes) * std::max(1u, spec.tasks_per_node);
}

Demand demand_of(const Site& site, const JobSpec& spec, std::uint32_t partition) {
    Demand demand;
    const auto& limits = site.partition(partition).info;
    demand.required_nodes = hosts(spec.node_list);
    demand.excluded_nodes = hosts(spec.exclude);

    const auto listed = static_cast<std::uint32_t>(demand.required_nodes.size());
    std::uint32_t asked = spec.min_nodes ? spec.min_nodes : listed;
    if (spec.max_nodes == 0 || spec.max_nodes >= limits.min_nodes) asked = std::max(asked, limits.min_nodes);
    asked = std::max(asked, nodes_for_gpus(spec));
    demand.tasks_follow_nodes = tasks_asked(spec) == 0;
    demand.tasks = std::max(tasks_on(spec, asked), nodes_for_gpus(spec));
    demand.min_nodes = std::max({1u, asked, spec.tasks_per_node ? divided_up(demand.tasks, spec.tasks_per_node) : 1u});
    if (!spec.overcommit) demand.min_nodes = std::min(demand.min_nodes, std::max(demand.tasks, listed));
    if (spec.max_nodes)
        demand.max_nodes = spec.max_nodes;
    else if (spec.min_nodes || demand.tasks_follow_nodes)
        demand.max_nodes = demand.min_nodes;
    demand.max_nodes = std::max(demand.min_nodes, std::min(demand.max_nodes, limits.max_nodes));

    demand.node_counts = node_counts(spec);

    demand.cpus_per_task = std::max(1u, spec.cpus_per_task);
    demand.tasks_per_node = spec.tasks_per_node;
    demand.min_cpus_per_node = std::max(spec.min_cpus_per_node, 1u);
    demand.cpus_per_gpu = cpus_per_gpu(site, spec, partition);
    demand.overcommit = spec.overcommit;
    // MCS labels are nowhere: such jobs are each other's company.
    demand.exclusive = spec.exclusive == Exclusive::node || spec.exclusive == Exclusive::topo || site.partition(partition).exclusive;
    demand.one_user = is_for_one_user(site, spec, partition);
    demand.partition = partition;
    demand.most_cpus_per_node = limits.max_cpus_per_node;
    demand.most_cpus_per_socket = limits.max_cpus_per_socket;
    demand.least_loaded = limits.least_loaded || site.config().least_loaded;
    const auto& sharing = site.partition(partition);
    if (!demand.exclusive && (sharing.always_shares || spec.oversubscribe)) demand.jobs_per_cpu = sharing.jobs_per_cpu;
    // All hints but "multithread" want cores that are not shared.
    demand.one_thread_per_core = spec.threads_per_core == 1 || (!spec.hint.empty() && spec.hint != "multithread");
    demand.tasks_per_core = spec.tasks_per_core;
    demand.tasks_per_socket = spec.tasks_per_socket;
    demand.contiguous = spec.contiguous;
    demand.most_nodes = spec.spread || (spec.max_nodes > spec.min_nodes && !spec.use_min_nodes);
    demand.distribution = node_distribution(spec.spread && spec.distribution.empty() ? "cyclic" : spec.distribution);
    demand.memory = memory_rule(site, spec, partition);
    demand.device_binding = device_binding(spec);
    append(demand.per_node, spec.gres);
    add_gpus_of_sockets(spec, demand);
    append(demand.per_task, spec.gpus_per_task);
    // --gpus beside --gpus-per-task says the number of tasks, not more devices; beside those of a node that of nodes.
    if (gpus_among(demand.per_task) == 0 && !nodes_for_gpus(spec)) append(demand.per_job, spec.gpus);
    // A node's GPUs beside those of a task say how many tasks fit there.
    if (const std::uint64_t per_task = gpus_among(demand.per_task), per_node = gpus_among(spec.gres); per_task && per_node) {
        std::erase_if(demand.per_node, is_gpu);
        const auto fitting = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, per_node / per_task));
        demand.tasks_per_node = demand.tasks_per_node ? std::min(demand.tasks_per_node, fitting) : fitting;
        demand.min_nodes = std::max(demand.min_nodes, divided_up(demand.tasks, demand.tasks_per_node));
        demand.max_nodes = std::max(demand.max_nodes, demand.min_nodes);
    }
    // --ntasks-per-gpu beside tasks alone asks for the GPUs.
    if (spec.tasks_per_gpu && spec.tasks && gpus_in_all(demand) == 0)
        append(demand.per_job, {{"gpu", "", divided_up(spec.tasks, spec.tasks_per_gpu)}});
    return demand;
}

Demand demand_of(const Site& site, const Job& job, std::uint32_t partition) {
    Demand demand = demand_of(site, *job.spec, partition);
    demand.user = job.uid;
    return demand;
}

std::vector<GresRequest> licenses_of(const JobSpec& spec) {
    if (spec.licenses.empty()) return {};
    std::vector<GresRequest> merged;
    if (auto parsed = text::parse_licenses(spec.licenses)) append(merged, std::move(*parsed));
    return merged;
}

text::TresMap requested_tres(const Site& site, const Demand& demand, std::uint32_t partition) {
    text::TresMap tres;
    const std::uint64_t cpus = demand.cpus();
    tres["cpu"] = cpus;
    tres["node"] = demand.min_nodes;
    std::uint64_t smallest = ~std::uint64_t{0};
    for (std::uint32_t node : site.nodes_of(partition)) smallest = std::min(smallest, site.node(node).memory.value);
    switch (demand.memory.per) {
        case MemoryRule::Per::node: tres["mem"] = demand.memory.amount.value * demand.min_nodes; break;
        case MemoryRule::Per::whole_node:
            if (demand.memory.most.value) smallest = std::min(smallest, demand.memory.most.value);
            tres["mem"] = site.nodes_of(partition).empty() ? 0 : smallest * demand.min_nodes;
            break;
        case MemoryRule::Per::cpu: tres["mem"] = demand.memory.amount.value * cpus; break;
        case MemoryRule::Per::gpu: tres["mem"] = demand.memory.amount.value * gpus_in_all(demand); break;
    }
    for (const auto& request : requested_devices(demand)) tres["gres/" + request.name] += request.count;
    return tres;
}

text::TresMap allocated_tres(const std::vector<NodeAllocation>& allocation) {
    text::TresMap tres;
    for (const auto& part : allocation) {
        tres["cpu"] += part.cpus.size();
        tres["mem"] += part.memory.value;
        tres["node"] += 1;
        for (const auto& gres : part.gres) tres["gres/" + gres.name] += gres.count;
    }
    return tres;
}

std::vector<GresRequest> requested_devices(const Demand& demand) {
    std::vector<GresRequest> all = demand.per_job;
    append(all, times(demand.per_node, demand.min_nodes));
    append(all, times(demand.per_task, demand.tasks));
    return all;
}

std::vector<GresRequest> allocated_devices(const std::vector<NodeAllocation>& allocation) {
    std::vector<GresRequest> all;
    for (const auto& part : allocation)
        for (const auto& gres : part.gres) append(all, {{gres.name, gres.type, gres.count}});
    return all;
}

}  // namespace msd::core
