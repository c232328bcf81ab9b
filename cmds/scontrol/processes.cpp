// SPDX-License-Identifier: MIT
// The keywords about processes: listpids, liststeps, listjobs and pidinfo. Every process of a job descends from its
// shepherd, whose number is in the job's record; the rest is in this machine's /proc.
#include <ctime>
#include <unistd.h>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/process_table.hpp"
#include "libms/model/filter.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string in_column(const std::string& text) { return text + std::string(text.size() < 8 ? 8 - text.size() : 0, ' '); }

std::string row(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) line += (line.empty() ? "" : " ") + in_column(cell);
    return line + "\n";
}

/// A step's environment can be read by its owner and by root.
bool may_look(const Job& job) { return ::geteuid() == 0 || ::geteuid() == job.uid; }

std::string number_or_dash(std::int64_t number) { return number < 0 ? "-" : std::to_string(number); }

Result<JobsReply> running_jobs(const Call& call) {
    JobsQuery query;
    query.filter.states = 1u << static_cast<int>(JobState::running) | 1u << static_cast<int>(JobState::suspended);
    return client::ask<JobsReply>(*call.context.client, query);
}

int not_loaded(const Call& call, const Error& error) { return call.fail("slurm_load_jobs error: " + error.message); }

std::string host_name() {
    char name[256] = "";
    ::gethostname(name, sizeof name - 1);
    return std::string(name).substr(0, std::string_view(name).find('.'));
}

void print_processes(const Call& call, const Job& job, const std::vector<StepProcess>& processes) {
    for (const StepProcess& each : processes)
        call.context.print(row({std::to_string(each.pid), std::to_string(job.id.value), text::format_step(each.step),
                                number_or_dash(each.local_id), number_or_dash(each.global_id)}));
}

int list_of(const Call& call, const JobSelector& wanted, const std::vector<JobPtr>& jobs) {
    const ProcessTable table = ProcessTable::of_machine();
    bool found = false, denied = false;
    for (const JobPtr& job : jobs) {
        if (!selects(wanted, *job)) continue;
        denied = denied || !may_look(*job);
        if (!may_look(*job)) continue;
        std::vector<StepProcess> processes = table.of_job(*job);
        std::erase_if(processes, [&](const StepProcess& each) { return !selects_step(wanted, *job, each.step); });
        found = found || !processes.empty();
        print_processes(call, *job, processes);
    }
    if (found) return 0;
    if (denied) return call.fail(std::string(error_text(Errc::access_denied)));
    if (wanted.has_step) return call.fail("StepId=" + wanted.text + " does not exist on this node.");
    return call.fail("There are no steps for job " + wanted.text + " on node " + host_name() + ".");
}

std::string end_text(const Job& job) {
    if (!is_set(job.end)) return "Unknown";
    const std::time_t seconds = epoch_seconds(job.end);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    char text[64] = "";
    std::strftime(text, sizeof text, "%a %b %d %H:%M:%S %Y", &parts);
    return text;
}

}  // namespace

int list_processes(const Call& call) {
    const auto wanted = call.words.empty() ? Result<JobSelector>(JobSelector{}) : text::parse_selector(call.words.front());
    if (!wanted)
        return call.fail("\"" + call.words.front() + "\" does not look like a jobid");
    const auto reply = running_jobs(call);
    if (!reply) return not_loaded(call, reply.error());
    call.context.print(row({"PID", "JOBID", "STEPID", "LOCALID", "GLOBALID"}));
    if (!call.words.empty()) return list_of(call, *wanted, reply->jobs);
    if (reply->jobs.empty()) return call.fail("No job steps exist on this node.");
    const ProcessTable table = ProcessTable::of_machine();
    for (const JobPtr& job : reply->jobs)
        if (may_look(*job)) print_processes(call, *job, table.of_job(*job));
    return 0;
}

int list_steps(const Call& call) {
    const auto reply = running_jobs(call);
    if (!reply) return not_loaded(call, reply.error());
    if (reply->jobs.empty()) return call.fail("No steps found on this node");
    call.context.print(row({"JOBID", "STEPID"}));
    for (const JobPtr& job : reply->jobs)
        for (const Step& step : text::running_steps(*job))
            call.context.print(row({std::to_string(job->id.value), text::format_step(step.id)}));
    return 0;
}

int list_jobs(const Call& call) {
    const auto reply = running_jobs(call);
    if (!reply) return not_loaded(call, reply.error());
    if (reply->jobs.empty()) return call.fail("No jobs found on this node");
    call.context.print("JOBID\n");
    for (const JobPtr& job : reply->jobs) call.context.print(std::to_string(job->id.value) + "\n");
    return 0;
}

int process_info(const Call& call) {
    if (call.words.empty()) return call.fail("missing argument for keyword:pidinfo");
    const auto pid = text::parse_unsigned(call.words.front());
    const auto reply = running_jobs(call);
    if (!reply) return not_loaded(call, reply.error());
    const ProcessTable table = ProcessTable::of_machine();
    for (const JobPtr& job : reply->jobs) {
        if (!pid || !table.descends(static_cast<pid_t>(*pid), job->shepherd_pid)) continue;
        call.context.print("Slurm JobId=" + std::to_string(job->id.value) + " ends at " + end_text(*job) + "\n");
        if (is_set(job->end))
            call.context.print("Job remaining time is " +
                               std::to_string(epoch_seconds(job->end) - epoch_seconds(reply->now)) + " seconds\n");
        return 0;
    }
    return call.fail("Failed to locate job for requested pid");
}

}  // namespace ms::cmds::scontrol
