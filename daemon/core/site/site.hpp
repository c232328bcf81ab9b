// SPDX-License-Identifier: MIT
// The configuration with the look-ups the core needs: names to indexes, devices of a node in index order.
// Constant between reconfigurations; nodes and partitions are meant by their index everywhere in the core.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "daemon/core/site/cluster.hpp"

namespace msd::core {

/// One GRES line of a node. Devices of one name are numbered through all lines of that name.
struct GresPool {
    std::string name;
    std::string type;
    std::uint64_t count = 0;
    std::uint32_t first_index = 0;
    bool has_devices = false;  // else only an amount (or more than anybody would number)
    std::vector<GresDevice> devices;     // as configured; empty where only counted
    std::vector<std::uint64_t> shares;   // shard and mps: parts of each device of the pool `gpus`
    std::size_t gpus = 0;                // with shares
    bool is_shared = false;              // other pools have shares of this one
};

/// Resources that are parts of GPUs: a job has some of one GPU, beside others.
bool is_share_of_gpus(std::string_view name);
/// Spread the node's shard and mps over its GPUs, one line for each type of GPU. Error: there is no GPU for it.
Result<void> share_gpus(NodeConfig& node);

/// A holder of limits in minutes of what was used or is still to be used.
struct MinuteLimit {
    std::string group;  // its key, limit_groups.hpp
    const Limits* limits;
};

class Site {
  public:
    explicit Site(ClusterConfig config);

    const ClusterConfig& config() const { return config_; }
    const NodeConfig& node(std::uint32_t index) const { return config_.nodes[index]; }
    const PartitionConfig& partition(std::uint32_t index) const { return config_.partitions[index]; }
    const std::vector<std::uint32_t>& nodes_of(std::uint32_t partition) const { return partition_nodes_[partition]; }
    const std::vector<GresPool>& pools(std::uint32_t node) const { return pools_[node]; }

    std::optional<std::uint32_t> find_node(std::string_view name) const;
    std::optional<std::uint32_t> find_partition(std::string_view name) const;
    std::optional<std::uint32_t> default_partition() const;
    /// The indexes behind a comma list of names; unknown ones are left out.
    std::vector<std::uint32_t> partitions_in(std::string_view list) const;
    bool knows_gres(std::string_view name) const;
    bool knows_gres_type(std::string_view name, std::string_view type) const;
    /// The type of the first devices of this name whose model has `part` in it.
    std::optional<std::string> type_of_model(std::string_view name, std::string_view part) const;
    bool knows_feature(std::string_view name) const;
    /// Whether any partition has MaxCPUsPerNode or MaxCPUsPerSocket.
    bool limits_partition_cpus() const;
    /// Whether any limit of the book keeps jobs waiting.
    bool limits_in_force() const { return limits_in_force_; }
    /// What the job is charged to, then the accounts above it; empty where the book does not know it.
    std::vector<const Association*> associations_of(const Job& job) const;
    std::vector<const Association*> associations_of(const std::string& account, const std::string& user,
                                                    const std::string& partition) const;
    /// Empty where none are in force.
    const std::vector<MinuteLimit>& minute_limits() const { return minute_limits_; }

  private:
    friend class Turn;  // which changes the reservations, and nothing else

    ClusterConfig config_;
    std::vector<std::vector<std::uint32_t>> partition_nodes_;
    std::vector<std::vector<GresPool>> pools_;
    std::unordered_map<std::string, std::uint32_t> node_index_;
    std::unordered_map<std::string, std::uint32_t> association_index_;  // by account, user and partition
    bool limits_in_force_ = false;
    std::vector<MinuteLimit> minute_limits_;
};

}  // namespace msd::core
