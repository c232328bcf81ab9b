// SPDX-License-Identifier: MIT
#include "daemon/core/requests/control.hpp"

#include <algorithm>
#include <csignal>

#include "daemon/core/jobs/arrays.hpp"
#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/jobs/recurring.hpp"
#include "daemon/core/jobs/selection.hpp"
#include "daemon/core/jobs/steps.hpp"

namespace msd::core {
namespace {

constexpr std::uint32_t held = job_held_by_user | job_held_by_admin;

/// A running job has its hold for the next run, should it be requeued.
void set_hold(Turn& turn, JobId id, std::uint32_t flags) {
    turn.change(id, [&](Job& job) {
        job.flags = (job.flags & ~(held | job_special_exit | job_reservation_deleted)) | flags;
        if (job.state == JobState::pending)
            settle(turn.site(), job, turn.instant());
        else
            job.priority = flags ? 0 : base_priority(turn.site(), job);
    });
}

/// `hold` by an administrator is his own, by a user the user's; `uhold` is the user's whoever says it.
Errc hold(Turn& turn, JobId id, std::uint32_t flag) {
    const Job& job = *turn.state().find(id);
    if (is_terminal(job.state)) return Errc::job_finished;
    if (!(job.flags & job_held_by_admin)) set_hold(turn, id, flag);
    return Errc::ok;
}

/// An administrator's hold, even of a job of root's own; who administers a daemon of their own holds theirs as its owner.
Errc hold_as_caller(Turn& turn, JobId id, const ControlJobs& request) {
    const Caller& caller = request.caller;
    const bool own = caller.uid == turn.state().find(id)->uid && caller.uid != 0;
    return hold(turn, id, caller.is_admin && !own ? job_held_by_admin : job_held_by_user);
}

Errc hold_for_user(Turn& turn, JobId id, const ControlJobs&) { return hold(turn, id, job_held_by_user); }

Errc release(Turn& turn, JobId id, const ControlJobs& request) {
    const Job& job = *turn.state().find(id);
    if (is_terminal(job.state)) return Errc::job_finished;
    if ((job.flags & job_held_by_admin) && !request.caller.is_admin) return Errc::access_denied;
    set_hold(turn, id, 0);
    return Errc::ok;
}

Errc requeue(Turn& turn, JobId id, const ControlRequest& request, bool hold_it) {
    const Job& job = *turn.state().find(id);
    if (request.incomplete && job.state == JobState::completed) return Errc::ok;
    if (job.state == JobState::pending && recurs(job) && !hold_it) {
        skip_run(turn, id);
        return Errc::ok;
    }
    if (job.state == JobState::pending) return Errc::job_pending;
    if (is_terminal(job.state) && recurs(job)) return Errc::disabled;  // its entry is a comment
    if (!may_requeue(turn.site(), job)) return Errc::disabled;
    const std::uint32_t special = request.special_exit ? job_special_exit : 0u;
    if (is_terminal(job.state)) {
        if (is_waiting_part(job)) return Errc::job_finished;  // cancelled before any of it ran
        requeue_ended(turn, id, hold_it || special);
        if (special) turn.change(id, [&](Job& each) { each.flags |= special; });
        return Errc::ok;
    }
    if (job.flags & job_completing) return Errc::job_not_alterable;
    const std::uint32_t held_again = hold_it || special ? job_requeue_hold : 0u;
    terminate(turn, id, {job_requeued | held_again | special, "DUE TO JOB REQUEUE", std::nullopt});
    return Errc::ok;
}

Errc requeue_plain(Turn& turn, JobId id, const ControlJobs& request) { return requeue(turn, id, request.request, false); }
Errc requeue_held(Turn& turn, JobId id, const ControlJobs& request) { return requeue(turn, id, request.request, true); }

/// A line in the stderr of a running job.
Errc notify(Turn& turn, JobId id, const ControlJobs& request) {
    const Job& job = *turn.state().find(id);
    if (!holds_resources(job)) return Errc::disabled;
    SendSignal order;
    order.job = id;
    order.message = "slurmstepd: error: " + request.request.text;
    turn.emit(std::move(order));
    return Errc::ok;
}

/// The same for a numbered step: its srun prints the line. The batch step's stderr is the job's.
Errc notify_step(Turn& turn, const std::vector<Selected>& all, const JobSelector& selector, const ControlJobs& request) {
    if (all.size() != 1) return Errc::invalid_job_id;
    const Job& job = *turn.state().find(all.front().job);
    if (!request.caller.is_admin && request.caller.uid != job.uid) return Errc::invalid_user_id;
    if (selector.step == step_batch) return notify(turn, job.id, request);
    if (!find_step(job, selector.step)) return Errc::invalid_job_id;
    SendSignal order;
    order.job = job.id;
    order.step = selector.step;
    order.message = "slurmstepd: error: " + request.request.text;
    turn.emit(std::move(order));
    return Errc::ok;
}

Errc suspend_job(Turn& turn, JobId id, const ControlJobs& request) {
    const Job& job = *turn.state().find(id);
    if (!request.caller.is_admin) return Errc::access_denied;
    if (is_terminal(job.state)) return Errc::job_finished;
    if (job.state == JobState::pending) return Errc::job_pending;
    if (job.state == JobState::suspended || (job.flags & (job_completing | job_configuring)))
        return Errc::job_not_alterable;
    suspend(turn, id);
    return Errc::ok;
}

Errc resume_job(Turn& turn, JobId id, const ControlJobs& request) {
    const Job& job = *turn.state().find(id);
    if (!request.caller.is_admin) return Errc::access_denied;
    if (is_terminal(job.state)) return Errc::job_finished;
    if (job.state != JobState::suspended) return Errc::not_suspended;
    resume_record(turn, id);
    SendSignal order;
    order.job = id;
    order.signal = SIGCONT;
    turn.emit(std::move(order));
    return Errc::ok;
}

/// Before all other waiting jobs of its owner: the priorities they have are dealt out anew, so nobody else is passed.
Errc move_to_top(Turn& turn, JobId id, const ControlJobs& request) {
    const Job& first = *turn.state().find(id);
    if (!request.caller.is_admin) return Errc::access_denied;
    if (first.state != JobState::pending) return is_terminal(first.state) ? Errc::job_finished : Errc::job_not_pending;
    if (first.flags & held) return Errc::job_held;
    std::vector<JobId> order{id};
    std::vector<QueueKey> keys;
    for (const auto& [other, job] : turn.state().jobs())
        if (job->state == JobState::pending && job->uid == first.uid && !(job->flags & held))
            keys.push_back(queue_key(*job));
    std::sort(keys.begin(), keys.end());
    for (const auto& key : keys)
        if (key.id != id) order.push_back(key.id);
    std::uint32_t above = 0xFFFFFFFF;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::uint32_t priority = std::max(1u, std::min(keys[i].priority, above - 1));
        above = std::max(priority, 2u);
        if (turn.state().find(order[i])->priority == priority) continue;
        JobSpec spec = *turn.state().find(order[i])->spec;
        spec.priority_set = Choice::yes;
        spec.priority = priority;
        turn.change_spec(order[i], std::move(spec), [&](Job& job) { settle(turn.site(), job, turn.instant()); });
    }
    return Errc::ok;
}

using Operation = ControlRequest::Operation;
struct Row {
    Operation operation;
    Errc (*act)(Turn&, JobId, const ControlJobs&);
    Errc foreign;        // what somebody else's job answers
    bool waiting_only;  // on an array: elements that run or have ended are passed over
};
constexpr Row rows[] = {
    {Operation::hold, hold_as_caller, Errc::invalid_user_id, true},
    {Operation::user_hold, hold_for_user, Errc::invalid_user_id, true},
    {Operation::release, release, Errc::invalid_user_id, true},
    {Operation::requeue, requeue_plain, Errc::access_denied, false},
    {Operation::requeue_hold, requeue_held, Errc::access_denied, false},
    {Operation::suspend, suspend_job, Errc::access_denied, false},
    {Operation::resume, resume_job, Errc::access_denied, false},
    {Operation::notify, notify, Errc::invalid_user_id, false},
    {Operation::top, move_to_top, Errc::access_denied, true},
};

Errc act_on(Turn& turn, const Row& row, const Selected& selected, const ControlJobs& request) {
    const Caller& caller = request.caller;
    const Job& job = *turn.state().find(selected.job);
    if (!caller.is_admin && caller.uid != job.uid) return row.foreign;
    if (selected.elements.empty()) return row.act(turn, job.id, request);
    // Refused on the waiting part as a whole, it would be refused on each element: nothing is split for that.
    if (!row.waiting_only) return Errc::job_pending;
    for (std::uint32_t element : selected.elements.indices()) {
        const Errc code = row.act(turn, split_element(turn, selected.job, element), request);
        if (code != Errc::ok) return code;
    }
    return Errc::ok;
}

Errc control_selector(Turn& turn, const Row& row, const JobSelector& selector, const ControlJobs& request) {
    const auto all = select(turn.state(), selector);
    if (selector.has_step && row.operation == Operation::notify) return notify_step(turn, all, selector, request);
    if (all.empty() || selector.has_step) return Errc::invalid_job_id;
    Errc first = Errc::ok;
    bool done = false;
    for (const auto& each : all) {
        const Errc code = act_on(turn, row, each, request);
        done = done || code == Errc::ok;
        if (first == Errc::ok) first = code;
    }
    return done && first != Errc::access_denied && first != Errc::invalid_user_id ? Errc::ok : first;
}

}  // namespace

JobResults control_jobs(Turn& turn, const ControlJobs& request) {
    JobResults results;
    for (const auto& row : rows) {
        if (row.operation != request.request.operation) continue;
        for (const auto& selector : request.request.jobs)
            results.results.push_back({selector.text, control_selector(turn, row, selector, request), {}});
    }
    return results;
}

}  // namespace msd::core
