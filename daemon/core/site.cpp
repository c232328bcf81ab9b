// SPDX-License-Identifier: MIT
#include "daemon/core/site.hpp"

#include <algorithm>
#include <map>


namespace msd::core {
namespace {

/// A line of more devices than this is an amount (shards, licences by node), not something to number one by one.
constexpr std::uint64_t most_numbered_devices = 1024;

std::vector<GresPool> pools_of(const NodeConfig& node) {
    std::vector<GresPool> pools;
    std::map<std::string, std::uint32_t> next_index;
    for (const auto& line : node.gres) {
        GresPool pool{line.name, line.type, line.count, next_index[line.name], false};
        pool.has_devices = line.count <= most_numbered_devices;
        if (pool.has_devices) next_index[line.name] += static_cast<std::uint32_t>(line.count);
        pools.push_back(std::move(pool));
    }
    return pools;
}

}  // namespace

Site::Site(ClusterConfig config) : config_(std::move(config)) {
    for (std::uint32_t i = 0; i < config_.nodes.size(); ++i) {
        node_index_.emplace(config_.nodes[i].name, i);
        pools_.push_back(pools_of(config_.nodes[i]));
    }
    for (const auto& partition : config_.partitions) {
        std::vector<std::uint32_t> nodes;
        for (const auto& name : partition.info.nodes)
            if (auto index = find_node(name)) nodes.push_back(*index);
        partition_nodes_.push_back(std::move(nodes));
    }
}

std::optional<std::uint32_t> Site::find_node(std::string_view name) const {
    auto at = node_index_.find(std::string(name));
    if (at == node_index_.end()) return std::nullopt;
    return at->second;
}

std::optional<std::uint32_t> Site::find_partition(std::string_view name) const {
    for (std::uint32_t i = 0; i < config_.partitions.size(); ++i)
        if (config_.partitions[i].info.name == name) return i;
    return std::nullopt;
}

std::optional<std::uint32_t> Site::default_partition() const {
    for (std::uint32_t i = 0; i < config_.partitions.size(); ++i)
        if (config_.partitions[i].info.is_default) return i;
    return std::nullopt;
}

std::vector<std::uint32_t> Site::partitions_in(std::string_view list) const {
    std::vector<std::uint32_t> found;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (auto index = find_partition(list.substr(0, comma)))
            if (std::find(found.begin(), found.end(), *index) == found.end()) found.push_back(*index);
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return found;
}

bool Site::knows_gres(std::string_view name) const {
    for (const auto& pools : pools_)
        for (const auto& pool : pools)
            if (pool.name == name) return true;
    return false;
}

bool Site::knows_gres_type(std::string_view name, std::string_view type) const {
    for (const auto& pools : pools_)
        for (const auto& pool : pools)
            if (pool.name == name && pool.type == type) return true;
    return false;
}

bool Site::knows_feature(std::string_view name) const {
    for (const auto& node : config_.nodes)
        if (std::find(node.features.begin(), node.features.end(), name) != node.features.end()) return true;
    return false;
}

}  // namespace msd::core
