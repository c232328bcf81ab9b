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

std::string association_key(const std::string& account, const std::string& user, const std::string& partition) {
    return account + '\n' + user + '\n' + partition;
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
    const AccountBook& book = *config_.book;
    for (std::uint32_t i = 0; i < book.associations.size(); ++i)
        association_index_.emplace(association_key(book.associations[i].account, book.associations[i].user, book.associations[i].partition), i);
    const auto has_limits = [](const auto& each) { return !each.limits.empty(); };
    limits_in_force_ = config_.enforce.limits && (std::any_of(book.associations.begin(), book.associations.end(), has_limits) ||
                                                  std::any_of(book.qos.begin(), book.qos.end(), has_limits));
}

std::vector<const Association*> Site::associations_of(const Job& job) const {
    const std::string& account = job.spec->account;
    const auto& all = config_.book->associations;
    const auto find = [&](const std::string& name, const std::string& user, const std::string& partition) -> const Association* {
        const auto at = association_index_.find(association_key(name, user, partition));
        return at == association_index_.end() ? nullptr : &all[at->second];
    };
    std::vector<const Association*> chain;
    const Association* own = find(account, job.user, job.spec->partition);
    if (!own) own = find(account, job.user, "");
    if (own) chain.push_back(own);
    for (const Association* at = find(account, "", ""); at; at = at->parent.empty() ? nullptr : find(at->parent, "", ""))
        chain.push_back(at);
    return chain;
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
