// SPDX-License-Identifier: MIT
#include "daemon/core/placement/layout.hpp"

#include <algorithm>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::core {

Distribution node_distribution(std::string_view option) {
    using Kind = Distribution::Kind;
    const std::string_view first = option.substr(0, option.find_first_of(":,="));
    if (ms::equal_ignoring_case(first, "cyclic")) return {Kind::cyclic, 1};
    if (!ms::equal_ignoring_case(first, "plane")) return {};
    const auto size = option.size() > first.size() ? ms::text::parse_unsigned(option.substr(first.size() + 1))
                                                   : std::nullopt;
    return {Kind::plane, static_cast<std::uint32_t>(std::clamp<std::uint64_t>(size.value_or(1), 1, 0xFFFFFFFF))};
}

std::vector<std::uint32_t> lay_out(std::uint32_t tasks, const std::vector<std::uint32_t>& room,
                                   const Distribution& distribution) {
    std::vector<std::uint32_t> layout(room.size(), 0);
    if (room.empty()) return layout;
    std::uint32_t at_once = 0xFFFFFFFF;  // block: all there is room for
    if (distribution.kind != Distribution::Kind::block) at_once = distribution.plane;
    std::uint32_t left = tasks;
    for (bool given = true, first_round = true; given && left > 0; first_round = false) {
        given = false;
        for (std::size_t node = 0; node < room.size() && left > 0; ++node) {
            // In the first round every later node still has its one to come.
            const auto kept = first_round ? static_cast<std::uint32_t>(room.size() - node - 1) : 0;
            const std::uint32_t spare = left > kept ? left - kept : 1;
            const std::uint32_t free = room[node] > layout[node] ? room[node] - layout[node] : 0;
            const std::uint32_t more = std::min({at_once, spare, free});
            layout[node] += more;
            left -= more;
            given = given || more > 0;
        }
    }
    for (std::size_t node = 0; left > 0; node = (node + 1) % room.size(), --left) ++layout[node];
    return layout;
}

}  // namespace msd::core
