// SPDX-License-Identifier: MIT
#include "tests/unit/cmds/sacct_records.hpp"

#include <cstdlib>
#include <ctime>

#include "cmds/sacct/run.hpp"
#include "libms/model/filter.hpp"

namespace ms::test {
namespace {

AccountingJob record(std::uint32_t id, const char* name, JobState state, std::int64_t submit, std::uint32_t cpus) {
    JobSpec spec;
    spec.name = name;
    spec.account = "physics";
    spec.work_dir = "/home/alice";
    spec.submit_line = std::string("sbatch -J ") + name;
    Job job;
    job.id = JobId{id};
    job.spec = std::make_shared<const JobSpec>(spec);
    job.uid = job.gid = 1001;
    job.user = job.group = "alice";
    job.state = state;
    job.priority = 11715;
    job.partition = "debug";
    job.cpus = cpus;
    job.time_limit = TimeLimit::of_minutes(10);
    job.submit = job.eligible = sacct_time(submit);
    const std::string count = std::to_string(cpus);
    job.req_tres = "cpu=" + count + ",mem=" + count + "00M,node=1,billing=" + count;
    return {job, {}};
}

void run_on_vm(AccountingJob& record, std::int64_t start, std::int64_t end) {
    Job& job = record.job;
    job.start = sacct_time(start);
    job.end = sacct_time(end);
    job.alloc_tres = job.req_tres;
    job.allocation = {{"vm", {0, 1}, Megabytes{200}, {}}};
}

Step& add_step(AccountingJob& record, std::int32_t id, const char* name, JobState state, std::int64_t start,
               std::int64_t end) {
    Step step;
    step.job = record.job.id;
    step.id = id;
    step.name = name;
    step.state = state;
    step.start = sacct_time(start);
    if (is_terminal(state)) step.end = sacct_time(end);
    step.cpus = record.job.cpus;
    step.node_list = "vm";
    const std::string count = std::to_string(step.cpus);
    step.alloc_tres = "cpu=" + count + ",mem=" + count + "00M,node=1";
    record.steps.push_back(step);
    return record.steps.back();
}

AccountingJob finished() {
    auto each = record(40, "okjob", JobState::completed, 23, 2);
    run_on_vm(each, 23, 26);
    Step& batch = add_step(each, step_batch, "batch", JobState::completed, 23, 26);
    batch.usage.cpu_time = {Micros{59'000}, Micros{78'000}};
    Step& one = add_step(each, 0, "stepone", JobState::completed, 24, 25);
    one.tasks = 2;
    TaskUsage first, second;  // the other has gone before anybody looked
    first.cpu_time = {Micros{14'000}, Micros{14'000}};
    first.memory = first.memory_peak = 1249280;
    first.virtual_memory = first.virtual_memory_peak = 2539520;
    first.read = 3981;
    first.written = 4;
    one.usage = Usage::of(std::vector{first, second});
    Step& two = add_step(each, 1, "sleep", JobState::completed, 25, 26);
    two.usage.cpu_time = {Micros{12'000}, Micros{5'000}};
    return each;
}

AccountingJob failed() {
    auto each = record(41, "failjob", JobState::failed, 25, 1);
    run_on_vm(each, 25, 27);
    each.job.exit = {3, 0};
    each.job.derived_exit = {1, 0};
    each.job.reason = Reason::non_zero_exit;
    add_step(each, step_batch, "batch", JobState::failed, 25, 27).exit = {3, 0};
    return each;
}

AccountingJob cancelled() {
    auto each = record(45, "cancelme", JobState::cancelled, 30, 1);
    run_on_vm(each, 31, 33);
    each.job.cancelled_by = 1001;
    each.job.flags = job_cancel_requested;
    Step& batch = add_step(each, step_batch, "batch", JobState::cancelled, 31, 33);
    batch.exit = {0, 15};
    batch.cancelled_by = 1001;
    return each;
}

AccountingJob never_run() {
    auto each = record(46, "waited", JobState::cancelled, 31, 4);
    each.job.flags = job_cancel_requested;
    each.job.cancelled_by = 0;
    each.job.reason = each.job.waited_for = Reason::held_user;
    each.job.end = sacct_time(40);
    return each;
}

AccountingJob with_gpus() {
    auto each = record(48, "gpu2", JobState::running, 34, 1);
    run_on_vm(each, 80, 1280);
    each.job.req_tres = each.job.alloc_tres = "cpu=1,mem=500M,node=1,billing=1,gres/gpu=2";
    each.job.allocation[0].gres = {{"gpu", "", 2, {0, 1}}};
    each.job.time_limit = TimeLimit::of_minutes(20);
    add_step(each, step_batch, "batch", JobState::running, 80, 0);
    return each;
}

AccountingJob task(std::uint32_t id, std::uint32_t index, JobState state, std::int64_t start) {
    auto each = record(id, "arr", state, 35, 1);
    each.job.array.master_id = JobId{54};
    each.job.array.is_task = true;
    each.job.array.task_id = index;
    run_on_vm(each, start, start + 5);
    return each;
}

AccountingJob waiting_tasks() {
    auto each = record(54, "arr", JobState::pending, 35, 1);
    each.job.array.master_id = JobId{54};
    each.job.array.waiting = TaskSet::range(1, 12);
    each.job.array.max_running = 2;
    each.job.start = sacct_time(9999);  // expected
    each.job.reason = Reason::resources;
    each.job.time_limit = TimeLimit::not_set();
    return each;
}

AccountingJob suspended() {
    auto each = record(60, "stopped", JobState::suspended, 36, 1);
    run_on_vm(each, 26, 626);
    each.job.suspended_at = sacct_time(28);
    add_step(each, step_batch, "batch", JobState::running, 26, 0);
    return each;
}

/// Cancelled by the daemon: what it depended on failed.
AccountingJob orphaned() {
    auto each = record(47, "orphan", JobState::cancelled, 31, 1);
    each.job.reason = Reason::dependency_never_satisfied;
    each.job.end = sacct_time(41);
    return each;
}

AccountingJob put_back() {
    auto each = record(59, "reqme", JobState::cancelled, 37, 1);
    run_on_vm(each, 37, 50);
    each.job.flags = job_requeued;
    return each;
}

}  // namespace

Time sacct_time(std::int64_t seconds) { return from_epoch_seconds(sacct_begin + seconds); }

std::vector<AccountingJob> sacct_records() {
    return {finished(),  failed(),
            cancelled(), never_run(),
            orphaned(),  with_gpus(),
            suspended(), task(55, 0, JobState::completed, 60),
            put_back(),  waiting_tasks()};
}

AccountingJob sacct_record(std::uint32_t id) {
    for (auto& each : sacct_records())
        if (each.job.id.value == id) return each;
    ADD_FAILURE() << "no record " << id;
    return {};
}

FakeClient sacct_daemon() {
    return FakeClient([](const Request& request) -> Result<Reply> {
        if (const auto* text = std::get_if<JobTextQuery>(&request)) {
            if (text->job != JobId{40}) return Reply(Error{Errc::job_script_missing, "none"});
            return Reply(JobTextReply{text->environment ? std::string("A=1\0B=2\0", 8) : "#!/bin/sh\ntrue\n"});
        }
        if (std::holds_alternative<AccountsQuery>(request)) {
            AccountsReply site{sacct_time(279), "peer"};
            site.book = std::make_shared<AccountBook>(new_book());
            return Reply(site);
        }
        const auto& query = std::get<AccountingQuery>(request);
        AccountingReply reply{sacct_time(279), "peer", {}};
        for (auto& each : sacct_records()) {
            if (!query.with_steps) each.steps.clear();
            if (matches(query.filter, each.job)) reply.jobs.push_back(each);
        }
        return Reply(reply);
    });
}

Ran run_sacct(std::vector<std::string> words, FakeClient& client) {
    setenv("TZ", "UTC", 1);
    tzset();
    return run_command(cmds::sacct::run, "sacct", std::move(words), client, "", sacct_time(279));
}

}  // namespace ms::test
