// SPDX-License-Identifier: MIT
#include "daemon/core/estimate.hpp"

#include <algorithm>

#include "daemon/core/fit.hpp"

namespace msd::core {
namespace {

/// Running jobs by the latest end they can have; those without a limit come last.
std::vector<const Job*> by_end(const State& state) {
    std::vector<const Job*> running;
    for (const auto& [id, job] : state.jobs())
        if (job->state == JobState::running) running.push_back(job.get());
    std::sort(running.begin(), running.end(), [](const Job* a, const Job* b) {
        if (is_set(a->end) != is_set(b->end)) return is_set(a->end);
        return a->end != b->end ? a->end < b->end : a->id < b->id;
    });
    return running;
}

bool try_partitions(const State& state, const std::vector<NodeUse>& use, const Job& job, Estimate& estimate) {
    for (std::uint32_t partition : state.site().partitions_in(job.partition)) {
        auto allocation = fit(state.site(), use, partition, *job.spec, demand_of(state.site(), *job.spec, partition));
        if (!allocation) continue;
        estimate.partition = state.site().partition(partition).info.name;
        estimate.allocation = std::move(*allocation);
        return true;
    }
    return false;
}

}  // namespace

Estimate estimate_start(const State& state, const Job& job, Time now) {
    constexpr std::chrono::hours year{365 * 24};
    Estimate estimate;
    estimate.start = std::max(now, job.spec->begin);
    std::vector<NodeUse> use = state.indexes().nodes;
    if (try_partitions(state, use, job, estimate)) return estimate;
    for (const Job* running : by_end(state)) {
        for (const auto& part : running->allocation)
            if (auto node = state.site().find_node(part.node)) give_back(use[*node], state.site(), *node, part, true);
        estimate.start = std::max(estimate.start, is_set(running->end) ? running->end : now + year);
        if (try_partitions(state, use, job, estimate)) return estimate;
    }
    estimate.start = now + year;  // suspended jobs hold what it needs
    estimate.partition = job.partition;
    return estimate;
}

}  // namespace msd::core
