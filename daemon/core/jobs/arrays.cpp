// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/arrays.hpp"

#include "daemon/core/jobs/pending.hpp"

namespace msd::core {
namespace {

void make_element(Job& job, std::uint32_t task) {
    job.array.is_task = true;
    job.array.task_id = task;
    job.array.waiting = {};
}

}  // namespace

bool is_waiting_part(const Job& job) { return job.array && !job.array.is_task; }

JobId split_element(Turn& turn, JobId master, std::uint32_t task) {
    const Job& rest = *turn.state().find(master);
    if (rest.array.waiting.count() == 1) {
        turn.change(master, [&](Job& job) { make_element(job, task); });
        return master;
    }
    Job element = rest;
    make_element(element, task);
    element.id = turn.new_id();
    const JobId id = element.id;
    turn.change(master, [&](Job& job) { job.array.waiting.erase(task); });
    turn.add(std::move(element));
    return id;
}

std::uint32_t array_headroom(const State& state, const Job& job) {
    if (!job.array || job.array.max_running == 0) return 0xFFFFFFFF;
    auto array = state.indexes().arrays.find(job.array.master_id);
    const std::uint32_t running = array == state.indexes().arrays.end() ? 0 : array->second.running;
    return running >= job.array.max_running ? 0 : job.array.max_running - running;
}

void unthrottle(Turn& turn, JobId master) {
    auto array = turn.state().indexes().arrays.find(master);
    if (array == turn.state().indexes().arrays.end()) return;
    const std::set<JobId> throttled = array->second.throttled;
    for (JobId id : throttled) {
        if (array_headroom(turn.state(), *turn.state().find(id)) == 0) return;
        turn.change(id, [&](Job& job) { settle(turn.site(), job, turn.instant()); });
    }
}

}  // namespace msd::core
