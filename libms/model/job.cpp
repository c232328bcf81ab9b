// SPDX-License-Identifier: MIT
#include "libms/model/job.hpp"

#include <sys/wait.h>

namespace ms {

const std::string& shown_reservation(const Job& job) {
    return job.reservation.empty() ? job.spec->reservation : job.reservation;
}

namespace {

Step batch_step_of(const Job& job) {
    Step step;
    step.job = job.id;
    step.name = "batch";
    step.start = job.start;
    step.cpus = static_cast<std::uint32_t>(job.allocation.front().cpus.size());
    step.node_list = job.allocation.front().node;
    return step;
}

Step extern_step_of(const Job& job) {
    Step step;
    step.job = job.id;
    step.id = step_extern;
    step.name = "extern";
    step.start = job.start;
    step.tasks = step.nodes = job.nodes;
    step.cpus = job.cpus;
    for (const auto& part : job.allocation) step.node_list += (step.node_list.empty() ? "" : ",") + part.node;
    step.alloc_tres = job.alloc_tres;
    return step;
}

}  // namespace

ExitStatus ExitStatus::of_wait_status(int status) {
    if (WIFSIGNALED(status)) return {0, static_cast<std::uint32_t>(WTERMSIG(status))};
    return {static_cast<std::uint32_t>(WEXITSTATUS(status)), 0};
}

Seconds run_time(const Job& job, Time now) {
    if (!is_set(job.start) || job.state == JobState::pending) return Seconds{0};
    Time until = is_terminal(job.state) ? job.end : now;
    if (job.state == JobState::suspended && is_set(job.suspended_at)) until = job.suspended_at;
    if (!is_set(until) || until < job.start) return Seconds{0};
    return std::chrono::floor<Seconds>(until) - std::chrono::floor<Seconds>(job.start) - job.suspended;
}

std::vector<Step> running_steps(const Job& job) {
    std::vector<Step> steps;
    if (job.allocation.empty() || is_terminal(job.state)) return steps;
    if (job.spec->kind == JobKind::batch) steps.push_back(batch_step_of(job));
    if (job.flags & job_has_extern_step) steps.push_back(extern_step_of(job));
    steps.insert(steps.end(), job.steps.begin(), job.steps.end());
    return steps;
}

}  // namespace ms
