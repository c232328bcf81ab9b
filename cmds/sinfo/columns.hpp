// SPDX-License-Identifier: MIT
// Everything sinfo can show of a group of nodes in a partition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/model/cluster.hpp"
#include "libms/table/column.hpp"

namespace ms::cmds::sinfo {

/// A line: nodes of one partition (or of several, when nothing of the partition is shown) that look the same.
struct NodeGroup {
    const PartitionInfo* partition = nullptr;  // never null; of several, the first
    std::size_t partition_index = 0;           // in the order of the configuration
    std::vector<const NodeInfo*> nodes;        // may be empty: a partition without nodes asked for
};

/// What all lines share.
struct View {
    Time now;
    std::string cluster;
    std::string date_style;  // SLURM_TIME_FORMAT
};

/// Whether a difference in this column keeps nodes on lines of their own.
enum class Merge : std::uint8_t {
    apart,        // it does
    when_exact,   // only with -e: otherwise the line shows 4+ or 0.10-0.80
    together,     // it never does: counts and lists
};

struct GroupColumn : table::Column<NodeGroup, View> {
    Merge merge = Merge::together;
};

std::vector<GroupColumn> partition_columns();
std::vector<GroupColumn> node_columns();
/// All of them, in the order of their names.
std::vector<GroupColumn> group_columns();

}  // namespace ms::cmds::sinfo
