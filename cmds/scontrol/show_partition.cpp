// SPDX-License-Identifier: MIT
// scontrol show partition
#include <algorithm>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/record.hpp"
#include "cmds/scontrol/tres.hpp"
#include "libms/base/contains.hpp"
#include "libms/model/names.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

constexpr std::uint32_t unlimited = 0xFFFFFFFF;

std::string or_all(const std::string& names) { return names.empty() ? "ALL" : names; }

/// DefMemPerCPU=100, DefMemPerNode=2048 or DefMemPerNode=UNLIMITED.
std::string default_memory_text(const PartitionInfo& partition) {
    if (partition.default_memory_per_cpu.value)
        return "DefMemPerCPU=" + std::to_string(partition.default_memory_per_cpu.value);
    const auto per_node = partition.default_memory_per_node.value;
    return "DefMemPerNode=" + (per_node ? std::to_string(per_node) : "UNLIMITED");
}

std::string maximum_memory_text(const PartitionInfo& partition) {
    if (partition.max_memory_per_cpu.value)
        return "MaxMemPerCPU=" + std::to_string(partition.max_memory_per_cpu.value);
    const auto per_node = partition.max_memory_per_node.value;
    return "MaxMemPerNode=" + (per_node ? std::to_string(per_node) : "UNLIMITED");
}

/// The list of those who may; of those who may not where only that is given.
std::string policy_text(const std::string& what, const std::string& allow, const std::string& deny) {
    return allow.empty() && !deny.empty() ? "Deny" + what + "=" + deny : "Allow" + what + "=" + or_all(allow);
}

std::string over_time_text(TimeLimit limit) {
    if (!limit.is_set()) return "NONE";
    return limit.is_finite() ? std::to_string(limit.minutes) : "UNLIMITED";
}

std::string number_or_unlimited(std::uint32_t number) {
    return number == unlimited ? "UNLIMITED" : std::to_string(number);
}

/// DefCpuPerGPU=2,DefMemPerGPU=1024
std::string job_defaults_text(const PartitionInfo& partition) {
    std::vector<std::string> words;
    if (partition.default_cpus_per_gpu) words.push_back("DefCpuPerGPU=" + std::to_string(partition.default_cpus_per_gpu));
    if (const auto memory = partition.default_memory_per_gpu.value) words.push_back("DefMemPerGPU=" + std::to_string(memory));
    return or_null(text::join(words));
}

text::TresMap partition_tres(const PartitionInfo& partition, const std::vector<NodeInfo>& nodes) {
    text::TresMap sum = {{"node", partition.nodes.size()}};
    for (const NodeInfo& node : nodes) {
        if (!contains(partition.nodes, node.name)) continue;
        for (const auto& each : configured_tres(node)) sum[each.first] += each.second;
    }
    sum["billing"] = partition.billing;  // weighed as a whole: less is cut off
    return sum;
}

std::vector<std::string> partition_lines(const PartitionInfo& partition, const std::vector<NodeInfo>& nodes) {
    // One node is the least a job can have, which Slurm shows as "no minimum".
    const std::uint32_t min_nodes = partition.min_nodes > 1 ? partition.min_nodes : 0;
    const std::string default_time =
        partition.default_time.is_set() ? text::format_limit_long(partition.default_time) : "NONE";
    std::vector<std::string> lines = {
        "PartitionName=" + partition.name,
        "AllowGroups=" + or_all(partition.allow_groups) + " " +
            policy_text("Accounts", partition.allow_accounts, partition.deny_accounts) + " " +
            policy_text("Qos", partition.allow_qos, partition.deny_qos),
        "AllocNodes=" + or_all(partition.alloc_nodes) + (partition.alternate.empty() ? std::string() : " Alternate=" + partition.alternate) +
            " Default=" + yes_no(partition.is_default) + " QoS=" + (partition.qos.empty() ? "N/A" : partition.qos),
        "DefaultTime=" + default_time + " DisableRootJobs=" + yes_no(partition.no_root_jobs) + " ExclusiveUser=" +
            yes_no(partition.exclusive_user) + " ExclusiveTopo=NO GraceTime=0 Hidden=" + yes_no(partition.hidden),
        "MaxNodes=" + number_or_unlimited(partition.max_nodes) + " MaxTime=" + text::format_limit_long(partition.max_time) + " MinNodes=" +
            std::to_string(min_nodes) + " LLN=" + yes_no(partition.least_loaded) + " MaxCPUsPerNode=" +
            number_or_unlimited(partition.max_cpus_per_node) + " MaxCPUsPerSocket=" +
            number_or_unlimited(partition.max_cpus_per_socket),
        "Nodes=" + or_null(text::fold_hostlist(partition.nodes)),
        "PriorityJobFactor=" + std::to_string(partition.priority_job_factor) + " PriorityTier=" +
            std::to_string(partition.priority_tier) + " RootOnly=" + yes_no(partition.root_only) +
            " ReqResv=" + yes_no(partition.needs_reservation) + " OverSubscribe=" + partition.oversubscribe,
        "OverTimeLimit=" + over_time_text(partition.over_time_limit) + " PreemptMode=OFF",
        "State=" + std::string(partition_state_name(partition.state)) + " TotalCPUs=" + std::to_string(partition.total_cpus) +
            " TotalNodes=" + std::to_string(partition.nodes.size()) + " SelectTypeParameters=NONE",
        "JobDefaults=" + job_defaults_text(partition),
        default_memory_text(partition) + " " + maximum_memory_text(partition),
        "TRES=" + text::format_tres(partition_tres(partition, nodes)),
    };
    if (!partition.billing_weights.empty()) lines.push_back("TRESBillingWeights=" + partition.billing_weights);
    return lines;
}

}  // namespace

int show_partitions(const Call& call) {
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return call.fail("slurm_load_partitions error: " + cluster.error().message);
    const std::string wanted = call.words.empty() ? "" : call.words.front();
    bool found = wanted.empty();
    for (const PartitionInfo& partition : cluster->partitions) {
        const bool named = partition.name == wanted;
        if (!named && (!wanted.empty() || (partition.hidden && !call.settings.all))) continue;
        found = true;
        call.context.print(record_text(partition_lines(partition, cluster->nodes), call.settings.one_line));
    }
    if (found) return 0;
    call.context.print("Partition " + wanted + " not found\n");
    return 1;
}

}  // namespace ms::cmds::scontrol
