// SPDX-License-Identifier: MIT
// Nodes and partitions as they are shown to people (sinfo, scontrol show).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/base/units.hpp"

namespace ms {

enum class NodeState : std::uint8_t { unknown, idle, allocated, mixed, down, error, future };
enum NodeFlag : std::uint32_t {
    node_drain = 1u << 0,
    node_completing = 1u << 1,
    node_reserved = 1u << 2,
    node_maintenance = 1u << 3,
    node_planned = 1u << 4,
    node_not_responding = 1u << 5,
    node_fail_flag = 1u << 6,
};

/// Devices of one kind on a node.
struct NodeGres {
    std::string name;
    std::string type;
    std::uint64_t total = 0;
    std::uint64_t used = 0;
    std::vector<std::uint32_t> used_indices;
    std::vector<std::uint32_t> sockets;       // near which its devices are; empty = not known
    std::vector<std::uint64_t> shares;        // shard and mps: of each GPU of this type
    std::vector<std::uint64_t> shares_used;
    std::vector<std::uint32_t> used_outside;  // devices in use by processes of no job
    friend bool operator==(const NodeGres&, const NodeGres&) = default;
};

/// What an administrator has said of a node, and no configuration does: kept over restarts.
struct NodeStatus {
    std::string node;
    bool down = false;
    std::uint32_t flags = 0;  // node_drain, node_fail_flag
    std::string reason;
    std::string reason_user;
    UserId reason_uid = 0;
    Time reason_time;
    std::string comment;
    friend bool operator==(const NodeStatus&, const NodeStatus&) = default;
};

struct NodeInfo {
    std::string name;
    std::string address;
    std::string host_name;
    std::string os;       // uname: "Linux 6.1.0 #1 SMP …"
    std::string arch;
    std::string version;
    NodeState state = NodeState::idle;
    std::uint32_t flags = 0;
    std::string reason;
    std::string reason_user;
    UserId reason_uid = 0;
    Time reason_time;
    std::uint32_t cpus = 1;
    std::uint32_t boards = 1;
    std::uint32_t sockets = 1;
    std::uint32_t cores_per_socket = 1;
    std::uint32_t threads_per_core = 1;
    std::uint32_t cpus_allocated = 0;
    Megabytes memory;
    Megabytes memory_allocated;
    Megabytes memory_free;      // from the kernel
    Megabytes tmp_disk;
    std::uint32_t load_percent = 0;  // 1-minute load × 100
    std::uint32_t weight = 1;
    std::string features;
    std::vector<NodeGres> gres;
    std::vector<std::string> partitions;
    Time boot_time;
    Time daemon_start;
    Time last_busy;
    std::string comment;
    std::string reservation;    // the one that keeps it now
    std::uint64_t billing = 0;  // what all of it counts
    friend bool operator==(const NodeInfo&, const NodeInfo&) = default;
};

enum class PartitionState : std::uint8_t { up, down, drain, inactive };

struct PartitionInfo {
    std::string name;
    bool is_default = false;
    bool hidden = false;
    bool root_only = false;
    PartitionState state = PartitionState::up;
    TimeLimit max_time = TimeLimit::unlimited();
    TimeLimit default_time;
    std::uint32_t min_nodes = 1;
    std::uint32_t max_nodes = 0xFFFFFFFF;  // all ones = unlimited
    std::uint32_t priority_tier = 1;
    std::uint32_t priority_job_factor = 1;
    std::string allow_groups;              // empty = all
    std::string allow_accounts;
    std::string oversubscribe = "NO";      // NO, YES:n, FORCE:n, EXCLUSIVE
    Megabytes default_memory_per_node;     // 0 = none
    Megabytes default_memory_per_cpu;
    std::vector<std::string> nodes;        // names in configuration order
    std::uint32_t total_cpus = 0;
    Megabytes max_memory_per_node;         // 0 = none; the site's is not filled in
    Megabytes max_memory_per_cpu;
    std::string deny_accounts;             // of no meaning beside allow_accounts; the same for the QOS
    std::string allow_qos;                 // empty = all
    std::string deny_qos;
    std::string alternate;                 // where jobs go while this one takes none
    std::string qos;                       // whose limits hold for its jobs, before those of their own QOS
    std::uint32_t max_cpus_per_node = 0xFFFFFFFF;  // for all of its jobs together; all ones = unlimited
    bool exclusive_user = false;           // a node's jobs are one user's
    bool least_loaded = false;             // LLN: the node with the most free CPUs first
    bool no_root_jobs = false;             // DisableRootJobs
    bool needs_reservation = false;        // ReqResv
    TimeLimit over_time_limit;             // not set = the site's
    std::uint32_t default_cpus_per_gpu = 0;    // 0 = none
    Megabytes default_memory_per_gpu;
    std::string alloc_nodes;               // hosts that jobs may be submitted on; empty = all
    std::string billing_weights;           // TRESBillingWeights as given; empty = one for each CPU
    std::uint64_t billing = 0;             // what all its nodes count together
    std::uint32_t max_cpus_per_socket = 0xFFFFFFFF;  // as max_cpus_per_node
    friend bool operator==(const PartitionInfo&, const PartitionInfo&) = default;
};

struct LicenseInfo {
    std::string name;
    std::uint64_t total = 0;
    std::uint64_t used = 0;
    friend bool operator==(const LicenseInfo&, const LicenseInfo&) = default;
};

/// A limit that this daemon can not hold a job to, in one plain sentence (shown by sinfo -v, the log and ping).
struct Notice {
    std::string text;
    std::string mend = {};  // the one command or line that mends it; empty = none is known
    friend bool operator==(const Notice&, const Notice&) = default;
};
inline std::string one_line(const Notice& notice) {
    return notice.mend.empty() ? notice.text : notice.text + " (" + notice.mend + ")";
}

}  // namespace ms
