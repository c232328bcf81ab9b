// SPDX-License-Identifier: MIT
#include "daemon/core/schedule/estimate.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include "daemon/core/placement/fit.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/text/number.hpp"

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

bool try_reservation(const State& state, const std::vector<NodeUse>& taken, const Job& job, const Reservation* in,
                     Estimate& estimate) {
    const auto use = open_to(state.site(), taken, job, in, estimate.start);
    for (std::uint32_t partition : state.site().partitions_in(job.partition)) {
        auto allocation = fit(state.site(), use, partition, *job.spec, demand_of(state.site(), job, partition));
        if (!allocation) continue;
        estimate.partition = state.site().partition(partition).info.name;
        estimate.allocation = std::move(*allocation);
        return true;
    }
    return false;
}

/// At the estimate's start, in any partition and reservation that the job may have.
bool try_partitions(const State& state, const std::vector<NodeUse>& taken, const Job& job, Estimate& estimate) {
    const auto names = text::split_list(job.spec->reservation);
    if (names.empty()) return try_reservation(state, taken, job, nullptr, estimate);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        const Reservation* in = find_reservation(state.config(), name);
        return in && (in->start <= estimate.start || (in->flags & resv_flex)) &&
               try_reservation(state, taken, job, in, estimate);
    });
}

/// Instants after `from` at which a reservation begins or ends, ascending.
std::deque<Time> reservation_changes(const ClusterConfig& config, Time from) {
    std::set<Time> instants;
    for (const Reservation& each : config.reservations)
        for (Time at : {each.start, each.end})
            if (at > from) instants.insert(at);
    return {instants.begin(), instants.end()};
}

/// At each change of a reservation before `until`.
bool try_until(const State& state, const std::vector<NodeUse>& use, const Job& job, std::deque<Time>& changes, Time until,
               Estimate& estimate) {
    for (; !changes.empty() && changes.front() < until; changes.pop_front()) {
        estimate.start = std::max(estimate.start, changes.front());
        if (try_partitions(state, use, job, estimate)) return true;
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
    auto changes = reservation_changes(state.config(), estimate.start);
    for (const Job* running : by_end(state)) {
        const std::vector<NodeUse> before = changes.empty() ? std::vector<NodeUse>{} : use;
        for (const auto& part : running->allocation)
            if (auto node = state.site().find_node(part.node)) give_back(use[*node], state.site(), *node, part, true, holder_of(state.site(), *running));
        const Time end = std::max(estimate.start, is_set(running->end) ? running->end : now + year);
        if (try_until(state, before, job, changes, end, estimate)) return estimate;
        estimate.start = end;
        if (try_partitions(state, use, job, estimate)) return estimate;
    }
    if (try_until(state, use, job, changes, Time::max(), estimate)) return estimate;
    estimate.start = now + year;  // suspended jobs hold what it needs
    estimate.partition = job.partition;
    return estimate;
}

}  // namespace msd::core
