// SPDX-License-Identifier: MIT
// Which nodes and CPUs a reservation gets.
#pragma once

#include "daemon/core/state.hpp"

namespace msd::core {

/// The nodes that were named, or as many as were asked for: nodes first that nobody uses in that time. Precondition:
/// times, flags, partition and features of `to` are those it is to have.
/// Errors: invalid_node_name, nodes_busy (there are not so many), invalid_core_count, core_reservation_update.
Result<void> reserve_nodes(const State& state, const ReservationChange& change, Reservation& to);

/// Whether its nodes are free for it: reservation_overlap, or nodes_busy when jobs run into it.
Result<void> check_use(const State& state, const Reservation& reservation);

}  // namespace msd::core
