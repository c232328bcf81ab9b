// SPDX-License-Identifier: MIT
// How many of a job's tasks each of its nodes gets: --distribution as far as it is about nodes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace msd::core {

/// A node that takes part gets one task at least. `block` (also arbitrary, and where nothing is said) fills the first
/// node, then the next; `cyclic` deals tasks out one by one, `plane` so many at a time.
struct Distribution {
    enum class Kind : std::uint8_t { block, cyclic, plane };
    Kind kind = Kind::block;
    std::uint32_t plane = 1;
};
/// From --distribution as given: "cyclic:block", "plane=4". What it says of sockets is for steps.
Distribution node_distribution(std::string_view option);

/// Tasks of each node; `room` is what each holds. Tasks beyond all room (--overcommit) are dealt out one by one.
std::vector<std::uint32_t> lay_out(std::uint32_t tasks, const std::vector<std::uint32_t>& room,
                                   const Distribution& distribution);

}  // namespace msd::core
