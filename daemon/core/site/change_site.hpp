// SPDX-License-Identifier: MIT
// Another configuration under the same jobs: reconfigure, update of nodes and partitions. Everything derived is built
// afresh from the records, as after a restart; running jobs keep what they hold, waiting ones are judged anew.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// Errors: invalid_user_id for anybody but an administrator, and what the edit itself refuses.
Result<Done> change_site(Turn& turn, const ChangeSite& event);

/// A reason that the configuration gives is one from now on.
void date_reasons(ClusterConfig& config, Time now);

/// One sentence for each partition whose QOS the book of accounts does not know: it has no effect.
std::vector<std::string> unknown_partition_qos(const ClusterConfig& config);

/// Something is wrong with a node: no more jobs start there until an administrator says so.
void drain_node(Turn& turn, const std::string& node, const std::string& reason);

/// What scontrol update NodeName= changes of a configuration. Times and names come from the caller.
Result<void> edit_nodes(ClusterConfig& config, const NodeUpdateRequest& request, const Caller& caller, Time now);

}  // namespace msd::core
