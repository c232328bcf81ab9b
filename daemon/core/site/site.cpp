// SPDX-License-Identifier: MIT
#include "daemon/core/site/site.hpp"

#include <algorithm>
#include <map>

#include "daemon/core/accounts/limit_groups.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

/// A line of more devices than this is an amount (shards, licences by node), not something to number one by one.
constexpr std::uint64_t most_numbered_devices = 1024;

std::vector<GresPool> pools_of(const NodeConfig& node) {
    std::vector<GresPool> pools;
    std::map<std::string, std::uint32_t> next_index;
    for (const auto& line : node.gres) {
        GresPool pool{line.name, line.type, line.count, next_index[line.name], false, line.devices, line.shares};
        pool.has_devices = line.count <= most_numbered_devices && line.shares.empty();
        if (pool.has_devices) next_index[line.name] += static_cast<std::uint32_t>(line.count);
        pools.push_back(std::move(pool));
    }
    for (auto& pool : pools) {
        if (pool.shares.empty()) continue;
        pool.gpus = static_cast<std::size_t>(
            std::find_if(pools.begin(), pools.end(), [&](const GresPool& gpus) {
                return gpus.name == "gpu" && gpus.type == pool.type;
            }) - pools.begin());
        pools[pool.gpus].is_shared = true;
        pool.first_index = pools[pool.gpus].first_index;
    }
    return pools;
}

/// Whether an amount of shares is spread over this GPU too: the ones of its files, else of its type, else all.
bool takes_part(const GresConfig& gpus, std::uint64_t device, const GresConfig& shares) {
    if (!shares.type.empty() && shares.type != gpus.type) return false;
    if (shares.devices.empty()) return true;
    return device < gpus.devices.size() &&
           std::any_of(shares.devices.begin(), shares.devices.end(), [&](const GresDevice& each) {
               return !each.files.empty() && !gpus.devices[device].files.empty() &&
                      each.files.front() == gpus.devices[device].files.front();
           });
}

std::uint64_t participants(const NodeConfig& node, const GresConfig& shares) {
    std::uint64_t count = 0;
    for (const auto& gpus : node.gres)
        for (std::uint64_t device = 0; gpus.name == "gpu" && gpus.count <= most_numbered_devices && device < gpus.count; ++device)
            count += takes_part(gpus, device, shares);
    return count;
}

/// Evenly, the first GPUs get the rest; one line for each type of GPU.
void spread(const NodeConfig& node, const GresConfig& shares, std::uint64_t over, std::vector<GresConfig>& to) {
    std::uint64_t dealt = 0;
    for (const auto& gpus : node.gres) {
        if (gpus.name != "gpu") continue;
        GresConfig part{shares.name, gpus.type, 0, {}, {}, gpus.model, gpus.variables};
        for (std::uint64_t device = 0; device < gpus.count && gpus.count <= most_numbered_devices; ++device) {
            const bool in = takes_part(gpus, device, shares);
            part.shares.push_back(in ? shares.count / over + (dealt < shares.count % over) : 0);
            part.count += part.shares.back();
            dealt += in;
        }
        if (part.count > 0) to.push_back(std::move(part));
    }
}

std::string association_key(const std::string& account, const std::string& user, const std::string& partition) {
    return account + '\n' + user + '\n' + partition;
}

/// Limits that time alone brings nearer, or takes away.
bool has_minutes(const Limits& limits) {
    constexpr Limit in_minutes[] = {Limit::grp_tres_mins, Limit::grp_wall, Limit::grp_tres_run_mins,
                                    Limit::max_tres_run_mins_per_user, Limit::max_tres_run_mins_per_account};
    return std::any_of(std::begin(in_minutes), std::end(in_minutes), [&](Limit each) { return limits.amounts(each); });
}

}  // namespace

bool is_share_of_gpus(std::string_view name) { return name == "shard" || name == "mps"; }

Result<void> share_gpus(NodeConfig& node) {
    std::vector<GresConfig> lines;
    for (const auto& line : node.gres) {
        if (!is_share_of_gpus(line.name) || !line.shares.empty()) {
            lines.push_back(line);
            continue;
        }
        const std::uint64_t devices = participants(node, line);
        if (devices == 0)
            return fail(Errc::invalid_gres, "node " + node.name + " has " + line.name + ", which is a part of GPUs, and no " +
                                                (line.type.empty() ? "gpu" : "gpu:" + line.type) + " to have it of");
        spread(node, line, devices, lines);
    }
    node.gres = std::move(lines);
    return {};
}

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
    if (!limits_in_force_) return;
    for (const Association& each : book.associations)
        if (has_minutes(each.limits)) minute_limits_.push_back({association_group(each.id), &each.limits});
    for (const Qos& each : book.qos)
        if (has_minutes(each.limits)) minute_limits_.push_back({qos_group(each.name), &each.limits});
}

std::vector<const Association*> Site::associations_of(const Job& job) const {
    return associations_of(job.spec->account, job.user, job.spec->partition);
}

std::vector<const Association*> Site::associations_of(const std::string& account, const std::string& user,
                                                      const std::string& partition) const {
    const auto& all = config_.book->associations;
    const auto find = [&](const std::string& name, const std::string& whose, const std::string& where) -> const Association* {
        const auto at = association_index_.find(association_key(name, whose, where));
        return at == association_index_.end() ? nullptr : &all[at->second];
    };
    std::vector<const Association*> chain;
    const Association* own = find(account, user, partition);
    if (!own) own = find(account, user, "");
    if (own) chain.push_back(own);
    for (const Association* at = find(account, "", ""); at; at = at->parent.empty() ? nullptr : find(at->parent, "", ""))
        chain.push_back(at);
    return chain;
}

bool Site::limits_partition_cpus() const {
    return std::any_of(config_.partitions.begin(), config_.partitions.end(), [](const PartitionConfig& each) {
        return limits_cpus(each.info);
    });
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
            if (!contains(found, *index)) found.push_back(*index);
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

std::optional<std::string> Site::type_of_model(std::string_view name, std::string_view part) const {
    const std::string wanted = to_lower(part);
    for (const auto& node : config_.nodes)
        for (const auto& line : node.gres)
            if (line.name == name && line.model.find(wanted) != std::string::npos) return line.type;
    return std::nullopt;
}

bool Site::knows_feature(std::string_view name) const {
    for (const auto& node : config_.nodes)
        if (contains(node.features, name)) return true;
    return false;
}

}  // namespace msd::core
