// SPDX-License-Identifier: MIT
// scontrol show step: the steps that run; those that have ended are sacct's.
#include "cmds/scontrol/show_step.hpp"

#include <cctype>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/record.hpp"
#include "cmds/scontrol/tres.hpp"
#include "libms/base/letters.hpp"
#include "libms/model/filter.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/job.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

/// One level of a --distribution as Slurm names it. "*" stands for what is done anyway.
std::string level_name(const std::string& level) {
    if (level == "*") return "Block";
    if (equal_ignoring_case(level, "fcyclic")) return "FCyclic";
    std::string name = level.substr(0, level.find('='));
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name;
}

/// "Block", or "BCyclic" for block:cyclic: of the nodes' level only the letter when others follow. Without a
/// distribution it is cyclic unless there are more tasks than nodes.
std::string distribution_name(const Step& step) {
    const std::string& given = step.spec.distribution;
    const std::vector<std::string> levels = text::split_list(given.substr(0, given.find(',')), ':');
    if (levels.empty()) return step.tasks > step.nodes ? "Block" : "Cyclic";
    std::string name = level_name(levels.front());
    if (levels.size() == 1) return name;
    name.resize(1);
    for (std::size_t i = 1; i < levels.size(); ++i) name += level_name(levels[i]);
    return name;
}

void add_request(std::vector<std::string>& lines, const char* key, const std::string& wanted) {
    if (!wanted.empty()) lines.push_back(std::string(key) + "=" + wanted);
}

Result<JobsReply> ask_jobs(const Call& call, const std::vector<JobSelector>& wanted) {
    JobsQuery query;
    query.filter.jobs = wanted;
    return client::ask<JobsReply>(*call.context.client, query);
}

/// Those of a job, or its one step. An empty selector: all of them.
int show_selected(const Call& call, const std::vector<JobSelector>& wanted) {
    const auto reply = ask_jobs(call, wanted);
    if (!reply) return call.fail("slurm_get_job_steps error: " + reply.error().message);
    if (!wanted.empty() && reply->jobs.empty())
        return call.fail("slurm_get_job_steps error: " + std::string(error_text(Errc::invalid_job_id)));
    bool found = false;
    for (const JobPtr& job : reply->jobs)
        for (const Step& step : text::running_steps(*job)) {
            if (!wanted.empty() && !selects_step(wanted.front(), *job, step.id)) continue;
            found = true;
            call.context.print(record_text(step_lines(*job, step, call.context.now), call.settings.one_line));
        }
    if (found || call.settings.quiet) return found || wanted.empty() ? 0 : 1;
    if (wanted.empty()) {
        call.context.print("No job steps in the system\n");
        return 0;
    }
    call.context.print("Job step " + wanted.front().text + " not found\n");
    return 1;
}

}  // namespace

std::vector<std::string> step_lines(const Job& job, const Step& step, Time now) {
    const bool is_numbered = step.id >= 0;
    const TimeLimit limit = step.spec.time_limit.is_set() ? step.spec.time_limit : TimeLimit::unlimited();
    // A step of the shell itself has what the job has, which Slurm does not count as the step's.
    const std::string cpus = std::to_string(is_numbered ? step.cpus : 0);
    std::vector<std::string> lines = {
        "StepId=" + text::shown_job_id(job) + "." + text::format_step(step.id) + " UserId=" + std::to_string(job.uid) +
            " StartTime=" + Dates(now)(step.start) + " TimeLimit=" + text::format_limit_long(limit),
        "State=" + std::string(state_name(step.state)) + " Partition=" + job.partition + " NodeList=" + step.node_list,
        "Nodes=" + std::to_string(step.nodes) + " CPUs=" + cpus + " Tasks=" + std::to_string(step.tasks) + " Name=" +
            step.name + " Network=(null)",
        "TRES=" + or_null(step.alloc_tres),
        "ResvPorts=(null)",
        "CPUFreqReq=Default" + (is_numbered ? " Dist=" + distribution_name(step) : ""),
        "SrunHost:Pid=" + or_null(step.spec.host) + ":" + std::to_string(step.spec.pid),
    };
    add_request(lines, "TresPerStep", text::format_tres_per(step.spec.gpus));
    add_request(lines, "TresPerNode", text::format_tres_per(step.spec.gres));
    add_request(lines, "TresPerTask", tres_per_task(step.spec.cpus_per_task, step.spec.gpus_per_task));
    return lines;
}

int show_steps(const Call& call) {
    if (call.words.empty()) return show_selected(call, {});
    const auto wanted = text::parse_selectors(call.words.front());
    if (!wanted || wanted->empty())
        return call.fail("slurm_get_job_steps error: " + std::string(error_text(Errc::invalid_job_id)));
    int status = 0;
    for (const JobSelector& each : *wanted)
        if (show_selected(call, {each}) != 0) status = 1;
    return status;
}

}  // namespace ms::cmds::scontrol
