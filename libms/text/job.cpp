// SPDX-License-Identifier: MIT
#include "libms/text/job.hpp"

#include <algorithm>

#include "libms/text/array.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::text {

std::string shown_job_id(const Job& job) {
    if (!job.array) return std::to_string(job.id.value);
    const std::string master = std::to_string(job.array.master_id.value) + "_";
    if (job.array.is_task) return master + std::to_string(job.array.task_id);
    return master + "[" + text::format_tasks(job.array.waiting, job.array.max_running) + "]";
}

std::string shown_nodes(const Job& job) {
    std::vector<std::string> names;
    for (const auto& part : job.allocation) names.push_back(part.node);
    return text::fold_hostlist(names);
}

Step batch_step(const Job& job) {
    Step step;
    step.job = job.id;
    step.id = step_batch;
    step.name = "batch";
    step.start = job.start;
    if (job.allocation.empty()) return step;
    step.cpus = static_cast<std::uint32_t>(job.allocation.front().cpus.size());
    step.node_list = job.allocation.front().node;
    return step;
}

Step extern_step(const Job& job) {
    Step step;
    step.job = job.id;
    step.id = step_extern;
    step.name = "extern";
    step.start = job.start;
    step.tasks = step.nodes = job.nodes;
    step.cpus = job.cpus;
    step.node_list = shown_nodes(job);
    step.alloc_tres = job.alloc_tres;
    return step;
}

std::vector<Step> running_steps(const Job& job) {
    std::vector<Step> steps;
    if (job.allocation.empty() || is_terminal(job.state)) return steps;
    if (job.spec->kind == JobKind::batch) steps.push_back(batch_step(job));
    if (job.flags & job_has_extern_step) steps.push_back(extern_step(job));
    steps.insert(steps.end(), job.steps.begin(), job.steps.end());
    return steps;
}

bool asks_for_whole_memory(const JobSpec& spec) {
    return spec.memory_kind != MemoryKind::unset && spec.memory.value == 0;
}

std::uint32_t shown_priority(const Job& job) { return job.state == JobState::suspended ? 0 : job.priority; }

FilenameFields filename_fields(const Job& job) {
    FilenameFields fields;
    fields.job_id = job.id.value;
    fields.array_job_id = job.array ? job.array.master_id.value : job.id.value;
    if (job.array.is_task) fields.array_task_id = job.array.task_id;
    fields.job_name = job.spec->name;
    fields.user = job.user;
    if (!job.allocation.empty()) fields.host = job.allocation.front().node;
    fields.restarts = job.restarts;
    return fields;
}

Time accrue_time(const Job& job, Time now) {
    const bool waits = job.state == JobState::pending;
    if (waits && job.priority == 0) return {};
    // Its array's limit keeps it from its turn, and not from its place in the queue.
    if (waits && job.reason == Reason::array_task_limit && job.spec->dependency.empty()) return std::max(job.submit, job.spec->begin);
    return is_set(job.eligible) && job.eligible <= now ? job.eligible : Time{};
}

}  // namespace ms::text
