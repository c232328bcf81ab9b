// SPDX-License-Identifier: MIT
#include "libms/model/step.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <string_view>

namespace ms {
namespace {

/// How many tasks in a row a node gets before the next one has its turn.
std::uint32_t run_length(std::string_view distribution) {
    constexpr std::string_view plane = "plane=";
    if (distribution.starts_with("cyclic")) return 1;
    std::uint32_t size = 0;
    if (distribution.starts_with(plane))
        std::from_chars(distribution.data() + plane.size(), distribution.data() + distribution.size(), size);
    return size ? size : ~std::uint32_t{0};
}

}  // namespace

std::vector<std::uint32_t> place_tasks(const std::vector<std::uint32_t>& tasks_on, const std::string& distribution) {
    const std::uint32_t in_a_row = run_length(distribution);
    std::vector<std::uint32_t> left = tasks_on;
    std::vector<std::uint32_t> placed;
    const std::size_t total = std::accumulate(left.begin(), left.end(), std::size_t{0});
    placed.reserve(total);
    while (placed.size() < total) {
        for (std::uint32_t node = 0; node < left.size(); ++node) {
            const std::uint32_t now = std::min(left[node], in_a_row);
            placed.insert(placed.end(), now, node);
            left[node] -= now;
        }
    }
    return placed;
}

std::string node_of_task(const Step& step, std::uint32_t task) {
    if (step.allocation.empty()) return step.node_list;  // the batch step, which has one
    const auto placed = place_tasks(step.tasks_on, step.spec.distribution);
    const std::uint32_t index = task < placed.size() ? placed[task] : 0;
    return step.allocation[std::min<std::size_t>(index, step.allocation.size() - 1)].node;
}

}  // namespace ms
