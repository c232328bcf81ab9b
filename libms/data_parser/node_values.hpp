// SPDX-License-Identifier: MIT
// Values of a node that several tables have.
#pragma once

#include <string>

#include "libms/data_parser/value.hpp"
#include "libms/model/cluster.hpp"

namespace ms::data_parser {

/// ["IDLE", "DRAIN"]: the base state and every flag.
Words node_state_words(const NodeInfo& node);
/// gpu:a100:4,shard:8
std::string gres_text(const NodeInfo& node);
/// gpu:a100:2(IDX:0-1)
std::string gres_used_text(const NodeInfo& node);
/// cpu=8,mem=16G,billing=8,gres/gpu=2
std::string configured_tres(const NodeInfo& node);
std::string allocated_tres(const NodeInfo& node);
std::uint32_t idle_cpus(const NodeInfo& node);
/// The same of all nodes of a partition.
std::string configured_tres(const PartitionInfo& partition, const std::vector<NodeInfo>& nodes);

}  // namespace ms::data_parser
