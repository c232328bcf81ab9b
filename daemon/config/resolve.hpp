// SPDX-License-Identifier: MIT
// The lines of a configuration, read and checked one by one, become one cluster.
#pragma once

#include <vector>

#include "daemon/config/keys.hpp"
#include "daemon/config/load.hpp"

namespace msd::config {

struct Lines {
    Site site;
    std::vector<NodeLine> nodes;
    std::vector<PartitionLine> partitions;
    std::vector<GresLine> gres;
};

/// Fills nodes and partitions of `loaded.cluster` and adds warnings and notices.
/// Every node is a part of this machine. Device files and memory are handed out once, in the order of the lines; so are
/// CPUs where lines count them, and a node that does not count any has all of them.
ms::Result<void> resolve(const Lines& lines, const Detected& detected, Loaded& loaded);

/// Loopback addresses, 127.0.0.1 on: as many as one byte names.
inline constexpr std::uint32_t most_virtual_nodes = 254;

/// Where there is no NodeName line: this machine as one node, or as the virtual ones that were asked for, with the GPUs
/// it has unless gres lines say. Error: both were given.
ms::Result<void> add_detected_nodes(Lines& lines, const Detected& detected);

/// The parts of resolve(), each over the nodes declared so far.
struct DeclaredNode {
    const NodeLine* line = nullptr;
    core::NodeConfig config;
};
ms::Result<std::vector<DeclaredNode>> declared_nodes(const std::vector<NodeLine>& lines);
ms::Result<void> resolve_sizes(std::vector<DeclaredNode>& nodes, const Detected& detected, Loaded& loaded);
ms::Result<void> resolve_gres(std::vector<DeclaredNode>& nodes, const std::vector<GresLine>& lines,
                              const Detected& detected);
ms::Result<void> resolve_partitions(const Lines& lines, Loaded& loaded);

}  // namespace msd::config
