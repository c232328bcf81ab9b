// SPDX-License-Identifier: MIT
// A running job gives nodes back: scontrol update NumNodes= and NodeList=. It can not get more.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/requests/update_keys.hpp"
#include "daemon/core/turn.hpp"

namespace msd::core {

/// Whether the running job may be cut down to so many nodes, or to those that are named; ok or Slurm's refusal.
Errc may_keep_count(const Asked& asked);
Errc may_keep_listed(const Asked& asked);

/// Give back what the update does not let it keep: all of its nodes but the named ones, and of these all but the first so
/// many. Its processes on them end, and what it was before becomes a row of its own in the accounts.
void give_back_nodes(Turn& turn, JobId id, const JobUpdate& update);

}  // namespace msd::core
