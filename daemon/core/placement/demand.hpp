// SPDX-License-Identifier: MIT
// What a job needs of nodes: Slurm's many size options worked out to a few numbers, once, in one place.
// Submission, the fit on nodes and the shown figures (NumCPUs, ReqTRES, MinMemoryNode) all read it.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/placement/layout.hpp"
#include "daemon/core/site/site.hpp"
#include "libms/model/job_spec.hpp"
#include "libms/model/task_set.hpp"
#include "libms/text/tres.hpp"

namespace msd::core {

struct MemoryRule {
    enum class Per { node, whole_node, cpu, gpu } per = Per::node;
    Megabytes amount;
    Megabytes most;  // of a whole node; 0 = all of it
};
/// MaxMemPerNode and MaxMemPerCPU: the partition's, else the site's; 0 = none.
struct MemoryMaximum {
    Megabytes per_node;
    Megabytes per_cpu;
};
MemoryMaximum memory_maximum(const Site& site, std::uint32_t partition);
/// --mem and its kin, else the partition's default, else the site's, else the whole node.
MemoryRule memory_rule(const Site& site, const JobSpec& spec, std::uint32_t partition);

/// --gres-flags: whether a job's CPUs are those near its devices.
enum class DeviceBinding { preferred, enforced, none };

struct Demand {
    std::uint32_t min_nodes = 1;
    std::uint32_t max_nodes = 0xFFFFFFFF;
    TaskSet node_counts;                  // the only numbers of nodes; empty = all from min_nodes to max_nodes
    std::uint32_t tasks = 1;
    std::uint32_t cpus_per_task = 1;
    bool tasks_follow_nodes = false;      // no number of tasks was asked for: so many a node
    std::uint32_t tasks_per_node = 0;     // at most; 0 = any number
    std::uint32_t tasks_per_socket = 0;   // at most; 0 = any number
    std::uint32_t tasks_per_core = 0;     // at most; 0 = any number
    std::uint32_t min_cpus_per_node = 1;  // the job gets so many at least
    std::uint32_t cpus_per_gpu = 0;
    bool overcommit = false;              // one CPU a node, however many tasks
    bool exclusive = false;               // whole nodes
    UserId user = 0;                      // whose job it is
    bool one_user = false;                // nobody else's jobs beside it on a node
    std::uint32_t partition = 0;          // it is to run in
    std::uint32_t most_cpus_per_node = unlimited_cpus;  // for all jobs of that partition together
    std::uint32_t most_cpus_per_socket = unlimited_cpus;  // likewise
    bool least_loaded = false;            // nodes with the most free CPUs first
    std::uint32_t jobs_per_cpu = 1;       // more: its CPUs may be those of other jobs that share
    bool one_thread_per_core = false;     // a core for every CPU asked for
    bool most_nodes = false;              // as many nodes as may be, instead of as few
    bool contiguous = false;              // neighbours in the order of the configuration
    DeviceBinding device_binding = DeviceBinding::preferred;
    Distribution distribution;
    MemoryRule memory;
    std::vector<GresRequest> per_node;
    std::vector<GresRequest> per_socket;  // a part of per_node, which has to be near so many different sockets:
    std::uint32_t sockets = 0;
    std::vector<GresRequest> per_job;
    std::vector<GresRequest> per_task;
    std::vector<std::string> required_nodes;
    std::vector<std::string> excluded_nodes;
    /// CPUs asked for in all, before rounding to cores and to those that a node is to give at least.
    std::uint32_t cpus() const;
};

/// Precondition: the host lists of the spec are well formed (submission has seen to it).
Demand demand_of(const Site& site, const JobSpec& spec, std::uint32_t partition);
/// The same of a job that is known, next to those of other users.
Demand demand_of(const Site& site, const Job& job, std::uint32_t partition);
/// The tasks of a job on so many nodes.
std::uint32_t tasks_on(const JobSpec& spec, std::uint32_t nodes);
/// --licenses as accepted at submission, each name once.
std::vector<GresRequest> licenses_of(const JobSpec& spec);

std::uint64_t total(const std::vector<GresRequest>& requests);
/// Generic resources in all, of each type.
std::vector<GresRequest> requested_devices(const Demand& demand);
std::vector<GresRequest> allocated_devices(const std::vector<NodeAllocation>& allocation);
/// ReqTRES of a demand (mem of a whole node is the smallest node's of the partition), without billing.
text::TresMap requested_tres(const Site& site, const Demand& demand, std::uint32_t partition);
/// AllocTRES of an allocation, without billing.
text::TresMap allocated_tres(const std::vector<NodeAllocation>& allocation);

}  // namespace msd::core
