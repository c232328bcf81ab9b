// SPDX-License-Identifier: MIT
#include "tests/unit/cmds/squeue_queue.hpp"

#include <algorithm>

#include "libms/model/filter.hpp"

namespace ms::test {
namespace {

constexpr std::int64_t capture = 1795379677;

/// A job of alice's in partition debug, one CPU, one hour, waiting.
struct Maker {
    Job job;
    JobSpec spec;

    Maker(std::uint32_t id, const char* name) {
        job.id = {id};
        job.uid = job.gid = 1001;
        job.user = job.group = "alice";
        job.partition = "debug";
        job.priority = 11707;
        job.submit = job.eligible = from_epoch_seconds(capture - 12);
        job.time_limit = TimeLimit::of_minutes(60);
        job.memory_is_per_cpu = true;
        job.memory_per_cpu = {100};
        job.req_tres = "cpu=1,mem=100M,node=1,billing=1";
        spec.name = name;
        spec.account = "physics";
        spec.qos = "normal";
        spec.work_dir = "/home/alice";
    }
    Maker& reason(Reason why) {
        job.reason = why;
        if (why == Reason::held_user || why == Reason::held_admin) job.priority = 0;
        return *this;
    }
    Maker& minutes(std::int64_t limit) {
        job.time_limit = TimeLimit::of_minutes(limit);
        return *this;
    }
    Maker& bob() {
        job.uid = job.gid = 1002;
        job.user = job.group = "bob";
        spec.account = "chem";
        spec.work_dir = "/home/bob";
        return *this;
    }
    Maker& running(std::int64_t seconds) {
        job.state = JobState::running;
        job.reason = Reason::none;
        job.start = from_epoch_seconds(capture - seconds);
        if (job.time_limit.is_finite()) job.end = job.start + std::chrono::minutes(job.time_limit.minutes);
        job.allocation = {{"vm", {0}, {100}, {}}};
        job.alloc_tres = job.req_tres;
        return *this;
    }
    Maker& ended(JobState state, Reason why, std::int64_t seconds) {
        running(20 + seconds);
        job.state = state;
        job.reason = why;
        job.end = from_epoch_seconds(capture - 20);
        return *this;
    }
    Maker& task(std::uint32_t master, std::uint32_t index) {
        job.array.master_id = {master};
        job.array.is_task = true;
        job.array.task_id = index;
        return *this;
    }
    Maker& waiting(std::initializer_list<TaskSet> tasks, std::uint32_t at_once) {
        job.array.master_id = job.id;
        for (const TaskSet& part : tasks) job.array.waiting.insert(part);
        job.array.max_running = at_once;
        return *this;
    }
    Maker& depends(Dependency::Type type, std::uint32_t on, Dependency::State state = Dependency::State::unfulfilled) {
        Dependency dependency;
        dependency.type = type;
        dependency.job = {on};
        dependency.state = state;
        job.dependencies.push_back(dependency);
        job.eligible = {};
        return *this;
    }
    /// srun's first step, as old as the job.
    Maker& step(std::uint32_t tasks, std::uint32_t cpus) {
        Step step;
        step.job = job.id;
        step.id = 0;
        step.name = "sleep";
        step.start = job.start;
        step.tasks = tasks;
        step.cpus = cpus;
        step.node_list = "vm";
        job.steps.push_back(step);
        return *this;
    }
    operator JobPtr() {
        job.spec = std::make_shared<const JobSpec>(spec);
        return std::make_shared<const Job>(job);
    }
};

JobPtr gpu_running() {
    Maker job(48, "gpu2");
    job.bob().minutes(20).running(11).step(1, 1);
    job.spec.gres = {{"gpu", "", 2}};
    job.job.memory_per_cpu = {500};
    job.job.alloc_tres = "cpu=1,mem=500M,node=1,billing=1,gres/gpu=2";
    return job;
}
JobPtr gpu_waiting() {
    Maker job(70, "gpu4pend");
    job.bob().minutes(120).reason(Reason::priority);
    job.spec.gres = {{"gpu", "", 4}};
    job.job.req_tres = "cpu=1,mem=1G,node=1,billing=1,gres/gpu=4";
    job.job.memory_per_cpu = {1024};
    return job;
}
JobPtr first_in_line() {
    Maker job(72, "bigpend");
    job.minutes(1440).reason(Reason::resources);
    job.job.priority = 13968;
    job.job.cpus = job.job.tasks = 60;
    job.job.start = from_epoch_seconds(capture - 11 + 1800);
    job.spec.qos = "high";
    return job;
}
JobPtr in_two_partitions() {
    Maker job(73, "exclpend");
    job.bob().minutes(5);
    job.job.partition = "debug,long";
    job.job.reason = Reason::req_node_not_avail;
    job.job.reason_text =
        "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions";
    job.spec.exclusive = Exclusive::node;
    return job;
}
JobPtr on_the_long_partition() {
    Maker job(47, "run1");
    job.minutes(30).running(11).step(2, 8);
    job.job.partition = "long";
    job.job.priority = 11762;
    job.job.cpus = 8;
    job.job.tasks = 4;
    job.job.cpus_per_node_min = 2;
    job.spec.cpus_per_task = 2;
    job.spec.comment = "hello";
    return job;
}
JobPtr suspended() {
    Maker job(60, "suspme");
    job.running(11);
    job.job.state = JobState::suspended;
    job.job.suspended_at = from_epoch_seconds(capture - 9);
    job.job.priority = 0;
    return job;
}
JobPtr begins_later() {
    Maker job(51, "later");
    job.reason(Reason::begin_time);
    job.spec.begin = job.job.eligible = from_epoch_seconds(capture - 12 + 86400);
    return job;
}
JobPtr blocked() {
    Maker job(74, "prioblocked");
    job.minutes(120).reason(Reason::priority);
    job.job.priority = 11723;
    job.job.cpus = job.job.tasks = 3;
    return job;
}
JobPtr never_started() {
    Maker job(69, "depkill");
    job.job.state = JobState::cancelled;
    job.job.reason = Reason::dependency_never_satisfied;
    job.depends(Dependency::Type::after_ok, 41, Dependency::State::failed);
    job.job.end = from_epoch_seconds(capture - 9);
    return job;
}
JobPtr failed() {
    Maker job(41, "failjob");
    job.minutes(10).ended(JobState::failed, Reason::non_zero_exit, 2);
    job.job.exit = {3, 0};
    return job;
}

}  // namespace

Time queue_now() { return from_epoch_seconds(capture); }

std::vector<JobPtr> captured_queue() {
    using Type = Dependency::Type;
    const auto plain = [](std::uint32_t id, const char* name, Reason why) { return Maker(id, name).reason(why); };
    std::vector<JobPtr> jobs = {
        Maker(40, "okjob").ended(JobState::completed, Reason::none, 3),
        failed(),
        Maker(44, "timeout").minutes(1).running(14),
        Maker(45, "cancelme").ended(JobState::cancelled, Reason::none, 5),
        on_the_long_partition(),
        gpu_running(),
        plain(49, "heldjob", Reason::held_user),
        plain(50, "adminheld", Reason::held_admin),
        begins_later(),
        Maker(52, "arr").minutes(5).reason(Reason::array_task_limit).waiting({TaskSet::range(4, 7)}, 2),
        plain(54, "arrheld", Reason::held_user)
            .waiting({TaskSet::range(1, 5), TaskSet::of(10), TaskSet::of(20), TaskSet::of(25), TaskSet::of(30)}, 3),
        plain(55, "depok", Reason::dependency).depends(Type::after_ok, 47),
        plain(56, "depany", Reason::dependency).depends(Type::after_any, 47).depends(Type::after_ok, 48),
        plain(58, "run1", Reason::dependency).depends(Type::singleton, 0),
        suspended(),
        plain(61, "a_very_long_job_name_that_needs_truncation_0123456789", Reason::held_user),
        plain(68, "depnever", Reason::dependency_never_satisfied)
            .depends(Type::after_ok, 41, Dependency::State::failed),
        never_started(),
        gpu_waiting(),
        Maker(71, "arr").minutes(5).task(52, 2).running(8),
        first_in_line(),
        in_two_partitions(),
        blocked(),
        Maker(75, "arr").minutes(5).task(52, 3).running(2),
    };
    return jobs;
}

ClusterReply captured_cluster() {
    ClusterReply reply;
    reply.now = queue_now();
    reply.nodes.resize(1);
    reply.nodes[0].name = "vm";
    for (const char* name : {"debug", "long"}) {
        PartitionInfo partition;
        partition.name = name;
        reply.partitions.push_back(partition);
    }
    reply.partitions[1].hidden = true;
    return reply;
}

Result<Reply> answer_from(const std::vector<JobPtr>& jobs, const Request& request) {
    if (std::holds_alternative<ClusterQuery>(request)) return captured_cluster();
    const auto* query = std::get_if<JobsQuery>(&request);
    if (!query) return fail(Errc::protocol, "squeue asks for jobs and nodes only");
    JobsReply reply;
    reply.now = queue_now();
    reply.cluster = "peer";
    std::copy_if(jobs.begin(), jobs.end(), std::back_inserter(reply.jobs),
                 [&](const JobPtr& job) { return matches(query->filter, *job); });
    return reply;
}

}  // namespace ms::test
