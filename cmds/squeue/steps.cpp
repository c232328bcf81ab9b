// SPDX-License-Identifier: MIT
#include "cmds/squeue/steps.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "libms/model/filter.hpp"
#include "libms/table/format.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/job.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::squeue {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string array_field(const Job& job, std::uint32_t value) { return job.array ? number(value) : "N/A"; }

/// What its tasks are given, as scontrol writes it.
std::string tres_per_step(const StepRow& row, const View&) {
    return row.step.alloc_tres.empty() ? "N/A" : row.step.alloc_tres;
}

const StepColumn columns[] = {
    {"ArrayJobId", 0, "ARRAY_JOB_ID",
     [](const StepRow& r, const View&) { return array_field(*r.job, r.job->array.master_id.value); },
     "id of the array the job belongs to"},
    {"ArrayTaskId", 0, "ARRAY_TASK_ID",
     [](const StepRow& r, const View&) { return array_field(*r.job, r.job->array.task_id); }, "its index in the array"},
    {"Cluster", 0, "CLUSTER", [](const StepRow&, const View& v) { return v.cluster; }, "name of the cluster"},
    {"JobId", 0, "JOB_ID", [](const StepRow& r, const View&) { return number(r.job->id.value); }, "id of the job"},
    {"Nodes", 'N', "NODELIST", [](const StepRow& r, const View&) { return r.step.node_list; }, "nodes it runs on",
     table::Fit::keep},
    {"NumCPUs", 0, "NUM_CPUS", [](const StepRow& r, const View&) { return number(r.step.cpus); }, "CPUs it has"},
    {"NumTasks", 'A', "TASKS", [](const StepRow& r, const View&) { return number(r.step.tasks); }, "how many tasks it has"},
    {"Partition", 'P', "PARTITION", [](const StepRow& r, const View&) { return r.job->partition; }, "partition of the job"},
    {"StartTime", 'S', "START_TIME",
     [](const StepRow& r, const View& v) { return text::format_date(r.step.start, v.date_style, v.now); },
     "when it started"},
    {"StepId", 'i', "STEPID",
     [](const StepRow& r, const View&) { return text::shown_job_id(*r.job) + "." + text::format_step(r.step.id); },
     "id of the job and of the step"},
    {"StepName", 'j', "NAME", [](const StepRow& r, const View&) { return r.step.name; }, "name of the step"},
    {"StepState", 0, "STATE", [](const StepRow& r, const View&) { return std::string(state_name(r.step.state)); },
     "its state"},
    {"TimeLimit", 'l', "TIME_LIMIT",
     [](const StepRow& r, const View&) {
         const TimeLimit limit = r.step.spec.time_limit;
         return text::format_limit_short(limit.is_set() ? limit : TimeLimit::unlimited());
     },
     "time limit", table::Fit::keep},
    {"TimeUsed", 'M', "TIME",
     [](const StepRow& r, const View& v) {
         const auto before = std::chrono::floor<Seconds>(r.step.start - r.job->start);
         return text::format_short(std::max(Seconds{0}, run_time(*r.job, v.now) - before));
     },
     "time it has run", table::Fit::keep},
    {"tres-per-node", 'b', "TRES_PER_JOB", tres_per_step, ""},
    {"tres-per-step", 0, "TRES_PER_STEP", tres_per_step, "resources it has"},
    {"UserId", 'U', "UID", [](const StepRow& r, const View&) { return number(r.job->uid); }, "number of the owner"},
    {"UserName", 'u', "USER", [](const StepRow& r, const View&) { return r.job->user; }, "name of the owner"},
};

bool is_selected(const std::vector<JobSelector>& wanted, const Job& job, std::int32_t step) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const JobSelector& each) {
               return selects_step(each, job, step);
           });
}

auto order_of(const StepRow& row) {
    return std::make_tuple(std::string_view(row.job->partition), row.job->id.value,
                           static_cast<std::uint32_t>(row.step.id));  // special numbers are negative: they come last
}

}  // namespace

std::vector<StepColumn> step_columns() { return {std::begin(columns), std::end(columns)}; }

Result<std::vector<StepRow>> step_rows(const std::vector<JobPtr>& jobs, std::string_view list) {
    std::vector<JobSelector> wanted;
    if (!list.empty() && !table::names_all(list)) {
        auto parsed = text::parse_selectors(list);
        if (!parsed) return fail(Errc::usage, "Invalid job_step id: " + std::string(list));
        wanted = std::move(*parsed);
    }
    std::vector<StepRow> rows;
    for (const JobPtr& job : jobs)
        for (Step& step : running_steps(*job))
            if (is_selected(wanted, *job, step.id)) rows.push_back({job.get(), std::move(step)});
    std::sort(rows.begin(), rows.end(), [](const StepRow& a, const StepRow& b) { return order_of(a) < order_of(b); });
    return rows;
}

}  // namespace ms::cmds::squeue
