// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/lifecycle.hpp"

#include <csignal>
#include <cstring>

#include "daemon/core/accounts/billing.hpp"
#include "daemon/core/jobs/notices.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/jobs/recurring.hpp"
#include "daemon/core/jobs/steps.hpp"
#include "daemon/core/jobs/transitions.hpp"
#include "daemon/core/site/change_site.hpp"
#include "libms/text/date.hpp"
#include "libms/text/job.hpp"
#include "libms/text/tres.hpp"

namespace msd::core {
namespace {

constexpr std::uint32_t flags_of_a_run = job_completing | job_configuring | job_requeued | job_requeue_hold |
                                         job_stopped | job_signaling | job_killed_by_timeout | job_cancel_requested |
                                         job_signal_sent | job_node_failed | job_preempted_end | job_oom_end | job_was_suspended |
                                         job_told_half_time | job_told_80_percent | job_told_90_percent | job_has_extern_step;

/// How a run has ended: the job's own state, and what its batch step shows.
struct Verdict {
    JobState state = JobState::completed;
    ExitStatus exit;
    Reason reason = Reason::none;
    std::string reason_text;
    JobState step_state = JobState::completed;
    ExitStatus step_exit;
};

constexpr ExitStatus terminated{0, SIGTERM};
constexpr ExitStatus out_of_memory{0, 125};  // Slurm's number for it

Verdict verdict_of_exit(const Ended& event) {
    const ExitStatus exit = ExitStatus::of_wait_status(event.wait_status);
    if (event.out_of_memory || exit == out_of_memory)  // the latter is what an srun tells that has its own allocation
        return {JobState::out_of_memory, out_of_memory, Reason::out_of_memory, {},
                JobState::out_of_memory, out_of_memory};
    if (exit.ok()) return {};
    if (exit.signal == 0) return {JobState::failed, exit, Reason::non_zero_exit, {}, JobState::failed, exit};
    const char* name = strsignal(static_cast<int>(exit.signal));
    return {JobState::failed, exit, Reason::raised_signal,
            "RaisedSignal:" + std::to_string(exit.signal) + "(" + (name ? name : "") + ")", JobState::cancelled, exit};
}

/// An end that was ordered shows why, whatever the processes made of the signals: the job 0:0, its step 0:15.
Verdict verdict_of(const Job& job, const Ended& event) {
    if (job.flags & job_node_failed)
        return {JobState::node_fail, {}, Reason::node_down, {}, JobState::cancelled, {}};
    if (job.flags & job_killed_by_timeout)
        return {JobState::timeout, {}, Reason::time_limit, {}, JobState::cancelled, terminated};
    if (job.flags & (job_cancel_requested | job_requeued))
        return {JobState::cancelled, {}, Reason::none, {}, JobState::cancelled, terminated};
    return verdict_of_exit(event);
}

bool is_batch(const Job& job) { return job.spec->kind == JobKind::batch; }

/// Those that are of the job itself.
void save_started_steps(Turn& turn, const Job& job) {
    if (is_batch(job)) save_step(turn, job, batch_step(job));
    if (job.flags & job_has_extern_step) save_step(turn, job, text::extern_step(job));
}

void save_ended_steps(Turn& turn, const Job& job, const Verdict& verdict, const Usage& usage, Time at) {
    if (job.flags & job_has_extern_step) {  // nothing is told of what is in it: it ends well, with the job
        Step step = text::extern_step(job);
        step.state = JobState::completed;
        step.end = at;
        save_step(turn, job, std::move(step));
    }
    if (!is_batch(job)) return;
    Step step = batch_step(job);
    step.state = verdict.step_state;
    step.exit = verdict.step_exit;
    step.end = at;
    step.usage = usage;
    if (job.flags & job_cancel_requested) step.cancelled_by = job.cancelled_by;
    save_step(turn, job, step);
}

/// A record in its final state.
void finish_record(Job& job, const Verdict& verdict, Time at) {
    set_state(job, verdict.state);
    job.exit = verdict.exit;
    job.reason = verdict.reason;
    job.reason_text = verdict.reason_text;
    job.end = at;
    job.kill_at = {};
    job.suspended_at = {};
    job.flags &= ~static_cast<std::uint32_t>(job_completing | job_configuring | job_stopped | job_signaling |
                                             job_requeued | job_requeue_hold);
}

/// Back to the queue as a new incarnation; the old one stays as a row of its own.
void return_to_queue(Turn& turn, JobId id, const Job& last_run, Time not_before, bool hold) {
    turn.emit(SaveIncarnation{std::make_shared<Job>(last_run)});
    turn.change(id, [&](Job& job) {
        set_state(job, JobState::pending);
        job.flags &= ~flags_of_a_run;
        if (hold) job.flags |= job_held_by_user;
        ++job.restarts;
        job.submit = turn.instant();
        job.eligible = not_before;
        job.start = job.end = job.kill_at = job.suspended_at = {};
        job.suspended = Seconds{0};
        job.allocation.clear();
        job.alloc_tres.clear();
        job.partition = job.spec->partition;
        job.exit = job.derived_exit = {};
        job.cpu_time = {};
        job.cancelled_by = 0;
        job.next_step_id = 0;
        job.shepherd_pid = 0;
        job.reservation.clear();
        if (is_set(job.resized.at)) fill_size(turn.site(), *job.spec, job);  // what it asked for, not what it kept
        job.resized = {job.resized.count, {}, {}};
        settle(turn.site(), job, turn.instant());
        if (hold) job.reason_text = "job requeued in held state";
    });
    if (!recurs(last_run)) tell_requeue(turn, last_run);
    turn.notify_later(id);
}

/// When a job that is queued again may start.
Time requeue_time(const Turn& turn, const Job& job) {
    if (recurs(job)) return next_run(job, turn.instant());
    return turn.instant() + turn.site().config().requeue_delay + Seconds{1};
}

/// The running record a report speaks of; nullptr when it comes too late.
const Job* current_run(Turn& turn, JobId id, std::uint32_t restarts, const char* what) {
    const Job* job = turn.state().find(id);
    if (job && holds_resources(*job) && job->restarts == restarts) return job;
    turn.emit(Note{std::string(what) + " of job " + std::to_string(id.value) + " run " + std::to_string(restarts) +
                   " is out of date: ignored"});
    return nullptr;
}

/// A program of the site has failed on the nodes of a run that is over: they are drained with its name, as Slurm does.
void note_fault(Turn& turn, const Job& run, const std::string& fault) {
    if (fault.empty()) return;
    for (const auto& part : run.allocation) {
        turn.emit(Note{"node " + part.node + ", job " + std::to_string(run.id.value) + ": " + fault});
        drain_node(turn, part.node, fault.substr(0, fault.find(':')));
    }
}

/// One end for every way a run can end.
void end_run(Turn& turn, JobId id, const Verdict& verdict, const Usage& usage, Time at) {
    const std::uint32_t flags = turn.state().find(id)->flags;
    const bool again = (flags & job_requeued) != 0;
    close_steps(turn, id, at);
    const Job& ended = turn.change(id, [&](Job& job) {
        job.cpu_time += usage.cpu_time;
        finish_record(job, verdict, at);
    });
    save_ended_steps(turn, ended, verdict, usage, at);
    if (again) {
        Job shown = ended;
        shown.flags |= job_requeued;  // sacct -D calls this run REQUEUED
        return_to_queue(turn, id, shown, requeue_time(turn, shown), flags & job_requeue_hold);
    } else if (recurs(ended) && !(flags & job_cancel_requested)) {
        tell_end(turn, id);
        return_to_queue(turn, id, Job(ended), requeue_time(turn, ended), false);
    } else {
        tell_end(turn, id);
        turn.notify_later(id);
    }
}

}  // namespace

bool may_requeue(const Site& site, const Job& job) {
    if (!is_batch(job)) return false;
    if (job.spec->requeue != Choice::unset) return job.spec->requeue == Choice::yes;
    return site.config().requeue_by_default;
}

void start(Turn& turn, JobId id, Grant grant) {
    turn.change(id, [&](Job& job) {
        set_state(job, JobState::running);
        job.flags &= ~static_cast<std::uint32_t>(job_special_exit);
        job.flags |= job_configuring;
        if (turn.site().config().extern_steps) job.flags |= job_has_extern_step;
        job.reason = Reason::none;
        if (const auto partition = turn.site().find_partition(grant.partition))
            job.time_limit = limit_in(turn.site(), job, *partition);
        job.partition = std::move(grant.partition);
        job.reservation = std::move(grant.reservation);
        job.start = job.last_schedule = turn.instant();
        if (job.time_limit.is_finite()) job.end = job.start + std::chrono::minutes{job.time_limit.minutes};
        job.allocation = std::move(grant.allocation);
        job.nodes = static_cast<std::uint32_t>(job.allocation.size());
        job.tasks = tasks_on(*job.spec, job.nodes);
        auto tres = allocated_tres(job.allocation);
        add_billing(turn.site(), *turn.site().find_partition(job.partition), *job.spec, allocated_devices(job.allocation), tres);
        job.cpus = static_cast<std::uint32_t>(tres.at("cpu"));
        if (!job.memory_is_per_cpu) job.memory_per_node = job.allocation.front().memory;
        job.alloc_tres = text::format_tres(tres);
    });
    const JobPtr job = turn.state().find_shared(id);
    save_started_steps(turn, *job);
    turn.emit(Launch{job});
    tell_begin(turn, id);
}

void on_started(Turn& turn, const Started& event) {
    const Job* running = current_run(turn, event.job, event.restarts, "the start");
    if (!running) return;
    if (event.steps) close_lost_steps(turn, event.job, *event.steps, event.next_step);
    const Job& before = *turn.state().find(event.job);
    // The last daemon may have died before it could say so.
    if (event.steps && is_set(before.resized.at)) turn.emit(GiveBack{turn.state().find_shared(event.job)});
    if (!(before.flags & job_configuring) && before.shepherd_pid == event.shepherd_pid) return;
    // Not worth a commit of its own: after a restart the shepherd says so again.
    turn.touch(event.job, [&](Job& each) {
        each.flags &= ~static_cast<std::uint32_t>(job_configuring);
        each.shepherd_pid = event.shepherd_pid;
    });
    turn.notify_later(event.job);
}

void on_epilog_begun(Turn& turn, const EpilogBegun& event) {
    const Job* job = current_run(turn, event.job, event.restarts, "the epilog");
    if (!job || (job->flags & job_completing)) return;
    if (job->state == JobState::suspended) resume_record(turn, event.job);
    turn.change(event.job, [](Job& each) { each.flags |= job_completing; });
}

void on_ended(Turn& turn, const Ended& event) {
    const Job* job = current_run(turn, event.job, event.restarts, "the end");
    if (!job) return;
    for (const auto& verdict : event.steps) on_step_ended(turn, {event.job, event.restarts, verdict});
    job = turn.state().find(event.job);
    if (job->state == JobState::suspended) resume_record(turn, event.job);
    job = turn.state().find(event.job);
    const JobPtr run = turn.state().find_shared(event.job);
    // The shepherd's clock is the machine's, but a clock may have been set meanwhile.
    const Time latest = std::max(job->start, turn.instant());
    const Time at = is_set(event.at) ? std::clamp(event.at, job->start, latest) : latest;
    end_run(turn, event.job, verdict_of(*job, event), event.usage, at);
    note_fault(turn, *run, event.node_fault);
}

namespace {

void end_failed_launch(Turn& turn, const LaunchFailed& event) {
    const Job* job = turn.state().find(event.job);
    if (job->state == JobState::suspended) resume_record(turn, event.job);
    job = turn.state().find(event.job);
    turn.emit(Note{"job " + std::to_string(event.job.value) + ": " + event.why});
    if (job->flags & (job_cancel_requested | job_killed_by_timeout | job_requeued))
        return end_run(turn, event.job, verdict_of(*job, Ended{}), {}, turn.instant());
    if ((event.hold || event.requeue) && may_requeue(turn.site(), *job)) {
        const Verdict failed{JobState::failed, {1, 0}, Reason::launch_failure, event.why, JobState::failed, {1, 0}};
        const Job& last_run = turn.change(event.job, [&](Job& each) { finish_record(each, failed, turn.instant()); });
        save_ended_steps(turn, last_run, failed, {}, turn.instant());
        return_to_queue(turn, event.job, Job(last_run), event.hold ? Time{} : requeue_time(turn, *turn.state().find(event.job)), event.hold);
        if (event.hold)
            turn.change(event.job, [](Job& each) { each.reason_text = "launch failed requeued held"; });
        return;
    }
    if (event.requeue && is_batch(*job))  // it may not be requeued: as if it had been cancelled
        return end_run(turn, event.job, {JobState::cancelled, {}, Reason::none, {}, JobState::cancelled, {}}, {}, turn.instant());
    if (!event.node_failure)
        return end_run(turn, event.job,
                       {JobState::failed, {1, 0}, Reason::launch_failure, event.why, JobState::failed, {1, 0}}, {},
                       turn.instant());
    const std::string node = job->allocation.empty() ? std::string() : job->allocation.front().node;
    const bool again = may_requeue(turn.site(), *job);
    const Verdict lost{JobState::node_fail, {}, Reason::node_down, {}, JobState::cancelled, {}};
    close_steps(turn, event.job, turn.instant());
    Job last_run = *turn.state().find(event.job);
    finish_record(last_run, lost, turn.instant());
    last_run.node_of_failure = node;
    turn.change(event.job, [&](Job& each) { each.node_of_failure = node; });
    if (!again) return end_run(turn, event.job, lost, {}, turn.instant());
    save_ended_steps(turn, last_run, lost, {}, turn.instant());
    return_to_queue(turn, event.job, last_run, {}, false);
}

}  // namespace

void on_launch_failed(Turn& turn, const LaunchFailed& event) {
    if (!current_run(turn, event.job, event.restarts, "the launch failure")) return;
    const JobPtr run = turn.state().find_shared(event.job);
    end_failed_launch(turn, event);
    note_fault(turn, *run, event.node_fault);
}

void terminate(Turn& turn, JobId id, const Ending& ending) {
    if (turn.state().find(id)->state == JobState::suspended) resume_record(turn, id);
    const Job& job = turn.change(id, [&](Job& each) {
        each.flags |= job_completing | ending.flags;
        each.flags &= ~static_cast<std::uint32_t>(job_stopped);
        each.kill_at = turn.instant() + turn.site().config().kill_wait;
        if (ending.by) each.cancelled_by = *ending.by;
    });
    const std::string why = " ON " + job.allocation.front().node + " CANCELLED AT " +
                            text::format_date(turn.instant()) + " " + ending.because + " ***";
    for (const Step& step : job.steps) {
        SendSignal told;
        told.job = id;
        told.step = step.id;
        told.message = "slurmstepd: error: *** STEP " + text::shown_job_id(job) + "." + std::to_string(step.id) + why;
        turn.emit(std::move(told));
    }
    SendSignal order;
    order.job = id;
    order.signal = SIGTERM;
    order.with_continue = true;
    order.time_limit = (ending.flags & job_killed_by_timeout) != 0;
    order.message = "slurmstepd: error: *** JOB " + std::to_string(id.value) + why;
    turn.emit(std::move(order));
}

void cancel_step(Turn& turn, JobId id, std::int32_t number, UserId by) {
    const Job& job = turn.change(id, [&](Job& each) {
        for (Step& step : each.steps) {
            if (step.id != number) continue;
            step.state = JobState::cancelled;
            step.cancelled_by = by;
        }
    });
    SendSignal order;
    order.job = id;
    order.step = number;
    order.signal = SIGTERM;
    order.with_continue = true;
    order.message = "slurmstepd: error: *** STEP " + text::shown_job_id(job) + "." + std::to_string(number) + " ON " +
                    find_step(job, number)->allocation.front().node + " CANCELLED AT " +
                    text::format_date(turn.instant()) + " DUE to SIGNAL Terminated ***";
    turn.emit(std::move(order));
}

void cancel_waiting(Turn& turn, JobId id, std::optional<UserId> by) {
    disable_entry(turn, *turn.state().find(id));
    turn.change(id, [&](Job& job) {
        set_state(job, JobState::cancelled);
        if (by) job.flags |= job_cancel_requested;  // without it sacct shows CANCELLED, not "CANCELLED by UID"
        job.cancelled_by = by.value_or(0);
        job.eligible = is_set(job.eligible) && job.eligible <= turn.instant() ? job.eligible : Time{};
        job.start = {};
        job.end = turn.instant();
    });
    tell_end(turn, id);
    turn.notify_later(id);
}

void requeue_ended(Turn& turn, JobId id, bool hold) {
    const Job last_run = *turn.state().find(id);
    return_to_queue(turn, id, last_run, requeue_time(turn, last_run), hold);
}

void suspend(Turn& turn, JobId id) {
    turn.change(id, [&](Job& job) {
        set_state(job, JobState::suspended);
        job.flags |= job_was_suspended;
        job.suspended_at = turn.instant();
        job.kill_at = turn.instant() + Seconds{2};
    });
    SendSignal order;
    order.job = id;
    order.signal = SIGTSTP;
    turn.emit(std::move(order));
}

void resume_record(Turn& turn, JobId id) {
    turn.change(id, [&](Job& job) {
        set_state(job, JobState::running);
        const auto pause = turn.instant() - job.suspended_at;
        job.suspended += std::chrono::floor<Seconds>(pause);
        if (is_set(job.end)) job.end += pause;
        job.suspended_at = job.kill_at = {};
    });
}

}  // namespace msd::core
