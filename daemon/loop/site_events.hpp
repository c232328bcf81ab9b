// SPDX-License-Identifier: MIT
// How the nodes and the cluster are, for the history that is kept of them.
#pragma once

#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "daemon/store/event_rows.hpp"

namespace msd::loop {

using namespace ms;

/// Of every node its own state and that of maintenance reservations, and what the cluster consists of.
std::vector<store::EventNote> site_events(const core::ClusterConfig& config, Time now);

}  // namespace msd::loop
