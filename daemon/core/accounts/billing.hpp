// SPDX-License-Identifier: MIT
// The TRES "billing": what jobs, nodes and partitions count by the weights of their partitions.
#pragma once

#include <cstdint>
#include <vector>

#include "daemon/core/site/site.hpp"
#include "libms/model/job_spec.hpp"
#include "libms/text/tres.hpp"

namespace msd::core {

/// Puts "billing" beside the amounts of a job in this partition. `devices`: its generic resources with their types.
void add_billing(const Site& site, std::uint32_t partition, const JobSpec& spec, const std::vector<GresRequest>& devices,
                 text::TresMap& tres);
/// All of a node; of several partitions' weights those that make the most of it.
std::uint64_t node_billing(const ClusterConfig& config, const NodeConfig& node);
/// All nodes of a partition together.
std::uint64_t partition_billing(const Site& site, std::uint32_t partition);

}  // namespace msd::core
