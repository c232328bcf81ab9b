// SPDX-License-Identifier: MIT
// Which nodes stand on one line, and the order of the lines.
#pragma once

#include <string_view>
#include <vector>

#include "cmds/sinfo/columns.hpp"
#include "cmds/sinfo/options.hpp"
#include "libms/model/messages.hpp"
#include "libms/table/table.hpp"

namespace ms::cmds::sinfo {

/// The lines of a cluster for a layout: nodes with equal values in the columns that keep them apart are merged; with
/// -N each node of each partition stands alone. The groups point into `cluster`.
/// Error: Errc::usage for a bad host list.
Result<std::vector<NodeGroup>> group_nodes(const ClusterReply& cluster, const Settings& settings,
                                           const table::Layout& layout, const std::vector<GroupColumn>& columns,
                                           const View& view);

/// Keys as in -S: letters of columns, '-' reverses, '#' before P is the order of the configuration.
/// Error: Errc::usage, "Invalid sort specification: X".
Result<void> sort_groups(std::vector<NodeGroup>& groups, std::string_view keys, const std::vector<GroupColumn>& columns,
                         const View& view);

}  // namespace ms::cmds::sinfo
