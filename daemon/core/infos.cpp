// SPDX-License-Identifier: MIT
// Nodes and partitions as sinfo shows them.
#include <algorithm>
#include <set>

#include "daemon/core/accounts/billing.hpp"
#include "daemon/core/state.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

NodeState state_of(const NodeConfig& node, const NodeUse& use) {
    if (node.status.down) return NodeState::down;
    if (use.cpus_busy == 0) return NodeState::idle;
    return use.cpus_busy < node.cpus ? NodeState::mixed : NodeState::allocated;
}

/// The sockets that the CPUs near the devices are of.
std::vector<std::uint32_t> sockets_near(const NodeConfig& node, const std::vector<GresDevice>& devices) {
    const std::uint32_t of_socket = std::max(1u, node.cpus / std::max(1u, node.sockets));
    std::set<std::uint32_t> sockets;
    for (const auto& device : devices)
        for (const std::uint32_t cpu : device.cpus) sockets.insert(cpu / of_socket);
    return {sockets.begin(), sockets.end()};
}

std::vector<NodeGres> gres_of(const NodeConfig& node, const std::vector<GresPool>& pools, const NodeUse& use) {
    std::vector<NodeGres> all;
    for (std::size_t p = 0; p < pools.size(); ++p) {
        const GresPool& pool = pools[p];
        const auto& devices = pool.shares.empty() ? pool.devices : pools[pool.gpus].devices;
        NodeGres gres{pool.name, pool.type, pool.count, use.pools[p].used, {}, sockets_near(node, devices), pool.shares,
                      use.pools[p].shares, {}};
        for (std::uint32_t device = 0; device < use.pools[p].busy.size(); ++device)
            if (use.pools[p].busy[device]) gres.used_indices.push_back(pool.first_index + device);
        for (std::uint32_t device = 0; device < pool.devices.size(); ++device)
            if (pool.devices[device].used_outside) gres.used_outside.push_back(pool.first_index + device);
        all.push_back(std::move(gres));
    }
    return all;
}

bool keeps(const Reservation& reservation, const std::string& node) {
    return std::any_of(reservation.nodes.begin(), reservation.nodes.end(),
                       [&](const ReservedNode& each) { return each.node == node; });
}

NodeInfo info_of(const State& state, std::uint32_t index) {
    const NodeConfig& node = state.site().node(index);
    const NodeUse& use = state.indexes().nodes[index];
    NodeInfo info;
    info.name = info.host_name = node.name;
    info.address = node.address.empty() ? node.name : node.address;
    info.state = state_of(node, use);
    info.flags = node.status.flags;
    info.reason = node.status.reason;
    info.reason_user = node.status.reason_user;
    info.reason_uid = node.status.reason_uid;
    info.reason_time = node.status.reason_time;
    info.comment = node.status.comment;
    if (use.completing > 0) info.flags |= node_completing;
    for (const Reservation& reservation : state.config().reservations) {
        if (!reservation.active || !keeps(reservation, node.name)) continue;
        info.flags |= reservation.flags & resv_maintenance ? node_maintenance : node_reserved;
        info.reservation = reservation.name;
    }
    info.cpus = node.cpus;
    info.boards = node.boards;
    info.sockets = node.sockets;
    info.cores_per_socket = node.cores_per_socket;
    info.threads_per_core = node.threads_per_core;
    info.cpus_allocated = use.cpus_busy;
    info.memory = node.memory;
    info.memory_allocated = use.memory;
    info.tmp_disk = node.tmp_disk;
    info.weight = node.weight;
    info.features = text::join(node.features);
    info.gres = gres_of(node, state.site().pools(index), use);
    info.billing = node_billing(state.config(), node);
    info.last_busy = state.last_busy(index);
    for (const auto& partition : state.config().partitions)
        if (contains(partition.info.nodes, node.name))
            info.partitions.push_back(partition.info.name);
    return info;
}

}  // namespace

std::vector<NodeInfo> node_infos(const State& state) {
    std::vector<NodeInfo> all;
    for (std::uint32_t i = 0; i < state.config().nodes.size(); ++i) all.push_back(info_of(state, i));
    return all;
}

std::vector<std::pair<std::string, std::uint64_t>> tres_of(const ClusterConfig& config) {
    std::uint64_t cpus = 0, memory = 0, billing = 0;
    std::map<std::string, std::uint64_t> more;
    for (const NodeConfig& node : config.nodes) {
        cpus += node.cpus;
        memory += node.memory.value;
        billing += node_billing(config, node);
        for (const GresConfig& gres : node.gres) more["gres/" + gres.name] += gres.count;
    }
    for (const auto& [name, count] : config.licenses) more["license/" + name] += count;
    std::vector<std::pair<std::string, std::uint64_t>> all = {
        {"cpu", cpus}, {"mem", memory}, {"energy", 0}, {"node", config.nodes.size()},
        {"billing", billing}, {"fs/disk", 0}, {"vmem", 0}, {"pages", 0}};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::vector<LicenseInfo> license_infos(const State& state) {
    std::vector<LicenseInfo> all;
    for (const auto& [name, total] : state.config().licenses) {
        const auto used = state.indexes().licenses.find(name);
        all.push_back({name, total, used == state.indexes().licenses.end() ? 0 : used->second.used});
    }
    return all;
}

std::vector<PartitionInfo> partition_infos(const State& state) {
    std::vector<PartitionInfo> all;
    for (std::uint32_t i = 0; i < state.config().partitions.size(); ++i) {
        PartitionInfo info = state.config().partitions[i].info;
        info.total_cpus = 0;
        for (std::uint32_t node : state.site().nodes_of(i)) info.total_cpus += state.site().node(node).cpus;
        info.billing = partition_billing(state.site(), i);
        all.push_back(std::move(info));
    }
    return all;
}

}  // namespace msd::core
