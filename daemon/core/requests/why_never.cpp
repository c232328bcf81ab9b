// SPDX-License-Identifier: MIT
#include "daemon/core/requests/why_never.hpp"

#include <algorithm>

#include "daemon/core/placement/demand.hpp"
#include "daemon/core/placement/features.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/size.hpp"

namespace msd::core {
namespace {

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

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
                                    std::to_string(there) + " on the largest node of " + where, there == 0 ? "ask for none" : "ask for fewer"));
}

/// Of what is a part of GPUs, as much as the largest GPU has.
std::uint64_t devices_on(const Site& site, std::uint32_t node, const GresRequest& request) {
    std::uint64_t sum = 0, most = 0;
    for (const auto& pool : site.pools(node)) {
        if (pool.name != request.name || (!request.type.empty() && pool.type != request.type)) continue;
        if (pool.shares.empty()) sum += pool.count;
        for (const std::uint64_t share : pool.shares) most = std::max(most, share);
    }
    return std::max(sum, most);
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

constexpr const char* no_such_cores = "Socket, core and/or thread specification can not be satisfied\n";
constexpr const char* no_such_disk = "Temporary disk specification can not be satisfied\n";

/// `first`: the line that Slurm has before this one; "" = none.
Failure wrong_shape(const char* first, const std::string& asked, std::uint64_t there, const std::string& where, const char* option) {
    return fail(Errc::node_config_unavailable,
                first + std::string(error_text(Errc::node_config_unavailable)) +
                    asked_and_there(asked, std::to_string(there) + " at most in " + where,
                                    std::string("change ") + option));
}

/// Of geometry, what no node of the partition has.
Result<void> check_shape(const Site& site, std::uint32_t partition, const JobSpec& spec, const Demand& demand,
                         const std::string& where) {
    for (const Shape& shape : shapes) {
        const auto most = largest(site, partition, [&](std::uint32_t n) { return std::uint64_t{site.node(n).*shape.there}; });
        if (spec.*shape.asked > most)
            return wrong_shape(no_such_cores, std::to_string(spec.*shape.asked) + " " + shape.what, most, where, shape.option);
    }
    const auto disk = largest(site, partition, [&](std::uint32_t n) { return site.node(n).tmp_disk.value; });
    if (spec.tmp_disk.value > disk)
        return wrong_shape(no_such_disk, "a scratch disk of " + std::to_string(spec.tmp_disk.value) + " MB", disk, where, "--tmp");
    std::uint64_t sockets = 0;
    for (std::uint32_t node : site.nodes_of(partition)) sockets += site.node(node).sockets;
    if (demand.tasks_per_socket && demand.tasks > sockets * demand.tasks_per_socket)
        return wrong_shape("", std::to_string(demand.tasks) + " tasks, " + std::to_string(demand.tasks_per_socket) +
                               " of a socket,",
                           sockets * demand.tasks_per_socket, where, "--ntasks-per-socket");
    return {};
}

/// What fits on a node part by part, but in all is more than the partition has.
Result<void> too_much_in_all(const Site& site, std::uint32_t partition, const Demand& demand, const std::string& where) {
    for (auto request : demand.per_task) {
        request.count *= demand.tasks;
        std::uint64_t there = 0;
        for (std::uint32_t node : site.nodes_of(partition)) there += devices_on(site, node, request);
        if (request.count > there)
            return fail(Errc::node_config_unavailable,
                        std::string(error_text(Errc::node_config_unavailable)) +
                            asked_and_there(std::to_string(request.count) + " of " + request.name + " for all tasks",
                                            std::to_string(there) + " in " + where, "ask for fewer tasks"));
    }
    std::uint64_t memory = 0;
    for (std::uint32_t node : site.nodes_of(partition)) memory += site.node(node).memory.value;
    const std::uint64_t asked = demand.memory.per == MemoryRule::Per::cpu ? demand.memory.amount.value * demand.cpus() : 0;
    if (asked <= memory) return {};
    return fail(Errc::node_config_unavailable,
                "Memory specification can not be satisfied\n" +
                    std::string(error_text(Errc::node_config_unavailable)) +
                    asked_and_there(text::format_size(asked, 'M') + " in all",
                                    text::format_size(memory, 'M') + " in " + where, "ask for less with --mem-per-cpu"));
}

}  // namespace

Failure why_never(const Site& site, std::uint32_t partition, const JobSpec& spec) {
    const Demand demand = demand_of(site, spec, partition);
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
        if (!contains(nodes, *site.find_node(name)))
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
    if (auto sum = too_much_in_all(site, partition, demand, where); !sum) return Failure(std::move(sum.error()));
    return fail(Errc::node_config_unavailable, std::string(error_text(Errc::node_config_unavailable)) +
                                                   ": no choice of nodes in " + where +
                                                   " has all that is asked for together");
}

}  // namespace msd::core
