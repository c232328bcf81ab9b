// SPDX-License-Identifier: MIT
#include "daemon/core/control.hpp"

#include <csignal>

#include "daemon/core/arrays.hpp"
#include "daemon/core/lifecycle.hpp"
#include "daemon/core/pending.hpp"
#include "daemon/core/selection.hpp"

namespace msd::core {
namespace {

constexpr std::uint32_t held = job_held_by_user | job_held_by_admin;

/// A running job has its hold for the next run, should it be requeued.
void set_hold(Turn& turn, JobId id, std::uint32_t flags) {
    turn.change(id, [&](Job& job) {
        job.flags = (job.flags & ~held) | flags;
        if (job.state == JobState::pending)
            settle(turn.site(), job, turn.instant());
        else
            job.priority = flags ? 0 : base_priority(job);
    });
}

/// `hold` by an administrator is his own, by a user the user's; `uhold` is the user's whoever says it.
Errc hold(Turn& turn, JobId id, std::uint32_t flag) {
    const Job& job = *turn.state().find(id);
    if (is_terminal(job.state)) return Errc::job_finished;
    if (!(job.flags & job_held_by_admin)) set_hold(turn, id, flag);
    return Errc::ok;
}

Errc hold_as_caller(Turn& turn, JobId id, const Caller& caller) {
    const bool own = caller.uid == turn.state().find(id)->uid;
    return hold(turn, id, caller.is_admin && !own ? job_held_by_admin : job_held_by_user);
}

Errc hold_for_user(Turn& turn, JobId id, const Caller&) { return hold(turn, id, job_held_by_user); }

Errc release(Turn& turn, JobId id, const Caller& caller) {
    const Job& job = *turn.state().find(id);
    if (is_terminal(job.state)) return Errc::job_finished;
    if ((job.flags & job_held_by_admin) && !caller.is_admin) return Errc::access_denied;
    set_hold(turn, id, 0);
    return Errc::ok;
}

Errc requeue(Turn& turn, JobId id, bool hold_it) {
    const Job& job = *turn.state().find(id);
    if (job.state == JobState::pending) return Errc::job_pending;
    if (!may_requeue(turn.site(), job)) return Errc::disabled;
    if (is_terminal(job.state)) {
        if (is_waiting_part(job)) return Errc::job_finished;  // cancelled before any of it ran
        requeue_ended(turn, id, hold_it);
        return Errc::ok;
    }
    if (job.flags & job_completing) return Errc::job_not_alterable;
    const std::uint32_t flags = job_requeued | (hold_it ? job_requeue_hold : 0u);
    terminate(turn, id, {flags, "DUE TO JOB REQUEUE", std::nullopt});
    return Errc::ok;
}

Errc requeue_plain(Turn& turn, JobId id, const Caller&) { return requeue(turn, id, false); }
Errc requeue_held(Turn& turn, JobId id, const Caller&) { return requeue(turn, id, true); }

Errc suspend_job(Turn& turn, JobId id, const Caller& caller) {
    const Job& job = *turn.state().find(id);
    if (!caller.is_admin) return Errc::access_denied;
    if (is_terminal(job.state)) return Errc::job_finished;
    if (job.state == JobState::pending) return Errc::job_pending;
    if (job.state == JobState::suspended || (job.flags & (job_completing | job_configuring)))
        return Errc::job_not_alterable;
    suspend(turn, id);
    return Errc::ok;
}

Errc resume_job(Turn& turn, JobId id, const Caller& caller) {
    const Job& job = *turn.state().find(id);
    if (!caller.is_admin) return Errc::access_denied;
    if (is_terminal(job.state)) return Errc::job_finished;
    if (job.state != JobState::suspended) return Errc::not_suspended;
    resume_record(turn, id);
    SendSignal order;
    order.job = id;
    order.signal = SIGCONT;
    turn.emit(std::move(order));
    return Errc::ok;
}

using Operation = ControlRequest::Operation;
struct Row {
    Operation operation;
    Errc (*act)(Turn&, JobId, const Caller&);
    bool waiting_only;  // on an array: elements that run or have ended are passed over
};
constexpr Row rows[] = {
    {Operation::hold, hold_as_caller, true},       {Operation::user_hold, hold_for_user, true},
    {Operation::release, release, true},           {Operation::requeue, requeue_plain, false},
    {Operation::requeue_hold, requeue_held, false}, {Operation::suspend, suspend_job, false},
    {Operation::resume, resume_job, false},
};

Errc act_on(Turn& turn, const Row& row, const Selected& selected, const Caller& caller) {
    const Job& job = *turn.state().find(selected.job);
    if (!caller.is_admin && caller.uid != job.uid) return row.waiting_only ? Errc::invalid_user_id : Errc::access_denied;
    if (selected.elements.empty()) return row.act(turn, job.id, caller);
    // Refused on the waiting part as a whole, it would be refused on each element: nothing is split for that.
    if (!row.waiting_only) return Errc::job_pending;
    for (std::uint32_t element : selected.elements.indices()) {
        const Errc code = row.act(turn, split_element(turn, selected.job, element), caller);
        if (code != Errc::ok) return code;
    }
    return Errc::ok;
}

Errc control_selector(Turn& turn, const Row& row, const JobSelector& selector, const Caller& caller) {
    const auto all = select(turn.state(), selector);
    if (all.empty() || selector.has_step) return Errc::invalid_job_id;
    Errc first = Errc::ok;
    bool done = false;
    for (const auto& each : all) {
        const Errc code = act_on(turn, row, each, caller);
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
            results.results.push_back({selector.text, control_selector(turn, row, selector, request.caller), {}});
    }
    return results;
}

}  // namespace msd::core
