// SPDX-License-Identifier: MIT
// scontrol create, update and delete of partitions: the keys of msd.conf's PartitionName lines, applied to the
// configuration in force. Nothing is written to a file, so the next reconfiguration or start undoes it, as in Slurm.
#pragma once

#include "daemon/core/site/cluster.hpp"
#include "libms/model/messages.hpp"

namespace msd::config {

/// Errors: invalid_partition (unknown, or known already), invalid_node_name, bad_value for a value, and for the default
/// partition, which can not be deleted.
ms::Result<void> change_partition(core::ClusterConfig& cluster, const ms::PartitionUpdateRequest& request);

}  // namespace msd::config
