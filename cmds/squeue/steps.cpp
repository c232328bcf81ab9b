// SPDX-License-Identifier: MIT
#include "cmds/squeue/steps.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "libms/model/filter.hpp"
#include "libms/table/format.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/filename.hpp"
#include "libms/text/job.hpp"
#include "libms/text/selector.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::squeue {
namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::string array_field(const Job& job, std::uint32_t value) { return job.array ? number(value) : "N/A"; }

std::string or_null(std::string text) { return text.empty() ? "(null)" : text; }

/// What its tasks are given, as scontrol writes it.
std::string tres_per_step(const StepRow& row, const View&) { return or_null(row.step.alloc_tres); }
std::string tres_per_node(const StepRow& row, const View&) {
    return or_null(text::format_tres_per(row.step.spec.gres));
}
std::string tres_per_task(const StepRow& row, const View&) {
    return or_null(text::format_tres_per(row.step.spec.gpus_per_task));
}

// What steps have not here: containers, ports, a frequency, a network, resources for each of others.
std::string null_text(const StepRow&, const View&) { return "(null)"; }

/// None was asked for; the shell's own step could not ask.
std::string cpu_frequency(const StepRow& row, const View&) { return row.step.id >= 0 ? "Unknown-Unknown:Unknown" : "0-0:0"; }

/// The shell's own steps use the job's files; those of others are where srun has them, which is not on record.
std::string file_of(const StepRow& row, const std::string& asked, std::string_view unset) {
    const Job& job = *row.job;
    if (row.step.id >= 0) return "(null)";
    const std::string_view pattern = asked.empty() ? unset : std::string_view(asked);
    return text::expand_filename(pattern, text::filename_fields(job), job.spec->work_dir);
}
std::string standard_output(const StepRow& row, const View&) {
    return file_of(row, row.job->spec->std_out, text::default_output_pattern(bool(row.job->array)));
}
std::string standard_error(const StepRow& row, const View& view) {
    const std::string& asked = row.job->spec->std_err;
    return asked.empty() ? standard_output(row, view) : file_of(row, asked, {});
}
std::string standard_input(const StepRow& row, const View&) {
    return file_of(row, row.job->spec->std_in, "/dev/null");
}

const StepColumn columns[] = {
    {"ArrayJobId", 0, "ARRAY_JOB_ID",
     [](const StepRow& r, const View&) { return array_field(*r.job, r.job->array.master_id.value); },
     "id of the array the job belongs to"},
    {"ArrayTaskId", 0, "ARRAY_TASK_ID",
     [](const StepRow& r, const View&) { return array_field(*r.job, r.job->array.task_id); }, "its index in the array"},
    {"Cluster", 0, "CLUSTER", [](const StepRow&, const View& v) { return v.cluster; }, "name of the cluster"},
    {"Container", 0, "CONTAINER", null_text, "container bundle"},
    {"ContainerId", 0, "CONTAINERID", null_text, "container id"},
    {"CPUFreq", 0, "CPU_FREQ", cpu_frequency, "frequency asked for"},
    {"cpus-per-tres", 0, "CPUS_PER_TRES", null_text, "CPUs for each device"},
    {"Gres", 0, "TRES_PER_JOB", tres_per_node},
    {"JobId", 0, "JOB_ID", [](const StepRow& r, const View&) { return number(r.job->id.value); }, "id of the job"},
    {"mem-per-tres", 0, "MEM_PER_TRES", null_text, "memory for each device"},
    {"Network", 0, "NETWORK", null_text, "network asked for"},
    {"Nodes", 'N', "NODELIST", [](const StepRow& r, const View&) { return r.step.node_list; }, "nodes it runs on",
     table::Fit::keep},
    {"NumCPUs", 0, "NUM_CPUS", [](const StepRow& r, const View&) { return number(r.step.id >= 0 ? r.step.cpus : 0); },
     "CPUs it has; 0 for the shell's own, which has the job's"},
    {"NumTasks", 'A', "TASKS", [](const StepRow& r, const View&) { return number(r.step.tasks); }, "how many tasks it has"},
    {"Partition", 'P', "PARTITION", [](const StepRow& r, const View&) { return r.job->partition; }, "partition of the job"},
    {"ResvPorts", 0, "RESERVED_PORTS", null_text, "ports set aside for it"},
    {"Runtime", 0, "RUNTIME", null_text, "container runtime"},
    {"StartTime", 'S', "START_TIME",
     [](const StepRow& r, const View& v) { return text::format_date(r.step.start, v.date_style, v.now); },
     "when it started"},
    {"StdErr", 0, "STDERR", standard_error, "file of the standard error"},
    {"StdIn", 0, "STDIN", standard_input, "file of the standard input"},
    {"StdOut", 0, "STDOUT", standard_output, "file of the standard output"},
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
    {"tres-bind", 0, "TRES_BIND",
     [](const StepRow& r, const View&) { return or_null(r.step.spec.gpu_bind); },
     "binding of tasks to devices"},
    {"tres-freq", 0, "TRES_FREQ", null_text, "frequency of devices asked for"},
    {"tres-per-job", 0, "TRES_PER_STEP", tres_per_step},
    {"tres-per-node", 'b', "TRES_PER_JOB", tres_per_node},
    {"tres-per-socket", 0, "TRES_PER_SOCKET", null_text, "devices a socket asked for"},
    {"tres-per-step", 0, "TRES_PER_STEP", tres_per_step, "resources it has"},
    {"tres-per-task", 0, "TRES_PER_TASK", tres_per_task, "devices a task asked for"},
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
    if (!list.empty()) {
        for (const std::string_view word : text::split_selectors(list)) {
            auto selector = text::parse_selector(word);
            if (!selector || !selector->has_step) {
                const bool names_step = word.find('.') != std::string_view::npos && word.back() != '.';
                const auto job = word.substr(0, word.find('.'));
                return fail(Errc::usage, "Invalid job_step id: " + std::string(names_step ? word : job) + (names_step ? "" : ".??"));
            }
            wanted.push_back(std::move(*selector));
        }
    }
    std::vector<StepRow> rows;
    for (const JobPtr& job : jobs)
        for (Step& step : text::running_steps(*job))
            if (is_selected(wanted, *job, step.id)) rows.push_back({job.get(), std::move(step)});
    std::sort(rows.begin(), rows.end(), [](const StepRow& a, const StepRow& b) { return order_of(a) < order_of(b); });
    return rows;
}

}  // namespace ms::cmds::squeue
