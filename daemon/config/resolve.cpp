// SPDX-License-Identifier: MIT
#include "daemon/config/resolve.hpp"

#include <algorithm>
#include <set>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace msd::config {

using ms::Errc;
using ms::fail;
using ms::Failure;
using ms::Result;

namespace {

constexpr std::string_view detected_partition = "debug";

Failure fail_at(const Place& place, const std::string& what) {
    return fail(Errc::generic, place.text() + ": " + what);
}

Result<std::vector<std::string>> expand_at(const Place& place, const char* key, const std::string& text) {
    auto names = ms::text::expand_hostlist(text);
    if (!names) return fail_at(place, std::string(key) + "=" + text + ": " + names.error().message);
    return names;
}

/// One address each, or one for all of the line's names.
Result<std::vector<std::string>> addresses_of(const NodeLine& line, const std::vector<std::string>& names) {
    if (line.addresses.empty()) return names;
    auto addresses = expand_at(line.place, "NodeAddr", line.addresses);
    if (!addresses) return addresses;
    if (addresses->size() == 1) addresses->resize(names.size(), addresses->front());
    if (addresses->size() != names.size())
        return fail_at(line.place, "NodeAddr=" + line.addresses + ": must name as many as NodeName=" + line.names);
    return addresses;
}

Result<std::vector<std::string>> nodes_of(const PartitionLine& line, const std::vector<core::NodeConfig>& nodes) {
    std::vector<std::string> known;
    for (const auto& node : nodes) known.push_back(node.name);
    if (ms::equal_ignoring_case(line.nodes, "ALL")) return known;
    if (line.nodes.empty()) return std::vector<std::string>{};
    auto names = expand_at(line.place, "Nodes", line.nodes);
    if (!names) return names;
    for (const std::string& name : *names) {
        if (!ms::contains(known, name))
            return fail_at(line.place, "Nodes=" + line.nodes + ": there is no NodeName=" + name);
    }
    return names;
}

Result<core::PartitionConfig> partition_of(const PartitionLine& line, const Lines& lines,
                                           const std::vector<core::NodeConfig>& nodes) {
    core::PartitionConfig partition = line.config;
    ms::PartitionInfo& info = partition.info;
    auto names = nodes_of(line, nodes);
    if (!names) return Failure(names.error());
    info.nodes = std::move(*names);
    for (const auto& node : nodes) {
        const bool has_it = ms::contains(info.nodes, node.name);
        if (has_it) info.total_cpus += node.cpus;
    }
    if (info.default_time.is_finite() && info.max_time.is_finite() && info.default_time.minutes > info.max_time.minutes)
        return fail_at(line.place, "PartitionName=" + info.name + ": DefaultTime is longer than MaxTime");
    if (info.min_nodes > info.max_nodes)
        return fail_at(line.place, "PartitionName=" + info.name + ": MinNodes is more than MaxNodes");
    if (lines.site.whole_nodes) {
        partition.exclusive = true;
        info.oversubscribe = "EXCLUSIVE";
    }
    return partition;
}

/// Exactly one partition is the default: of several the last, of none the first.
void settle_default(std::vector<core::PartitionConfig>& partitions, std::vector<std::string>& warnings) {
    auto chosen = partitions.end();
    for (auto at = partitions.begin(); at != partitions.end(); ++at) {
        if (!at->info.is_default) continue;
        if (chosen != partitions.end()) {
            chosen->info.is_default = false;
            warnings.push_back("both " + chosen->info.name + " and " + at->info.name +
                               " have Default=YES: the default partition is " + at->info.name);
        }
        chosen = at;
    }
    if (chosen != partitions.end()) return;
    partitions.front().info.is_default = true;
    if (partitions.size() > 1)
        warnings.push_back("no partition has Default=YES: the default partition is " + partitions.front().info.name);
}

/// The reason is the one that runs the daemon's, who says it when it starts.
ms::NodeStatus status_of(const NodeLine& line, const Detected& detected) {
    const std::string& state = line.state;
    ms::NodeStatus status;
    status.down = state == "DOWN";
    if (state == "DRAIN") status.flags |= ms::node_drain;
    if (state == "FAIL" || state == "FAILING") status.flags |= ms::node_fail_flag;
    if (line.reason.empty() || (!status.down && !status.flags)) return status;
    status.reason = line.reason;
    status.reason_user = detected.user;
    status.reason_uid = detected.uid;
    return status;
}

/// Jobs that ask for no memory get their CPUs' even share, so that they can run side by side.
void share_memory_by_cpu(core::ClusterConfig& cluster) {
    if (cluster.default_memory_per_cpu.value || cluster.default_memory_per_node.value) return;
    auto share = cluster.nodes.front().memory.value / cluster.nodes.front().cpus;
    for (const auto& node : cluster.nodes) share = std::min(share, node.memory.value / node.cpus);
    cluster.partitions.front().info.default_memory_per_cpu = ms::Megabytes{std::max<std::uint64_t>(share, 1)};
}

}  // namespace

Result<void> add_detected_nodes(Lines& lines, const Detected& detected) {
    const std::uint32_t count = lines.site.virtual_nodes;
    if (!lines.nodes.empty()) {
        if (count == 0) return {};
        return fail_at(lines.nodes.front().place, "NodeName=" + lines.nodes.front().names +
                                                      ": there can be no NodeName line beside VirtualNodes (or MSD_NODES)");
    }
    for (std::uint32_t i = 0; i < std::max(count, 1u); ++i) {
        NodeLine node;
        node.names = count ? "127.0.0." + std::to_string(i + 1) : detected.host;
        node.tmp_disk = detected.tmp_disk;
        const std::size_t gpus = count ? detected.gpus.size() / count + (i < detected.gpus.size() % count) : 0;
        if (gpus && lines.gres.empty()) node.gres = "gpu:" + std::to_string(gpus);
        lines.nodes.push_back(std::move(node));
    }
    if (!lines.gres.empty()) return {};
    GresLine gpus;
    gpus.detect = GresLine::Detect::nvidia;
    lines.gres.push_back(std::move(gpus));
    return {};
}

Result<std::vector<DeclaredNode>> declared_nodes(const std::vector<NodeLine>& lines, const Detected& detected) {
    std::vector<DeclaredNode> nodes;
    std::set<std::string> seen;
    for (const NodeLine& line : lines) {
        if (line.state == "FUTURE") continue;
        const auto names = expand_at(line.place, "NodeName", line.names);
        if (!names) return Failure(names.error());
        const auto addresses = addresses_of(line, *names);
        if (!addresses) return Failure(addresses.error());
        for (std::size_t i = 0; i < names->size(); ++i) {
            if (!seen.insert((*names)[i]).second)
                return fail_at(line.place, "NodeName=" + (*names)[i] + " is a second one");
            DeclaredNode node;
            node.line = &line;
            node.config.name = (*names)[i];
            node.config.address = (*addresses)[i];
            node.config.weight = line.weight;
            node.config.features = line.features;
            node.config.status = status_of(line, detected);
            node.config.tmp_disk = line.tmp_disk.value_or(ms::Megabytes{0});
            nodes.push_back(std::move(node));
        }
    }
    if (nodes.empty()) return fail(Errc::generic, "every NodeName line has State=FUTURE: there is no node");
    return nodes;
}

Result<void> resolve_partitions(const Lines& lines, Loaded& loaded) {
    core::ClusterConfig& cluster = loaded.cluster;
    std::set<std::string> seen;
    for (const PartitionLine& line : lines.partitions) {
        if (!seen.insert(line.config.info.name).second)
            return fail_at(line.place, "PartitionName=" + line.config.info.name + " is a second one");
        auto partition = partition_of(line, lines, cluster.nodes);
        if (!partition) return Failure(partition.error());
        cluster.partitions.push_back(std::move(*partition));
    }
    if (!cluster.partitions.empty()) {
        settle_default(cluster.partitions, loaded.warnings);
        return {};
    }
    PartitionLine detected;
    detected.config.info.name = detected_partition;
    detected.config.info.is_default = true;
    detected.nodes = "ALL";
    auto partition = partition_of(detected, lines, cluster.nodes);
    if (!partition) return Failure(partition.error());
    cluster.partitions.push_back(std::move(*partition));
    share_memory_by_cpu(cluster);
    return {};
}

Result<void> resolve(const Lines& lines, const Detected& detected, Loaded& loaded) {
    loaded.cluster = lines.site.cluster;
    loaded.cluster.daemon_user = detected.user;
    loaded.cluster.daemon_uid = detected.uid;
    loaded.daemon = lines.site.daemon;
    if (loaded.daemon.groups.max_processes == 0) loaded.daemon.groups.max_processes = detected.max_processes;
    if (loaded.cluster.first_job_id > loaded.cluster.max_job_id)
        return fail(Errc::generic, "FirstJobId=" + std::to_string(loaded.cluster.first_job_id) +
                                       " is more than MaxJobId=" + std::to_string(loaded.cluster.max_job_id));
    auto nodes = declared_nodes(lines.nodes, detected);
    if (!nodes) return Failure(nodes.error());
    MS_TRY(resolve_sizes(*nodes, detected, loaded));
    MS_TRY(resolve_gres(*nodes, lines.gres, detected));
    for (DeclaredNode& node : *nodes) loaded.cluster.nodes.push_back(std::move(node.config));
    return resolve_partitions(lines, loaded);
}

}  // namespace msd::config
