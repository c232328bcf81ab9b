// SPDX-License-Identifier: MIT
// The keywords that change jobs: one request for each word given, so that each word's failure is told on its own.
#include <unistd.h>

#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/record.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

using Operation = ControlRequest::Operation;

std::string for_job(std::string_view error, const std::string& job) {
    return std::string(error) + " for job " + job;
}

/// Hold and release tell the error twice, the second time in the name of the call they are made of in Slurm.
bool tells_twice(Operation operation) {
    return operation == Operation::hold || operation == Operation::user_hold || operation == Operation::release;
}

/// The caller's waiting jobs of that name.
Result<std::vector<JobSelector>> jobs_named(const Call& call, const std::string& name) {
    JobsQuery query;
    query.filter.names = {name};
    query.filter.users = {::getuid()};
    query.filter.states = 1u << static_cast<unsigned>(JobState::pending);
    const auto reply = client::ask<JobsReply>(*call.context.client, query);
    if (!reply) return Failure(reply.error());
    std::vector<JobSelector> jobs;
    for (const JobPtr& job : reply->jobs) {
        JobSelector& selector = jobs.emplace_back();
        selector.job = job->id;
        selector.text = std::to_string(job->id.value);
    }
    return jobs;
}

/// The ids of "JobId=12,13" as of "12,13".
std::string ids_of(const std::string& word) {
    const std::size_t equals = word.find('=');
    const bool named = equal_ignoring_case(word.substr(0, equals), "jobid") || equal_ignoring_case(word.substr(0, equals), "job");
    return equals != std::string::npos && named ? word.substr(equals + 1) : word;
}

/// Ids, or for hold and release JobName=NAME, which may stand for no job.
Result<std::vector<JobSelector>> jobs_of(const Call& call, Operation operation, const std::string& word) {
    const std::size_t equals = word.find('=');
    const bool by_name = tells_twice(operation) && equals != std::string::npos &&
                         (equal_ignoring_case(word.substr(0, equals), "jobname") || equal_ignoring_case(word.substr(0, equals), "name"));
    return by_name ? jobs_named(call, word.substr(equals + 1)) : text::parse_selectors(ids_of(word));
}

/// What a word is sent as: the operation, and what stands beside the jobs.
int control_word(const Call& call, ControlRequest request, const std::string& word) {
    auto jobs = jobs_of(call, request.operation, word);
    if (!jobs) {
        call.fail(for_job(jobs.error().message, ids_of(word)));
        return tells_twice(request.operation) ? call.fail("slurm_suspend error: " + jobs.error().message) : 1;
    }
    if (jobs->empty()) return 0;
    request.jobs = std::move(*jobs);
    const auto reply = client::ask<JobResults>(*call.context.client, request);
    if (!reply) return call.fail(reply.error().message);
    std::string last;
    for (const JobResult& result : reply->results) {
        if (result.code == Errc::ok) continue;
        last = error_text(result.code);
        call.fail(for_job(last, result.text));
    }
    if (last.empty()) return 0;
    return tells_twice(request.operation) ? call.fail("slurm_suspend error: " + last) : 1;
}

int control(const Call& call, const char* keyword, Operation operation) {
    ControlRequest request;
    request.operation = operation;
    const bool requeues = operation == Operation::requeue || operation == Operation::requeue_hold;
    std::vector<std::string> jobs;
    for (const std::string& word : call.words) {
        if (requeues && equal_ignoring_case(word, "incomplete")) {
            request.incomplete = true;
        } else if (requeues && starts_with_ignoring_case(word, "State=")) {
            const std::string state = word.substr(6);
            request.special_exit = state.size() >= 7 && starts_with_ignoring_case("SpecialExit", state);
            if (!request.special_exit) return call.fail("Invalid state: " + state + " for keyword:" + keyword);
        } else {
            jobs.push_back(word);
        }
    }
    if (jobs.empty()) return call.fail("too few arguments for keyword:" + std::string(keyword));
    int status = 0;
    for (const std::string& word : jobs)
        if (control_word(call, request, word) != 0) status = 1;
    return status;
}

/// The one record a word names; nullptr: none.
JobPtr find_job(const Call& call, const JobSelector& selector) {
    JobsQuery query;
    query.filter.jobs = {selector};
    const auto reply = client::ask<JobsReply>(*call.context.client, query);
    return reply && !reply->jobs.empty() ? reply->jobs.front() : nullptr;
}

}  // namespace

int hold(const Call& call) { return control(call, "hold", Operation::hold); }
int user_hold(const Call& call) { return control(call, "uhold", Operation::user_hold); }
int release(const Call& call) { return control(call, "release", Operation::release); }
int requeue(const Call& call) { return control(call, "requeue", Operation::requeue); }
int requeue_hold(const Call& call) { return control(call, "requeuehold", Operation::requeue_hold); }
int suspend(const Call& call) { return control(call, "suspend", Operation::suspend); }
int resume(const Call& call) { return control(call, "resume", Operation::resume); }

int top(const Call& call) { return control(call, "top", Operation::top); }

int notify(const Call& call) {
    if (call.words.size() < 2) return call.fail("too few arguments for keyword:notify");
    auto job = text::parse_selector(call.words.front());
    ControlRequest request;
    request.operation = Operation::notify;
    request.text = text::join({call.words.begin() + 1, call.words.end()}, " ");
    const auto failed = [&](std::string_view why) { return call.fail("job notify failure: " + std::string(why)); };
    if (!job) return failed(error_text(Errc::invalid_job_id));
    request.jobs = {*job};
    const auto reply = client::ask<JobResults>(*call.context.client, request);
    if (!reply) return failed(reply.error().message);
    for (const JobResult& result : reply->results)
        if (result.code != Errc::ok) return failed(error_text(result.code));
    return 0;
}

int wait_job(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:wait_job");
    const std::string& word = call.words.front();
    const auto selector = text::parse_selector(word);
    if (!selector) return call.fail("Invalid job_id " + word);
    for (;;) {
        const JobPtr job = find_job(call, *selector);
        if (!job) return call.fail("scontrol: Problem running job " + word);
        if (job->state != JobState::running && job->state != JobState::suspended)
            return call.fail("scontrol: Job " + word + " no longer running");
        if (!(job->flags & job_configuring)) break;
        ::usleep(100'000);
    }
    std::fprintf(call.context.err, "scontrol: Nodes are ready for job %s\n", word.c_str());
    return 0;
}

int completing(const Call& call) {
    const auto reply = client::ask<JobsReply>(*call.context.client, JobsQuery{});
    if (!reply) return call.fail("slurm_load_jobs error: " + reply.error().message);
    for (const JobPtr& job : reply->jobs) {
        if (!(job->flags & job_completing)) continue;
        call.context.print("JobId=" + std::to_string(job->id.value) + " EndTime=" +
                           Dates(call.context.now)(job->end) + " Nodes(COMPLETING)=" +
                           text::shown_nodes(*job) + "\n");
    }
    return 0;
}

}  // namespace ms::cmds::scontrol
