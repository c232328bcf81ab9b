// SPDX-License-Identifier: MIT
// Colours of states for people at a terminal who ask for them (MS_COLOR). No pipe ever gets one.
#pragma once

#include <string_view>

namespace ms::table {

/// The bytes that begin the colour of a value; empty = none. What is coloured ends with `tint_end`.
using Tint = std::string_view (*)(std::string_view value);
inline constexpr std::string_view tint_end = "\033[0m";

/// Of a job's or a node's state, long or short, with its suffixes: what runs is green, what waits yellow, what has
/// failed or is down red, what is on its way to another state cyan; an end as wished for has none.
std::string_view state_tint(std::string_view state);

}  // namespace ms::table
