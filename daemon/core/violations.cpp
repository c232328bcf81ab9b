// SPDX-License-Identifier: MIT
// The invariants, one check a function, each broken one a sentence.
#include <algorithm>

#include "daemon/core/jobs/arrays.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/state.hpp"
#include "libms/text/job.hpp"

namespace msd::core {
namespace {

class Report {
  public:
    void require(bool holds, const Job& job, const char* sentence) {
        if (!holds)
            sentences_.push_back("job " + text::shown_job_id(job) + " (" + std::to_string(job.id.value) + ") " +
                                 sentence);
    }
    void require(bool holds, const std::string& sentence) {
        if (!holds) sentences_.push_back(sentence);
    }
    std::vector<std::string> take() { return std::move(sentences_); }

  private:
    std::vector<std::string> sentences_;
};

void check_record(Report& report, const Job& job) {
    const bool pending = job.state == JobState::pending, running = holds_resources(job);
    report.require(job.spec != nullptr, job, "has no spec");
    report.require(!running || !job.allocation.empty(), job, "runs without an allocation");
    report.require(!pending || job.allocation.empty(), job, "is pending and holds an allocation");
    report.require(!running || is_set(job.start), job, "runs without a start time");
    report.require(!is_terminal(job.state) || is_set(job.end), job, "has ended without an end time");
    report.require(running || !(job.flags & (job_completing | job_configuring | job_stopped)), job,
                   "has a running job's flag and does not run");
    report.require(!(job.flags & (job_requeued | job_requeue_hold)) || (job.flags & job_completing), job,
                   "is to be requeued and is not completing");
    report.require((job.state == JobState::suspended) == is_set(job.suspended_at), job,
                   "is suspended without a time, or the other way round");
    report.require(pending || job.dependencies.empty() || is_terminal(job.state), job, "runs with an open dependency");
}

/// Steps stay within the job, and those that do not overlap have their CPUs and devices alone.
void check_steps(Report& report, const Job& job) {
    report.require(job.steps.empty() || holds_resources(job), job, "has steps and does not run");
    for (const auto& whole : job.allocation) {
        std::vector<std::uint32_t> cpus;
        std::map<std::string, std::uint64_t> gres;
        for (const Step& step : job.steps)
            for (const auto& part : step.allocation) {
                if (part.node != whole.node) continue;
                report.require(std::includes(whole.cpus.begin(), whole.cpus.end(), part.cpus.begin(), part.cpus.end()),
                               job, "has a step with CPUs that are not the job's");
                if (step.spec.overlap) continue;
                cpus.insert(cpus.end(), part.cpus.begin(), part.cpus.end());
                for (const auto& held : part.gres) gres[held.name + ":" + held.type] += held.count;
            }
        std::sort(cpus.begin(), cpus.end());
        report.require(std::adjacent_find(cpus.begin(), cpus.end()) == cpus.end(), job,
                       "has a CPU in two steps that do not overlap");
        for (const auto& held : whole.gres)
            report.require(gres[held.name + ":" + held.type] <= held.count, job, "has steps with more devices than it holds");
    }
}

void check_pending(Report& report, const Job& job) {
    if (job.state != JobState::pending) return;
    const bool held = job.flags & (job_held_by_user | job_held_by_admin);
    const bool unfit = job.reason == Reason::bad_constraints;
    report.require((held || unfit) == (job.priority == 0), job, "is held with a priority, or has none and is not held");
    report.require(held == (job.reason == Reason::held_user || job.reason == Reason::held_admin ||
                            job.reason == Reason::reservation_deleted), job,
                   "is held for another reason");
    report.require(held || job.dependencies.empty() ||
                       job.reason == (can_never_start(job) ? Reason::dependency_never_satisfied : Reason::dependency),
                   job, "has dependencies and waits for another reason");
    report.require(job.reason != Reason::begin_time || is_set(job.eligible), job, "waits for a time it does not know");
    report.require(!is_queued(job) || is_set(job.eligible), job, "is queued and not eligible");
}

void check_array(Report& report, const State& state, const Job& job) {
    report.require(job.array || job.array.waiting.empty(), job, "is of no array and has waiting elements");
    if (!job.array) return;
    if (job.array.is_task) {
        report.require(job.array.waiting.empty(), job, "is an element and has waiting elements");
        report.require(state.find_task(job.array.master_id, job.array.task_id) == &job, job,
                       "shares its index with another record");
        const Job* rest = state.find(job.array.master_id);
        report.require(!rest || !rest->array.waiting.contains(job.array.task_id), job,
                       "is split off and still waiting");
    } else {
        report.require(job.id == job.array.master_id, job, "has waiting elements under another id");
        report.require(!job.array.waiting.empty(), job, "is the waiting part and nothing waits");
        report.require(!holds_resources(job), job, "is the waiting part and runs");
    }
}

void check_array_limits(Report& report, const State& state) {
    for (const auto& [master, array] : state.indexes().arrays) {
        const Job* any = array.tasks.empty() ? nullptr : state.find(array.tasks.begin()->second);
        if (any && any->array.max_running)
            report.require(array.running <= any->array.max_running,
                           "array " + std::to_string(master.value) + " runs more than its limit");
        report.require(array.throttled.empty() || !any || array.running >= any->array.max_running,
                       "array " + std::to_string(master.value) + " is throttled below its limit");
    }
}

/// A GPU is given away whole or in parts, to no more than there is of it, and as one kind of parts.
void check_devices(Report& report, const std::string& node, const std::vector<GresPool>& pools, const std::vector<PoolUse>& use) {
    for (std::size_t p = 0; p < pools.size(); ++p) {
        report.require(use[p].used <= pools[p].count, "node " + node + " has more devices allocated than it has");
        for (std::size_t device = 0; device < pools[p].shares.size(); ++device) {
            if (use[p].shares[device] == 0) continue;
            report.require(use[p].shares[device] <= pools[p].shares[device], "node " + node + " has more of a GPU allocated than it is");
            report.require(!use[pools[p].gpus].busy[device], "node " + node + " has a GPU allocated whole and in parts");
            for (std::size_t other = 0; other < pools.size(); ++other)
                report.require(other == p || pools[other].shares.empty() || pools[other].gpus != pools[p].gpus ||
                                   use[other].shares[device] == 0,
                               "node " + node + " has a GPU allocated in parts of two kinds");
        }
    }
}

void check_nodes(Report& report, const State& state) {
    bool resumed = false;  // CPUs may be shared once a suspended job has come back to its own
    for (const auto& [id, job] : state.jobs()) resumed = resumed || (job->flags & job_was_suspended);
    for (std::uint32_t i = 0; i < state.config().nodes.size(); ++i) {
        const NodeUse& use = state.indexes().nodes[i];
        const NodeConfig& node = state.site().node(i);
        bool twice = false;
        for (std::size_t cpu = 0; cpu < use.cpu_jobs.size(); ++cpu)
            twice = twice || (use.cpu_jobs[cpu] > 1 && use.cpu_owners[cpu] > 0);
        report.require(!twice || resumed, "node " + node.name + " has a CPU allocated twice");
        report.require(!state.config().memory_is_a_resource || use.memory <= node.memory,
                       "node " + node.name + " has more memory allocated than it has");
        check_devices(report, node.name, state.site().pools(i), use.pools);
    }
}

void check_licenses(Report& report, const State& state) {
    for (const auto& [name, license] : state.indexes().licenses) {
        const auto total = state.config().licenses.find(name);
        if (total != state.config().licenses.end())
            report.require(license.used <= total->second, "more licenses of " + name + " are used than exist");
    }
}

/// The derived part equals the same built from the records alone.
void check_indexes(Report& report, const State& state) {
    Indexes fresh(state.site());
    for (const auto& [id, job] : state.jobs()) fresh.add(state.site(), *job);
    const Indexes& kept = state.indexes();
    report.require(fresh.nodes == kept.nodes, "the use of the nodes is not that of the allocations");
    report.require(fresh.queues == kept.queues, "a queue does not hold just the queued jobs");
    report.require(fresh.heads == kept.heads, "the heads are not the jobs with Reason Resources");
    report.require(fresh.timers == kept.timers, "the timers are not those of the records");
    report.require(fresh.licenses == kept.licenses, "licence use or waiters are not those of the records");
    report.require(fresh.arrays == kept.arrays, "array counts are not those of the records");
    report.require(fresh.dependents == kept.dependents, "dependents are not those of the records");
    report.require(fresh.namesakes == kept.namesakes, "namesakes are not those of the records");
    report.require(fresh.reserved_queues == kept.reserved_queues, "a reservation's queue does not hold just its queued jobs");
    report.require(fresh.reserved == kept.reserved, "the use of reservations is not that of the records");
    report.require(fresh.elements == kept.elements, "the number of jobs is wrong");
}

}  // namespace

std::vector<std::string> violations(const State& state) {
    Report report;
    for (const auto& [id, job] : state.jobs()) {
        report.require(id == job->id, *job, "is filed under another id");
        check_record(report, *job);
        check_steps(report, *job);
        check_pending(report, *job);
        check_array(report, state, *job);
    }
    check_array_limits(report, state);
    check_nodes(report, state);
    check_licenses(report, state);
    check_indexes(report, state);
    return report.take();
}

}  // namespace msd::core
