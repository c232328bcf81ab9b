// SPDX-License-Identifier: MIT
// What people read for a node's state: one word made of the base state and the flags, and at most one mark behind it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libms/model/cluster.hpp"

namespace ms {

/// sinfo's %T: idle, mixed, allocated+, draining, drained*, down*, planned…
std::string shown_node_state(NodeState state, std::uint32_t flags);
/// sinfo's %t: idle, mix, alloc, drng, drain, down*…
std::string shown_node_state_compact(NodeState state, std::uint32_t flags);
/// The base state and every flag: "IDLE+DRAIN" (scontrol); sinfo prints it in lower case.
std::string complete_node_state(NodeState state, std::uint32_t flags);

/// Whether jobs occupy it, wholly or in part.
bool node_is_busy(NodeState state, std::uint32_t flags);
/// Whether new jobs may start on it.
bool node_is_usable(NodeState state, std::uint32_t flags);
/// Order of sinfo's default sort: flagged nodes above mixed above allocated above idle above down.
std::uint32_t node_state_rank(NodeState state, std::uint32_t flags);

/// One condition of sinfo -t.
enum class NodeCondition : std::uint8_t {
    unknown, down, idle, allocated, mixed, error, future,  // the base state
    drain, drained, draining, completing, reserved, maintenance, planned, not_responding, fail,
    never,  // of clouds, power saving and reboots, which no node here knows
};
bool node_meets(NodeCondition condition, NodeState state, std::uint32_t flags);
/// By a prefix of its name or by its short form, any case.
std::optional<NodeCondition> find_node_condition(std::string_view name);
std::vector<std::string_view> node_condition_names();

}  // namespace ms
