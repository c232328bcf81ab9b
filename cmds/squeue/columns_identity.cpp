// SPDX-License-Identifier: MIT
// Who a job belongs to, what it is called, in which state it is and why.
#include <cstdio>

#include "cmds/squeue/columns.hpp"
#include "libms/model/charged.hpp"
#include "libms/text/array.hpp"
#include "libms/text/dependency.hpp"
#include "libms/text/filename.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::squeue {
namespace {

std::string or_null(const std::string& text) { return text.empty() ? "(null)" : text; }

std::string array_job_id(const JobRow& row, const View&) {
    return std::to_string(row.job->array ? row.job->array.master_id.value : row.job->id.value);
}

std::string array_task_id(const JobRow& row, const View& view) {
    const ArrayPart& array = row.job->array;
    if (!array) return "N/A";
    if (row.waiting_task) return std::to_string(*row.waiting_task);
    if (array.is_task) return std::to_string(array.task_id);
    return text::format_tasks(array.waiting, array.max_running, view.task_list_limit);
}

std::string reason_of(const Job& job) {
    return job.reason_text.empty() ? std::string(reason_name(job.reason)) : job.reason_text;
}

/// Ended in a way whose reason says more than the node's name.
bool shows_reason(const Job& job) {
    if (job.flags & job_completing) return false;
    switch (job.state) {
        case JobState::pending:
        case JobState::failed:
        case JobState::timeout:
        case JobState::out_of_memory:
        case JobState::deadline: return true;
        default: return false;
    }
}

std::string nodes_or_reason(const JobRow& row, const View&) {
    return shows_reason(*row.job) ? "(" + reason_of(*row.job) + ")" : text::shown_nodes(*row.job);
}

std::string dependency(const JobRow& row, const View&) {
    return or_null(text::format_dependency(row.job->dependencies, row.job->dependency_any));
}

std::string priority_fraction(const JobRow& row, const View&) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%16.14f", text::shown_priority(*row.job) / 4294967295.0);
    return buffer;
}

std::string exit_text(const ExitStatus& exit) { return std::to_string(exit.code) + ":" + std::to_string(exit.signal); }

std::string batch_host(const JobRow& row, const View&) {
    return row.job->allocation.empty() ? "n/a" : row.job->allocation.front().node;
}

/// A waiting element that -r shows by itself names its own files.
text::FilenameFields filename_fields(const JobRow& row) {
    text::FilenameFields fields = text::filename_fields(*row.job);
    if (row.waiting_task) fields.array_task_id = *row.waiting_task;
    return fields;
}

std::string path_text(const JobRow& row, const View& view, std::string_view pattern) {
    const std::string& directory = row.job->spec->work_dir;
    if (view.expand_patterns) return text::expand_filename(pattern, filename_fields(row), directory);
    if (!pattern.empty() && pattern.front() == '/') return std::string(pattern);
    return directory + "/" + std::string(pattern);
}

std::string standard_output(const JobRow& row, const View& view) {
    const std::string& asked = row.job->spec->std_out;
    return path_text(row, view, asked.empty() ? text::default_output_pattern(bool(row.job->array)) : asked);
}
std::string standard_error(const JobRow& row, const View& view) {
    const std::string& asked = row.job->spec->std_err;
    return asked.empty() ? standard_output(row, view) : path_text(row, view, asked);
}
std::string standard_input(const JobRow& row, const View& view) {
    const std::string& asked = row.job->spec->std_in;
    return asked.empty() ? "/dev/null" : path_text(row, view, asked);
}

std::string licenses(const JobRow& row, const View&) { return or_null(row.job->spec->licenses); }
std::string licenses_held(const JobRow& row, const View&) {
    const bool holds = row.job->state == JobState::running || row.job->state == JobState::suspended;
    return holds ? or_null(row.job->spec->licenses) : "(null)";
}

constexpr JobColumn rows[] = {
    {"Account", 'a', "ACCOUNT", [](const JobRow& r, const View&) { return or_null(r.job->spec->account); },
     "account the job is charged to"},
    {"AllocNodes", 0, "ALLOC_NODES", [](const JobRow& r, const View&) { return r.job->spec->submit_host; },
     "host the job was submitted from"},
    {"AllocSID", 0, "ALLOC_SID", [](const JobRow& r, const View&) { return std::to_string(r.job->submit_sid); },
     "session id of the submitting process"},
    {"ArrayJobId", 'F', "ARRAY_JOB_ID", array_job_id, "id of the array's first job; of a plain job, its own id"},
    {"ArrayTaskId", 'K', "ARRAY_TASK_ID", array_task_id, "index in the array, or the indices that wait"},
    {"AssocId", 0, "ASSOC_ID", [](const JobRow& r, const View& v) { return std::to_string(charged_association(v.book.get(), *r.job)); },
     "number of the association charged"},
    {"BatchFlag", 0, "BATCH_FLAG", [](const JobRow&, const View&) { return std::string("1"); },
     "1 for a job with a script"},
    {"BatchHost", 'B', "EXEC_HOST", batch_host, "node the script runs on"},
    {"Command", 'o', "COMMAND", [](const JobRow& r, const View&) { return or_null(r.job->spec->command); },
     "path of the script and its arguments"},
    {"Comment", 'k', "COMMENT", [](const JobRow& r, const View&) { return or_null(r.job->spec->comment); },
     "the submitter's comment"},
    {"Dependency", 'E', "DEPENDENCY", dependency, "jobs it waits for, and how that stands"},
    {"DerivedEC", 0, "DERIVED_EC", [](const JobRow& r, const View&) { return exit_text(r.job->derived_exit); },
     "highest exit code of its steps, code:signal"},
    {"exit_code", 0, "EXIT_CODE", [](const JobRow& r, const View&) { return exit_text(r.job->exit); },
     "exit code of the script, code:signal"},
    {"Feature", 'f', "FEATURES", [](const JobRow& r, const View&) { return or_null(r.job->spec->constraint); },
     "node features asked for"},
    {"GroupId", 'G', "GROUP", [](const JobRow& r, const View&) { return std::to_string(r.job->gid); },
     "group id of the job"},
    {"GroupName", 'g', "GROUP", [](const JobRow& r, const View&) { return r.job->group; }, "group of the job"},
    {"JobArrayId", 'i', "JOBID", job_id_text, "id as people write it: 12, 12_3, 12_[4-9%2]"},
    {"JobId", 'A', "JOBID", [](const JobRow& r, const View&) { return std::to_string(r.job->id.value); },
     "the record's own number"},
    {"Licenses", 'W', "LICENSES", licenses, "licenses asked for"},
    {"LicensesAlloc", 0, "LICENSES_ALLOC", licenses_held, "licenses held"},
    {"Name", 'j', "NAME", [](const JobRow& r, const View&) { return r.job->spec->name; }, "job name"},
    {"Nice", 'y', "NICE", [](const JobRow& r, const View&) { return std::to_string(r.job->spec->nice); },
     "adjustment of the priority asked for"},
    {"Partition", 'P', "PARTITION", [](const JobRow& r, const View&) { return std::string(r.partition); },
     "partition, or those asked for while it waits"},
    {"Priority", 'p', "PRIORITY", priority_fraction, "priority as a fraction of the highest possible"},
    {"PriorityLong", 'Q', "PRIORITY",
     [](const JobRow& r, const View&) { return std::to_string(text::shown_priority(*r.job)); },
     "priority as a whole number"},
    {"QOS", 'q', "QOS",
     [](const JobRow& r, const View&) { return r.job->spec->qos.empty() ? std::string("normal") : r.job->spec->qos; },
     "quality of service"},
    {"Reason", 'r', "REASON", [](const JobRow& r, const View&) { return reason_of(*r.job); },
     "why it waits, or how it failed"},
    {"ReasonList", 'R', "NODELIST(REASON)", nodes_or_reason, "nodes it runs on, or why it waits or how it failed",
     table::Fit::keep},
    {"Requeue", 0, "REQUEUE",
     [](const JobRow& r, const View&) { return std::string(r.job->spec->requeue == Choice::no ? "0" : "1"); },
     "1 if it may be requeued"},
    {"Reservation", 'v', "RESERVATION", [](const JobRow& r, const View&) { return or_null(shown_reservation(*r.job)); },
     "reservation asked for"},
    {"RestartCnt", 0, "RESTART_COUNT", [](const JobRow& r, const View&) { return std::to_string(r.job->restarts); },
     "how often it was requeued"},
    table::of_states(JobColumn{
        "State", 'T', "STATE",
        [](const JobRow& r, const View&) { return std::string(shown_state(r.job->state, r.job->flags)); }, "state"}),
    table::of_states(JobColumn{
        "StateCompact", 't', "ST",
        [](const JobRow& r, const View&) { return std::string(shown_state_compact(r.job->state, r.job->flags)); },
        "state in two letters"}),
    {"StdErr", 0, "STDERR", standard_error, "file of the standard error"},
    {"StdIn", 0, "STDIN", standard_input, "file of the standard input"},
    {"StdOut", 0, "STDOUT", standard_output, "file of the standard output"},
    {"UserId", 'U', "UID", [](const JobRow& r, const View&) { return std::to_string(r.job->uid); },
     "user id of the job's owner"},
    {"UserName", 'u', "USER", [](const JobRow& r, const View&) { return r.job->user; }, "the job's owner"},
    {"WCKey", 'w', "WCKEY", [](const JobRow& r, const View&) { return or_null(r.job->spec->wckey); },
     "workload characterization key"},
    {"WorkDir", 'Z', "WORK_DIR", [](const JobRow& r, const View&) { return r.job->spec->work_dir; },
     "working directory"},
};

}  // namespace

std::string job_id_text(const JobRow& row, const View& view) {
    const Job& job = *row.job;
    if (!job.array) return std::to_string(job.id.value);
    const std::string task = array_task_id(row, view);
    const bool single = row.waiting_task || job.array.is_task;
    return std::to_string(job.array.master_id.value) + (single ? "_" + task : "_[" + task + "]");
}

std::vector<JobColumn> identity_columns() { return {std::begin(rows), std::end(rows)}; }

}  // namespace ms::cmds::squeue
