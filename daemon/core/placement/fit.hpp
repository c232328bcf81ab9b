// SPDX-License-Identifier: MIT
// Whether a job fits, and on which nodes, CPUs and devices. A pure function of the demand and what is taken.
//
// Nodes are tried by weight, then in configuration order; the fewest nodes that hold the job win, among equals the
// ones that come first. Tasks fill the first node, then the next, each node getting one at least. On a node the
// lowest free CPUs and devices are taken, whole free cores first. A job that shares its CPUs (OverSubscribe) goes to free
// ones where there are enough, else to those that the fewest others share.
#pragma once

#include <optional>
#include <vector>

#include "daemon/core/placement/demand.hpp"
#include "daemon/core/placement/node_use.hpp"

namespace msd::core {

/// In configuration order of the nodes; nullopt when it does not fit now.
std::optional<std::vector<NodeAllocation>> fit(const Site& site, const std::vector<NodeUse>& use,
                                               std::uint32_t partition, const JobSpec& spec, const Demand& demand);

/// Everything free: what could ever fit.
std::vector<NodeUse> idle_nodes(const Site& site);
/// The same, without the nodes that are down, drained or failing: what could fit while they are.
std::vector<NodeUse> available_nodes(const Site& site);
/// In any of the partitions a waiting job names.
bool fits_somewhere(const Site& site, const std::vector<NodeUse>& use, const Job& job);

}  // namespace msd::core
