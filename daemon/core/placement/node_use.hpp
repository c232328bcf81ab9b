// SPDX-License-Identifier: MIT
// What is taken on one node, worked out from the allocations of the jobs on it.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "daemon/core/site/site.hpp"

namespace msd::core {

/// Parallel to Site::pools(node).
struct PoolUse {
    std::uint64_t used = 0;
    std::vector<bool> busy;             // by device of the pool; empty for amounts
    std::vector<std::uint64_t> shares;  // taken, by device of the GPUs they are parts of; empty for others
    friend bool operator==(const PoolUse&, const PoolUse&) = default;
};

struct NodeUse {
    /// Jobs on each CPU. More than one where they share (OverSubscribe), and after `scontrol resume`: a suspended job
    /// gives its CPUs (not its memory and devices) to others, and takes them back when it is resumed, as Slurm does.
    std::vector<std::uint8_t> cpu_jobs;
    std::vector<std::uint8_t> cpu_owners;  // those among them that do not share it
    std::uint32_t cpus_busy = 0;
    Megabytes memory;
    std::vector<PoolUse> pools;
    std::uint32_t jobs = 0;
    std::map<UserId, std::uint32_t> users;       // jobs of each
    std::uint32_t jobs_of_one_user = 0;          // those that let only their own user's beside them
    /// CPUs that jobs of each partition have on each socket; empty where no partition limits them.
    std::vector<std::vector<std::uint32_t>> partition_cpus;
    std::uint32_t completing = 0;
    bool available = true;  // jobs may start here
    friend bool operator==(const NodeUse&, const NodeUse&) = default;
};

NodeUse idle_node(const Site& site, std::uint32_t node);
/// Whose a share of a node is.
struct Holder {
    UserId user = 0;
    bool one_user = false;  // --exclusive=user
    std::uint32_t partition = 0;
};
Holder holder_of(const Site& site, const Job& job, std::uint32_t partition);
/// Of a job that runs.
Holder holder_of(const Site& site, const Job& job);
/// Whether nobody but this user can have jobs beside it there.
bool is_for_one_user(const Site& site, const JobSpec& spec, std::uint32_t partition);

/// A job's share of a node; a suspended job holds everything but the CPUs.
void take(NodeUse& use, const Site& site, std::uint32_t node, const NodeAllocation& part, bool with_cpus,
          const Holder& holder = {});
void give_back(NodeUse& use, const Site& site, std::uint32_t node, const NodeAllocation& part, bool with_cpus,
               const Holder& holder = {});

}  // namespace msd::core
