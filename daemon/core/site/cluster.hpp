// SPDX-License-Identifier: MIT
// The machine and the site as the core sees them: filled by daemon/config from msd.conf or from detection, then
// constant until a reconfiguration.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/accounts.hpp"
#include "libms/model/cluster.hpp"
#include "libms/model/job.hpp"
#include "libms/model/reservation.hpp"
#include "libms/text/billing.hpp"

namespace msd::core {

using namespace ms;  // the core speaks the model's language

/// Names this site does not have: mapped to the default with a warning, or refused as Slurm does.
enum class SitePolicy { lenient, strict };

/// One device of a GRES line.
struct GresDevice {
    std::vector<std::string> files;        // what a process opens to use it
    std::vector<std::uint32_t> cpus;       // those of the node that are near it; empty = all alike
    std::vector<std::int32_t> links;       // to each device of the line: the more the better, -1 itself; empty = unknown
    std::string unique_id;                 // what programs call it by where a number does not do: a MIG instance's UUID
    bool used_outside = false;             // by a process that is of no job
    friend bool operator==(const GresDevice&, const GresDevice&) = default;
};

/// One GRES line of a node: name[:type]:count, with device files when there are any.
struct GresConfig {
    std::string name;
    std::string type;
    std::uint64_t count = 0;
    std::vector<GresDevice> devices;       // in index order, `count` of them; empty: counted only
    /// shard and mps: parts of each GPU of the line of this type, in its order. Empty: an amount of its own.
    std::vector<std::uint64_t> shares;
    std::string model;                     // as its driver names it; requests may use that, or a part of it
    enum Variables : std::uint8_t { cuda = 1, rocr = 2, ze = 4, opencl = 8, all_variables = 15 };
    std::uint8_t variables = all_variables;  // which tell a job its devices
};

struct NodeConfig {
    std::string name;
    std::string address;
    std::uint32_t cpus = 1;
    std::uint32_t boards = 1;
    std::uint32_t sockets = 1;
    std::uint32_t cores_per_socket = 1;
    std::uint32_t threads_per_core = 1;
    Megabytes memory{1};
    Megabytes tmp_disk;
    std::uint32_t weight = 1;
    std::vector<std::string> features;
    std::vector<GresConfig> gres;
    /// The kernel's number of each CPU of the node, for affinity; empty = 0..cpus-1.
    std::vector<std::uint32_t> kernel_cpus;
    NodeStatus status;                     // State= of the configuration, then what an administrator has said

    std::uint32_t socket_of(std::uint32_t cpu) const {
        return cpu / std::max(1u, cores_per_socket * std::max(1u, threads_per_core));
    }
    /// Whether jobs may start on it.
    bool is_available() const { return !status.down && !(status.flags & (node_drain | node_fail_flag)); }
};

struct PartitionConfig {
    PartitionInfo info;                    // nodes, limits, state
    bool exclusive = false;                // OverSubscribe=EXCLUSIVE
    std::uint32_t jobs_per_cpu = 1;        // OverSubscribe=YES:n or FORCE:n
    bool always_shares = false;            // FORCE; with YES only jobs with --oversubscribe share
};

/// Programs that the site runs around jobs, by absolute path or pattern; carried out by the shepherds.
struct SiteHooks {
    std::vector<std::string> prolog_slurmctld, prolog, epilog, epilog_slurmctld;
    std::string task_prolog, task_epilog;
    Seconds timeout{0};                             // PrologEpilogTimeout, 0 = none
    bool hold_on_prolog_failure = true;             // SchedulerParameters=nohold_on_prolog_fail
};

/// EnforcePartLimits: what becomes of a job beyond the limits of the partitions it names.
enum class PartitionLimits : std::uint8_t { wait, refuse_if_all, refuse_if_any };
inline constexpr std::uint32_t unlimited_cpus = 0xFFFFFFFF;
/// Whether the jobs of a partition may not have all CPUs of a node together.
inline bool limits_cpus(const PartitionInfo& partition) {
    return partition.max_cpus_per_node != unlimited_cpus || partition.max_cpus_per_socket != unlimited_cpus;
}

/// AccountingStorageEnforce: what jobs are refused or kept waiting for.
struct Enforcement {
    bool associations = false;  // only who has one may submit
    bool limits = false;        // of associations and QOS
    bool qos = false;           // only those that the association names
    bool safe = false;          // no job that could not end within a limit of minutes
    friend bool operator==(const Enforcement&, const Enforcement&) = default;
};

struct ClusterConfig {
    std::string cluster_name = "local";
    SitePolicy policy = SitePolicy::lenient;
    std::string daemon_user = "root";               // whom it runs as: who says what is wrong with a node
    UserId daemon_uid = 0;
    std::vector<NodeConfig> nodes;
    std::vector<PartitionConfig> partitions;        // exactly one is the default
    std::map<std::string, std::uint64_t> licenses;  // name → total
    bool allocate_whole_cores = true;               // CR_Core; false = CR_CPU
    bool memory_is_a_resource = true;               // CR_*_Memory
    Megabytes default_memory_per_node;              // DefMemPerNode, 0 = all of the node
    Megabytes default_memory_per_cpu;               // DefMemPerCPU
    Megabytes max_memory_per_node;                  // MaxMemPerNode, 0 = none
    Megabytes max_memory_per_cpu;                   // MaxMemPerCPU
    std::uint32_t max_array_size = 1001;            // highest index + 1
    std::uint32_t max_job_count = 1'000'000;        // elements count one each
    std::uint32_t first_job_id = 1;
    std::uint32_t max_job_id = 67'043'328;
    Seconds kill_wait{30};
    Seconds min_job_age{300};
    Seconds requeue_delay{120};
    Seconds over_time_limit{0};
    bool requeue_by_default = true;                 // JobRequeue
    bool kill_invalid_dependencies = false;         // DependencyParameters=kill_invalid_depend
    bool append_output = false;                     // JobFileAppend
    bool avoid_used_gpus = false;                   // GpusUsedOutside=AVOID
    SiteHooks hooks;
    bool cron_cancel_is_explicit = false;           // ScronParameters=explicit_scancel
    std::vector<Reservation> reservations;          // said by an administrator, no matter of a file; by number
    std::uint32_t last_reservation_id = 0;
    AccountBookPtr book = std::make_shared<const AccountBook>(new_book());  // never null
    Enforcement enforce;
    std::uint32_t priority_weight_qos = 0;          // PriorityWeightQOS
    PartitionLimits partition_limits = PartitionLimits::wait;
    bool least_loaded = false;                      // CR_LLN
    bool no_root_jobs = false;                      // DisableRootJobs
    std::uint32_t default_cpus_per_gpu = 0;         // JobDefaults
    Megabytes default_memory_per_gpu;
    bool extern_steps = false;                      // PrologFlags=Contain
    text::BillingRule billing_rule = text::BillingRule::sum;  // PriorityFlags
    Time usage_since;                               // what was used before is in the past (past_usage.hpp)
};

}  // namespace msd::core
