// SPDX-License-Identifier: MIT
// scontrol show job
#include "cmds/scontrol/show_job.hpp"

#include <algorithm>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/record.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

Result<JobsReply> ask_jobs(const Call& call, std::vector<JobSelector> jobs) {
    JobsQuery query;
    query.filter.jobs = std::move(jobs);
    query.forecast = true;
    return client::ask<JobsReply>(*call.context.client, query);
}

void print_job(const Call& call, const Job& job, JobView view) {
    view.details = call.settings.details;
    call.context.print(record_text(job_lines(job, view), call.settings.one_line));
}

int show_all(const Call& call) {
    const auto reply = ask_jobs(call, {});
    if (!reply) return call.fail("slurm_load_jobs error: " + reply.error().message);
    if (reply->jobs.empty()) call.context.print("No jobs in the system\n");
    for (const JobPtr& job : reply->jobs) print_job(call, *job, {reply->now, false, {}, reply->plan_of(job->id)});
    return 0;
}

/// The one element that is asked for, when it has no record of its own yet.
std::optional<std::uint32_t> waiting_task(const Job& job, const JobSelector& selector) {
    if (!selector.has_tasks || job.array.is_task || selector.tasks.count() != 1) return std::nullopt;
    const std::uint32_t task = *selector.tasks.lowest();
    return job.array.waiting.contains(task) ? std::optional(task) : std::nullopt;
}

/// No record fits: is it the job that is not there, or its element?
int show_none(const Call& call, const JobSelector& selector) {
    if (selector.has_tasks) {
        JobSelector whole;
        whole.job = selector.job;
        whole.text = std::to_string(selector.job.value);
        const auto reply = ask_jobs(call, {whole});
        if (reply && !reply->jobs.empty()) {
            call.context.print("Job " + selector.text + " not found\n");  // as an answer, like every record that is not there
            return 1;
        }
    }
    return call.fail("slurm_load_jobs error: " + std::string(error_text(Errc::invalid_job_id)));
}

int show_one(const Call& call, const JobSelector& selector) {
    const auto reply = ask_jobs(call, {selector});
    if (!reply && reply.error().code != Errc::invalid_job_id)
        return call.fail("slurm_load_jobs error: " + reply.error().message);
    if (!reply || reply->jobs.empty()) return show_none(call, selector);
    for (const JobPtr& job : reply->jobs)
        print_job(call, *job, {reply->now, false, waiting_task(*job, selector), reply->plan_of(job->id)});
    return 0;
}

}  // namespace

int show_jobs(const Call& call) {
    if (call.words.empty() || call.words.front().empty()) return show_all(call);
    const auto selectors = text::parse_selectors(call.words.front());
    const bool are_jobs = selectors && std::none_of(selectors->begin(), selectors->end(), [](const JobSelector& each) { return each.has_step; });
    if (!are_jobs)
        return call.fail("scontrol_print_job error: " + std::string(error_text(Errc::invalid_job_id)));
    int status = 0;
    for (const JobSelector& selector : *selectors)
        if (show_one(call, selector) != 0) status = 1;
    return status;
}

}  // namespace ms::cmds::scontrol
