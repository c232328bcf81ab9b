// SPDX-License-Identifier: MIT
// An array is one record until an element needs a life of its own: it starts, is cancelled, or waits for something
// the others do not. Then it is split off with a fresh id; the last element keeps the array's own id.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// Precondition: `master` is the waiting part of an array and holds `task`. The id of the element's own record.
JobId split_element(Turn& turn, JobId master, std::uint32_t task);
/// The record of the elements that have not been split off.
bool is_waiting_part(const Job& job);
/// Room below the %limit again: those who waited for it return to the queue.
void unthrottle(Turn& turn, JobId master);
/// How many more elements may run now.
std::uint32_t array_headroom(const State& state, const Job& job);

}  // namespace msd::core
