// SPDX-License-Identifier: MIT
#include <algorithm>
#include <csignal>

#include "cmds/scontrol/kept_lines.hpp"
#include "cmds/scontrol/record.hpp"
#include "cmds/scontrol/show_job.hpp"
#include "cmds/scontrol/tres.hpp"
#include "libms/model/names.hpp"
#include "libms/text/array.hpp"
#include "libms/text/dependency.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/filename.hpp"
#include "libms/text/gres.hpp"
#include "libms/text/job.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/size.hpp"

namespace ms::cmds::scontrol {
namespace {

using Lines = std::vector<std::string>;

std::string number(std::uint64_t value) { return std::to_string(value); }
/// Slurm's sign for "any": a count that was not asked for.
std::string or_star(std::uint32_t count) { return count ? number(count) : "*"; }
std::string exit_text(const ExitStatus& exit) { return number(exit.code) + ":" + number(exit.signal); }
/// A run that was cancelled or that its time limit ended shows the signal it was sent, where sacct has none.
ExitStatus shown_exit(const Job& job) {
    const bool ended_by_order = job.state == JobState::cancelled || job.state == JobState::timeout;
    return ended_by_order && is_set(job.start) && job.exit.ok() ? ExitStatus{0, SIGTERM} : job.exit;
}
std::string megabytes(Megabytes size) { return text::format_size(size.value, 'M'); }

bool holds_resources(const Job& job) { return job.state == JobState::running || job.state == JobState::suspended; }

// ---- who and why

std::string identity(const Job& job, const JobView& view) {
    std::string line = "JobId=" + number(job.id.value);
    if (job.array) {
        std::string task = number(view.waiting_task ? *view.waiting_task : job.array.task_id);
        if (!job.array.is_task && !view.waiting_task)
            task = text::format_tasks(job.array.waiting, job.array.max_running);
        line += " ArrayJobId=" + number(job.array.master_id.value) + " ArrayTaskId=" + task;
        if (job.array.max_running) line += " ArrayTaskThrottle=" + number(job.array.max_running);
    }
    return line + " JobName=" + job.spec->name;
}

std::string reason_text(const Job& job) {
    std::string reason = job.reason_text.empty() ? std::string(reason_name(job.reason)) : job.reason_text;
    std::replace(reason.begin(), reason.end(), ' ', '_');  // readers split at blanks
    return reason;
}

void add_identity(Lines& lines, const Job& job, const JobView& view) {
    const JobSpec& spec = *job.spec;
    lines.push_back(identity(job, view));
    lines.push_back("UserId=" + job.user + "(" + number(job.uid) + ") GroupId=" + job.group + "(" + number(job.gid) +
                    ") MCS_label=" + kept_option(spec, "mcs-label", "N/A"));
    lines.push_back("Priority=" + number(text::shown_priority(job)) + " Nice=" + std::to_string(spec.nice) + " Account=" +
                    or_null(spec.account) + " QOS=" + or_null(spec.qos) +
                    (spec.wckey.empty() ? "" : " WCKey=" + spec.wckey));
    lines.push_back("JobState=" + std::string(shown_state(job.state, job.flags)) + " Reason=" + reason_text(job) +
                    (job.node_of_failure.empty() ? "" : " FailedNode=" + job.node_of_failure) + " Dependency=" +
                    or_null(text::format_dependency(job.dependencies, job.dependency_any)));
    lines.push_back("Requeue=" + number(spec.requeue != Choice::no) + " Restarts=" + number(job.restarts) +
                    " BatchFlag=1 Reboot=" + kept_option(spec, "reboot", "0") + " ExitCode=" + exit_text(shown_exit(job)));
    if (view.details) lines.push_back("DerivedExitCode=" + exit_text(job.derived_exit));
}

// ---- when

/// Of a pending job when it may start, if that is known.
Time start_time(const Job& job, const JobView& view) {
    if (!is_set(job.start) && view.plan) return view.plan->start;
    const bool has_begin = job.state == JobState::pending && job.eligible > view.now;
    return is_set(job.start) || !has_begin ? job.start : job.eligible;
}

/// A pending job that knows when it may start knows by its limit when it would end.
Time end_time(const Job& job, const JobView& view) {
    const Time start = start_time(job, view);
    const bool expected = job.state == JobState::pending && is_set(start) && job.time_limit.is_finite();
    return expected ? start + std::chrono::minutes{job.time_limit.minutes} : job.end;
}

/// How long it had run when it was suspended.
Seconds before_suspension(const Job& job) {
    if (job.state != JobState::suspended) return Seconds{0};
    return std::chrono::floor<Seconds>(job.suspended_at - job.start) - job.suspended;
}

void add_times(Lines& lines, const Job& job, const JobView& view) {
    const JobSpec& spec = *job.spec;
    const Dates date(view.now);
    lines.push_back("RunTime=" + text::format_long(run_time(job, view.now)) + " TimeLimit=" +
                    text::format_limit_long(job.time_limit) + " TimeMin=" +
                    (spec.time_min.is_set() ? text::format_limit_long(spec.time_min) : "N/A"));
    lines.push_back("SubmitTime=" + date(job.submit) + " EligibleTime=" + date(job.eligible));
    lines.push_back("AccrueTime=" + date(text::accrue_time(job, view.now)));
    if (is_set(job.resized.at)) lines.push_back("ResizeTime=" + date(job.resized.at));
    lines.push_back("StartTime=" + date(start_time(job, view)) + " EndTime=" + date(end_time(job, view)) +
                    " Deadline=" + date(spec.deadline, "N/A"));
    if (!spec.cron.empty()) lines.push_back("CronJob=Yes CrontabSpec=\"" + spec.cron + "\"");
    lines.push_back("SuspendTime=" + date(job.suspended_at, "None") + " SecsPreSuspend=" +
                    std::to_string(before_suspension(job).count()) + " LastSchedEval=" +
                    date(job.last_schedule) + " Scheduler=Main");
}

// ---- where and how much

/// "2-4" for a pending job that named a most.
std::string node_count(const Job& job) {
    const std::uint32_t most = job.state == JobState::pending ? job.spec->max_nodes : 0;
    return number(job.nodes) + (most ? "-" + number(std::max(most, job.nodes)) : "");
}

std::string gres_items(const std::vector<GresAllocation>& gres, bool with_indices) {
    Lines items;
    for (const GresAllocation& each : gres) {
        std::string item = each.name + (each.type.empty() ? "" : ":" + each.type) + ":" + number(each.count);
        if (with_indices && !each.indices.empty()) item += "(IDX:" + text::format_indices(each.indices) + ")";
        items.push_back(item);
    }
    return text::join(items);
}

/// What the job holds of all nodes, then a line a node.
void add_allocation(Lines& lines, const Job& job) {
    if (job.allocation.empty()) return;
    std::vector<GresAllocation> total;
    for (const NodeAllocation& part : job.allocation) {
        for (const GresAllocation& each : part.gres) {
            const auto same = std::find_if(total.begin(), total.end(), [&](const GresAllocation& t) {
                return t.name == each.name && t.type == each.type;
            });
            if (same == total.end()) total.push_back(each);
            else same->count += each.count;
        }
    }
    lines.push_back("JOB_GRES=" + or_null(gres_items(total, false)));
    for (const NodeAllocation& part : job.allocation)
        lines.push_back("  Nodes=" + part.node + " CPU_IDs=" + text::format_indices(part.cpus) + " Mem=" +
                        number(part.memory.value) + " GRES=" + gres_items(part.gres, true));
}

std::string least_memory(const Job& job) {
    if (text::asks_for_whole_memory(*job.spec)) return "MinMemoryNode=0";
    if (job.memory_is_per_cpu) return "MinMemoryCPU=" + megabytes(job.memory_per_cpu);
    return "MinMemoryNode=" + megabytes(job.memory_per_node);
}

std::string oversubscribe_text(const JobSpec& spec) {
    if (spec.exclusive != Exclusive::no) return "NO";
    return spec.oversubscribe ? "YES" : "OK";
}

std::string delay_boot(const JobSpec& spec) {
    const auto delay = text::parse_time_limit(kept_option(spec, "delay-boot", "0"));
    return delay ? text::format_limit_long(*delay) : "00:00:00";
}

void add_size(Lines& lines, const Job& job, const JobView& view) {
    const JobSpec& spec = *job.spec;
    lines.push_back("Partition=" + job.partition + " AllocNode:Sid=" + spec.submit_host + ":" + number(job.submit_sid));
    lines.push_back("ReqNodeList=" + or_null(spec.node_list) + " ExcNodeList=" + or_null(spec.exclude));
    lines.push_back("NodeList=" + text::shown_nodes(job) + (view.plan ? " SchedNodeList=" + view.plan->nodes : ""));
    if (!job.allocation.empty()) lines.push_back("BatchHost=" + job.allocation.front().node);
    lines.push_back("NumNodes=" + node_count(job) + " NumCPUs=" + number(job.cpus) + " NumTasks=" + number(job.tasks) +
                    " CPUs/Task=" + number(std::max(1u, spec.cpus_per_task)) + " ReqB:S:C:T=0:0:" +
                    or_star(spec.cores_per_socket) + ":" + or_star(spec.threads_per_core));
    lines.push_back("ReqTRES=" + or_null(job.req_tres));
    lines.push_back("AllocTRES=" + or_null(job.alloc_tres));
    lines.push_back("Socks/Node=" + or_star(spec.sockets_per_node) + " NtasksPerN:B:S:C=" +
                    number(spec.tasks_per_node) + ":0:" + or_star(spec.tasks_per_socket) + ":" +
                    or_star(spec.tasks_per_core) + " " + core_spec(spec));
    if (view.details) add_allocation(lines, job);
    lines.push_back("MinCPUsNode=" + number(job.cpus_per_node_min) + " " + least_memory(job) + " MinTmpDiskNode=" +
                    megabytes(spec.tmp_disk));
    lines.push_back("Features=" + or_null(spec.constraint) + " DelayBoot=" + delay_boot(spec));
    if (const auto& reservation = shown_reservation(job); !reservation.empty()) lines.push_back("Reservation=" + reservation);
    lines.push_back("OverSubscribe=" + oversubscribe_text(spec) + " Exclusive=" +
                    std::string(exclusive_name(spec.exclusive)) + " Contiguous=" + number(spec.contiguous) +
                    " Licenses=" + or_null(spec.licenses) + " LicensesAlloc=" +
                    (holds_resources(job) ? or_null(spec.licenses) : "(null)") + " Network=" +
                    kept_option(spec, "network", "(null)"));
}

// ---- what it runs

void add_files(Lines& lines, const Job& job, const JobView& view) {
    const JobSpec& spec = *job.spec;
    text::FilenameFields fields = text::filename_fields(job);
    if (view.waiting_task) fields.array_task_id = *view.waiting_task;
    const auto path = [&](std::string_view pattern) { return text::expand_filename(pattern, fields, spec.work_dir); };
    const std::string output =
        path(spec.std_out.empty() ? text::default_output_pattern(static_cast<bool>(job.array)) : spec.std_out);
    lines.push_back("Command=" + or_null(spec.command));
    lines.push_back("SubmitLine=" + or_null(spec.submit_line));
    lines.push_back("WorkDir=" + spec.work_dir);
    if (!job.admin_comment.empty()) lines.push_back("AdminComment=" + job.admin_comment);
    if (!spec.comment.empty()) lines.push_back("Comment=" + spec.comment);
    lines.push_back("StdErr=" + (spec.std_err.empty() ? output : path(spec.std_err)));
    lines.push_back("StdIn=" + (spec.std_in.empty() ? "/dev/null" : path(spec.std_in)));
    lines.push_back("StdOut=" + output);
}

// ---- what few jobs have

void add_rest(Lines& lines, const Job& job) {
    const JobSpec& spec = *job.spec;
    const auto line = [&](const char* key, const std::string& value) {
        if (!value.empty()) lines.push_back(key + ("=" + value));
    };
    line("KillOnInvalidDependent", spec.kill_on_invalid_dependency == Choice::yes  ? "Yes"
                                   : spec.kill_on_invalid_dependency == Choice::no ? "No"
                                                                                   : "");
    line("SpreadJob", spec.spread ? "Yes" : "");
    line("CpusPerTres", spec.cpus_per_gpu ? "gres/gpu:" + number(spec.cpus_per_gpu) : "");
    line("MemPerTres", spec.memory_kind == MemoryKind::per_gpu ? "gres/gpu:" + number(spec.memory.value) : "");
    line("TresPerJob", text::format_tres_per(spec.gpus));
    line("TresPerNode", text::format_tres_per(spec.gres));
    line("TresPerSocket", text::format_tres_per(spec.gpus_per_socket));
    line("TresPerTask", text::format_tres_per_task(spec));
    line("NtasksPerTRES", spec.tasks_per_gpu ? number(spec.tasks_per_gpu) : "");
    for (std::string& kept : kept_lines(spec)) lines.push_back(std::move(kept));
    if (spec.mail_events)
        line("MailUser", (spec.mail_user.empty() ? job.user : spec.mail_user) + " MailType=" +
                             text::format_mail_types(spec.mail_events));
}

}  // namespace

std::vector<std::string> job_lines(const Job& job, const JobView& view) {
    Lines lines;
    add_identity(lines, job, view);
    add_times(lines, job, view);
    add_size(lines, job, view);
    add_files(lines, job, view);
    add_rest(lines, job);
    return lines;
}

}  // namespace ms::cmds::scontrol
