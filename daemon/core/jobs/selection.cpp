// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/selection.hpp"

#include "daemon/core/jobs/arrays.hpp"

namespace msd::core {
namespace {

const Job* waiting_part(const State& state, JobId master) {
    const Job* job = state.find(master);
    return job && is_waiting_part(*job) ? job : nullptr;
}

std::vector<Selected> whole_array(const State& state, JobId master, const ArrayIndex& array) {
    std::vector<Selected> all;
    if (waiting_part(state, master)) all.push_back({master, {}});
    for (const auto& [task, id] : array.tasks) all.push_back({id, {}});
    return all;
}

std::vector<Selected> elements(const State& state, const JobSelector& selector, const ArrayIndex& array) {
    std::vector<Selected> found;
    if (const Job* rest = waiting_part(state, selector.job)) {
        TaskSet others = rest->array.waiting;
        TaskSet meant = others.take(selector.tasks);
        if (!meant.empty()) found.push_back({rest->id, others.empty() ? TaskSet{} : std::move(meant)});
    }
    for (const auto& [task, id] : array.tasks)
        if (selector.tasks.contains(task)) found.push_back({id, {}});
    return found;
}

}  // namespace

std::vector<Selected> select(const State& state, const JobSelector& selector) {
    auto array = state.indexes().arrays.find(selector.job);
    if (array == state.indexes().arrays.end()) {
        const bool of_array = selector.has_tasks || selector.waiting_tasks;
        if (of_array || !state.find(selector.job)) return {};
        return {{selector.job, {}}};
    }
    if (selector.has_tasks && !selector.waiting_tasks) return elements(state, selector, array->second);
    if (!selector.waiting_tasks) return whole_array(state, selector.job, array->second);
    std::vector<Selected> waiting;
    for (auto& each : whole_array(state, selector.job, array->second))
        if (state.find(each.job)->state == JobState::pending) waiting.push_back(std::move(each));
    return waiting;
}

}  // namespace msd::core
