// SPDX-License-Identifier: MIT
// Another configuration under the same jobs: reconfigure, update of nodes and partitions. Everything derived is built
// afresh from the records, as after a restart; running jobs keep what they hold, waiting ones are judged anew.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// Errors: invalid_user_id for anybody but an administrator, and what the edit itself refuses.
Result<Done> change_site(Turn& turn, const ChangeSite& event);

/// What scontrol update NodeName= changes of a configuration. Times and names come from the caller.
Result<void> edit_nodes(ClusterConfig& config, const NodeUpdateRequest& request, const Caller& caller, Time now);

}  // namespace msd::core
