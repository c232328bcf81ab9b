// SPDX-License-Identifier: MIT
#include "daemon/core/requests/submit.hpp"

#include "daemon/core/accounts/account_limits.hpp"
#include "daemon/core/jobs/dependencies.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/placement/fit.hpp"
#include "daemon/core/requests/admission.hpp"
#include "daemon/core/schedule/estimate.hpp"
#include "daemon/core/site/partition_policy.hpp"
#include "libms/text/array.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/tres.hpp"

namespace msd::core {
namespace {

Job record_of(const Submit& request, JobId id, Time now) {
    Job job;
    job.id = id;
    job.uid = request.caller.uid;
    job.gid = request.caller.gid;
    job.user = request.caller.user;
    job.group = request.caller.group;
    job.submit_sid = request.submit_sid;
    job.submit = now;
    job.script_key = request.script_key;
    job.environment_key = request.environment_key;
    return job;
}

Result<void> fill_array(const Site& site, const JobSpec& spec, Job& job) {
    if (spec.array.empty()) return {};
    auto array = text::parse_array(spec.array, site.config().max_array_size);
    if (!array) return tl::make_unexpected(array.error());
    job.array.master_id = job.id;
    job.array.max_running = array->max_running;
    job.array.task_count = static_cast<std::uint32_t>(array->tasks.count());
    job.array.task_min = array->tasks.lowest().value_or(0);
    job.array.task_max = array->tasks.highest().value_or(0);
    job.array.task_step = array->step;
    job.array.waiting = std::move(array->tasks);
    return {};
}

/// --tres-per-task=license/NAME:COUNT: of the job, so many for each task.
void add_licenses_of_tasks(JobSpec& spec) {
    const auto of_task = text::parse_licenses(kept_text(spec, text::licenses_per_task));
    if (!of_task) return;
    const std::uint64_t tasks = tasks_on(spec, spec.min_nodes);
    for (const GresRequest& each : *of_task)
        spec.licenses += (spec.licenses.empty() ? "" : ",") + each.name + ":" + std::to_string(each.count * tasks);
}

void fill_hold(const JobSpec& spec, Job& job) {
    const bool zero_priority = spec.priority_set == Choice::yes && spec.priority == 0;
    if (zero_priority || spec.hold) job.flags |= job_held_by_user;
}

Result<void> check_count(const State& state, const Job& job, std::size_t others) {
    const std::uint64_t more = others + (job.array ? job.array.waiting.count() : 1);
    const std::uint64_t most = state.config().max_job_count;
    if (state.indexes().elements + more <= most) return {};
    return fail(Errc::max_job_count, std::string(error_text(Errc::max_job_count)) + ": MaxJobCount is " +
                                         std::to_string(most) + ", " + std::to_string(state.indexes().elements) +
                                         " jobs are known, " + std::to_string(more) + " more asked");
}

SubmitReply reply_of(const State& state, const Job& job, std::vector<std::string> warnings) {
    SubmitReply reply;
    reply.id = job.id;
    reply.warnings = std::move(warnings);
    reply.cluster = state.config().cluster_name;
    reply.partition = job.partition;
    reply.cpus = job.cpus;
    return reply;
}

void fill_estimate(const State& state, const Job& job, Time now, SubmitReply& reply) {
    const Estimate estimate = estimate_start(state, job, now);
    reply.expected_start = estimate.start;
    reply.partition = estimate.partition;
    std::vector<std::string> names;
    for (const auto& part : estimate.allocation) names.push_back(part.node);
    reply.nodes = text::fold_hostlist(names);
}

}  // namespace

Result<Job> admit(Turn& turn, Submit request, std::size_t others, std::vector<std::string>& warnings) {
    const State& state = turn.state();
    const Site& site = turn.site();
    JobSpec spec = std::move(request.spec);
    const SitePolicy policy = site.config().policy;
    add_licenses_of_tasks(spec);
    MS_TRY(admit_names(site, request.caller, policy, spec, warnings));
    MS_TRY(admit_resources(site, policy, spec, warnings));
    MS_TRY(admit_rank(request.caller, policy, spec, warnings));
    MS_TRY(admit_values(site, spec, turn.instant()));
    // Slurm's controller does not look whether a job that is held fits anywhere: its release will tell. A lenient site's
    // users get what they would miss then, the sentence with the figures, at once.
    if (policy == SitePolicy::lenient || !spec.hold || request.test_only) {
        MS_TRY(admit_size(site, policy, spec, warnings));
        MS_TRY(check_reserved_size(site, spec));
    }

    Job job = record_of(request, turn.peek_id(), turn.instant());
    MS_TRY(fill_array(site, spec, job));
    MS_TRY(check_count(state, job, others));
    fill_size(site, spec, job);
    fill_hold(spec, job);
    if (spec.begin > turn.instant()) job.eligible = spec.begin;
    job.spec = std::make_shared<JobSpec>(std::move(spec));
    const auto group_use = [&](const GroupKey& key) -> const GroupUse* {
        const auto at = state.indexes().groups.find(key);
        return at == state.indexes().groups.end() ? nullptr : &at->second.use;
    };
    MS_TRY(enforce_partition_limits(site, job));
    MS_TRY(check_submission(site, {group_use, state.past(), turn.instant()}, job));
    MS_TRY(admit_dependencies(state, job, turn.instant(), policy, warnings));
    settle(site, job, turn.instant());
    return job;
}

Result<SubmitReply> submit(Turn& turn, Submit request) {
    const bool test_only = request.test_only;
    std::vector<std::string> warnings;
    auto job = admit(turn, std::move(request), 0, warnings);
    if (!job) return Failure(job.error());
    SubmitReply reply = reply_of(turn.state(), *job, std::move(warnings));
    if (test_only) {
        fill_estimate(turn.state(), *job, turn.instant(), reply);
        return reply;
    }
    const JobId id = turn.new_id();
    turn.add(std::move(*job));
    split_decided_elements(turn, id);
    cancel_if_hopeless(turn, id);
    return reply;
}

}  // namespace msd::core
