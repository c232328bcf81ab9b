// SPDX-License-Identifier: MIT
#include "daemon/core/requests/folding.hpp"

#include <algorithm>

#include "daemon/core/placement/demand.hpp"

namespace msd::core {
namespace {

std::string counted(std::uint64_t number, const std::string& what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

/// Sockets, cores and threads that no node of the partition has are no reason to refuse a script.
void drop_geometry(const Site& site, std::uint32_t partition, Folded& way) {
    struct Wish {
        std::uint32_t JobSpec::*asked;
        std::uint32_t NodeConfig::*there;
        const char* what;
    };
    constexpr Wish wishes[] = {
        {&JobSpec::sockets_per_node, &NodeConfig::sockets, "sockets a node"},
        {&JobSpec::cores_per_socket, &NodeConfig::cores_per_socket, "cores a socket"},
        {&JobSpec::threads_per_core, &NodeConfig::threads_per_core, "threads a core"},
    };
    for (const Wish& wish : wishes) {
        std::uint32_t most = 0;
        for (std::uint32_t node : site.nodes_of(partition)) most = std::max(most, site.node(node).*wish.there);
        if (way.spec.*wish.asked <= most) continue;
        way.warnings.push_back(std::to_string(way.spec.*wish.asked) + " " + wish.what + " asked, " +
                               std::to_string(most) + " here: ignored");
        way.spec.*wish.asked = 0;
    }
}

void multiply(std::vector<GresRequest>& requests, std::uint32_t factor) {
    for (auto& request : requests) request.count *= factor;
}

/// The tasks of all nodes, with all that was asked for them, on fewer.
Folded packed(Folded way, const Demand& demand, std::uint32_t there) {
    JobSpec& spec = way.spec;
    const std::uint32_t factor = (demand.min_nodes + there - 1) / there;
    spec.min_nodes = spec.max_nodes = there;
    spec.tasks = demand.tasks;
    spec.tasks_per_node *= factor;
    spec.min_cpus_per_node *= factor;
    if (spec.memory_kind == MemoryKind::per_node) spec.memory.value *= factor;
    multiply(spec.gres, factor);
    way.warnings.push_back(counted(demand.min_nodes, "node") + " asked, " + std::to_string(there) + " here: " +
                           (demand.tasks == 1 ? "the task runs" : "all " + counted(demand.tasks, "task") + " run") +
                           " on " + (there == 1 ? "it" : "them"));
    return way;
}

/// As many nodes as there are, each with what was asked for one.
Folded reduced(Folded way, const Demand& demand, std::uint32_t there) {
    way.spec.min_nodes = way.spec.max_nodes = there;
    way.warnings.push_back(counted(demand.min_nodes, "node") + " asked, " + std::to_string(there) +
                           " here: the job gets " + (there == 1 ? "it" : "them") + ", with " +
                           counted(std::max(1u, demand.tasks_per_node), "task") + (there == 1 ? "" : " each"));
    return way;
}

}  // namespace

std::vector<Folded> folded_ways(const Site& site, std::uint32_t partition, const JobSpec& spec) {
    Folded base{spec, {}};
    drop_geometry(site, partition, base);
    const auto there = static_cast<std::uint32_t>(site.nodes_of(partition).size());
    const Demand demand = demand_of(site, base.spec, partition);
    if (there == 0 || demand.min_nodes <= there) return {base};
    std::vector<Folded> ways{packed(base, demand, there)};
    if (spec.tasks == 0) ways.push_back(reduced(std::move(base), demand, there));
    return ways;
}

}  // namespace msd::core
