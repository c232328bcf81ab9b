// SPDX-License-Identifier: MIT
// What a partition is and allows.
#include <iterator>

#include "cmds/sinfo/columns.hpp"
#include "libms/text/duration.hpp"

namespace ms::cmds::sinfo {
namespace {

using Group = const NodeGroup&;
using V = const View&;

std::string available(Group g, V) {
    switch (g.partition->state) {
        case PartitionState::up: return "up";
        case PartitionState::down: return "down";
        case PartitionState::drain: return "drain";
        case PartitionState::inactive: return "inact";
    }
    return "up";
}

std::string job_size(Group g, V) {
    constexpr std::uint32_t unlimited = 0xFFFFFFFF;
    const PartitionInfo& partition = *g.partition;
    const std::string least = std::to_string(partition.min_nodes);
    if (partition.max_nodes == unlimited) return least + "-infinite";
    return partition.max_nodes == partition.min_nodes ? least : least + "-" + std::to_string(partition.max_nodes);
}

std::string max_cpus_per_node(Group g, V) {
    const std::uint32_t most = g.partition->max_cpus_per_node;
    return most == 0xFFFFFFFF ? "UNLIMITED" : std::to_string(most);
}

std::string alloc_nodes(Group g, V) { return g.partition->alloc_nodes.empty() ? "all" : g.partition->alloc_nodes; }
std::string oversubscribe(Group g, V) { return g.partition->oversubscribe; }
std::string name(Group g, V) { return g.partition->name; }

constexpr GroupColumn rows[] = {
    {{"AllocNodes", 'S', "ALLOCNODES", alloc_nodes, "hosts jobs may be submitted from"},
     Merge::apart},
    {{"Available", 'a', "AVAIL", available, "whether the partition takes and starts jobs"}, Merge::apart},
    {{"Cluster", 'V', "CLUSTER", [](Group, V v) { return v.cluster; }, "name of the cluster"}, Merge::together},
    {{"DefaultTime", 'L', "DEFAULTTIME", [](Group g, V) { return text::format_limit_sinfo(g.partition->default_time); },
      "time limit of a job that asks for none", table::Fit::keep},
     Merge::apart},
    {{"Groups", 'g', "GROUPS",
      [](Group g, V) { return g.partition->allow_groups.empty() ? std::string("all") : g.partition->allow_groups; },
      "groups that may use it"},
     Merge::apart},
    {{"MaxCPUsPerNode", 'B', "MAX_CPUS_PER_NODE", max_cpus_per_node,
      "most CPUs of a node that its jobs may use"},
     Merge::apart},
    {{"OverSubscribe", 'h', "OVERSUBSCRIBE", oversubscribe, "whether jobs may share CPUs"}, Merge::apart},
    {{"Partition", 'P', "PARTITION",
      [](Group g, V) { return g.partition->name + (g.partition->is_default ? "*" : ""); },
      "partition; a star marks the default one", table::Fit::mark},
     Merge::apart},
    {{"PartitionName", 'R', "PARTITION", name, "partition without a star"}, Merge::apart},
    {{"PreemptMode", 'M', "PREEMPT_MODE", [](Group, V) { return std::string("OFF"); }, "how its jobs make room"},
     Merge::apart},
    {{"PriorityJobFactor", 'I', "PRIO_JOB_FACTOR",
      [](Group g, V) { return std::to_string(g.partition->priority_job_factor); }, "part in the priority of its jobs"},
     Merge::apart},
    {{"PriorityTier", 'p', "PRIO_TIER", [](Group g, V) { return std::to_string(g.partition->priority_tier); },
      "its rank among partitions"},
     Merge::apart},
    {{"Root", 'r', "ROOT", [](Group g, V) { return std::string(g.partition->root_only ? "yes" : "no"); },
      "whether only root may use it"},
     Merge::apart},
    {{"Share", 'h', "OVERSUBSCRIBE", oversubscribe}, Merge::apart},
    {{"Size", 's', "JOB_SIZE", job_size, "nodes a job may use"}, Merge::apart},
    {{"Time", 'l', "TIMELIMIT", [](Group g, V) { return text::format_limit_sinfo(g.partition->max_time); },
      "longest time limit", table::Fit::keep},
     Merge::apart},
};

}  // namespace

std::vector<GroupColumn> partition_columns() { return {std::begin(rows), std::end(rows)}; }

}  // namespace ms::cmds::sinfo
