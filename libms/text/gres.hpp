// SPDX-License-Identifier: MIT
// A node's generic resources as sinfo and scontrol show them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/model/cluster.hpp"

namespace ms::text {

/// gpu:a100:4(S:0-1),shard:8 ; empty without any.
std::string format_node_gres(const NodeInfo& node);
/// gpu:a100:2(IDX:0-1),shard:a100:3(3/4,0/4) ; empty without any.
std::string format_node_gres_used(const NodeInfo& node);
/// gpu:a100(IDX:0-1): devices that processes of no job use; empty without any.
std::string format_gres_used_outside(const NodeInfo& node);
/// Why the node, or something of it, is not to be had: its reason; else that some of its devices are used outside of jobs.
std::string shown_reason(const NodeInfo& node);
/// 0-4,7-9
std::string format_indices(const std::vector<std::uint32_t>& numbers);

}  // namespace ms::text
