// SPDX-License-Identifier: MIT
// Devices of one node: which are free, and which of the free ones a job gets.
//
// A GPU is given away whole (gpu) or in parts (shard, mps), never both at a time. Parts of one request are of one GPU:
// of one that is in use already where there is room, so that others stay whole. Whole devices are taken from the lowest
// number on; where it is known, those whose CPUs are free come first, and of several the ones that are linked best.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/core/placement/node_use.hpp"

namespace msd::core {

/// A node's pools, the CPUs that are taken, and what is left of the devices while a job is being given some.
struct DeviceShelf {
    const std::vector<GresPool>& pools;
    const std::vector<std::uint8_t>& cpu_jobs;
    bool avoid_used_outside = false;
    bool needs_near_cpus = false;  // the job may have no other CPUs
    std::uint32_t first_cpu = 0;   // only devices near these, of those of which it is known
    std::uint32_t end_cpu = 0xFFFFFFFF;
};

/// How much of the request could be had.
std::uint64_t free_devices(const DeviceShelf& shelf, const std::vector<PoolUse>& use, const GresRequest& request);
/// Move it from `use` into `part`; false when there is not enough.
bool take_devices(const DeviceShelf& shelf, std::vector<PoolUse>& use, const GresRequest& request, NodeAllocation& part);
/// The CPUs that are near the devices of `part`; empty when nothing is known of them.
std::vector<bool> cpus_near(const std::vector<GresPool>& pools, const NodeAllocation& part, std::uint32_t cpus);

}  // namespace msd::core
