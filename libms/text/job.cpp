// SPDX-License-Identifier: MIT
#include "libms/text/job.hpp"

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

}  // namespace ms::text
