// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/signals.hpp"

#include <csignal>

#include "daemon/core/jobs/arrays.hpp"
#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/recurring.hpp"
#include "daemon/core/jobs/selection.hpp"
#include "daemon/core/jobs/steps.hpp"
#include "libms/model/filter.hpp"
#include "libms/text/job.hpp"

namespace msd::core {
namespace {

using Target = SendSignal::Target;

bool is_cancel(const SignalRequest& request) {
    return request.signal == 0 || (request.signal == SIGKILL && !request.batch_only && !request.full);
}

Target target_of(const SignalRequest& request) {
    if (request.full) return Target::batch_shell_and_children;
    return request.batch_only ? Target::batch_shell : Target::steps;
}

Errc cancel_running(Turn& turn, const Job& job, const SignalJobs& request) {
    if (job.flags & (job_cancel_requested | job_killed_by_timeout)) return Errc::job_already_done;
    disable_entry(turn, job);
    if (job.flags & job_requeued) {  // on its way back to the queue: it stays away
        turn.change(job.id, [&](Job& each) {
            each.flags &= ~static_cast<std::uint32_t>(job_requeued | job_requeue_hold);
            each.flags |= job_cancel_requested;
            each.cancelled_by = request.caller.uid;
        });
        return Errc::ok;
    }
    terminate(turn, job.id, {job_cancel_requested, "DUE to SIGNAL Terminated", request.caller.uid});
    return Errc::ok;
}

void send(Turn& turn, const Job& job, int signal, Target target) {
    SendSignal order;
    order.job = job.id;
    order.signal = signal;
    order.target = target;
    turn.emit(std::move(order));
    if (signal == SIGSTOP || signal == SIGCONT)
        turn.change(job.id, [&](Job& each) {
            each.flags &= ~static_cast<std::uint32_t>(job_stopped);
            if (signal == SIGSTOP) each.flags |= job_stopped;
        });
}

void cancel_elements(Turn& turn, JobId master, const TaskSet& elements, UserId by) {
    for (std::uint32_t element : elements.indices()) cancel_waiting(turn, split_element(turn, master, element), by);
}

Errc may_signal(const Turn& turn, const Job& job, const SignalJobs& request) {
    const bool cancels = is_cancel(request.request);
    if (!request.caller.is_admin && request.caller.uid != job.uid) return Errc::access_denied;
    if (is_terminal(job.state)) return Errc::job_already_done;
    if (cancels && recurs(job) && turn.site().config().cron_cancel_is_explicit && !request.request.cron)
        return Errc::cron_flag_missing;
    if (!request.caller.is_admin && !request.request.admin_comment.empty()) return Errc::access_denied;
    return Errc::ok;
}

Errc signal_selected(Turn& turn, const Selected& selected, const SignalJobs& request) {
    const SignalRequest& wanted = request.request;
    if (const Errc code = may_signal(turn, *turn.state().find(selected.job), request); code != Errc::ok) return code;
    if (is_cancel(wanted) && !wanted.admin_comment.empty())  // of an array: of the tasks that wait with it, too
        turn.change(selected.job, [&](Job& each) { each.admin_comment = wanted.admin_comment; });
    const Job& job = *turn.state().find(selected.job);
    if (job.state == JobState::pending) {
        if (!is_cancel(wanted)) return Errc::job_not_alterable;
        if (selected.elements.empty())
            cancel_waiting(turn, job.id, request.caller.uid);
        else
            cancel_elements(turn, job.id, selected.elements, request.caller.uid);
        return Errc::ok;
    }
    if (is_cancel(wanted)) return cancel_running(turn, job, request);
    if (job.flags & job_completing) return Errc::job_already_done;
    if (wanted.batch_only && job.spec->kind != JobKind::batch) return Errc::job_script_missing;
    send(turn, job, wanted.signal, target_of(wanted));
    return Errc::ok;
}

/// The batch step, or a numbered one.
Errc signal_step(Turn& turn, const JobSelector& selector, const SignalJobs& request, const std::vector<Selected>& all) {
    if (all.size() != 1) return Errc::invalid_job_id;
    const Job& job = *turn.state().find(all.front().job);
    if (!request.caller.is_admin && request.caller.uid != job.uid) return Errc::access_denied;
    if (is_terminal(job.state)) return Errc::job_already_done;
    if (job.state == JobState::pending) return Errc::job_not_running;
    const bool batch = selector.step == step_batch && job.spec->kind == JobKind::batch;
    if (!batch && !find_step(job, selector.step)) return Errc::invalid_job_id;
    if (is_cancel(request.request)) {
        if (batch)
            send(turn, job, SIGKILL, Target::batch_shell_and_children);
        else
            cancel_step(turn, job.id, selector.step, request.caller.uid);
        return Errc::ok;
    }
    if (batch) {
        send(turn, job, request.request.signal, Target::batch_shell);
        return Errc::ok;
    }
    SendSignal order;
    order.job = job.id;
    order.signal = request.request.signal;
    order.step = selector.step;
    turn.emit(std::move(order));
    return Errc::ok;
}

/// The conditions of the filter apart from its selectors.
JobFilter conditions(const JobFilter& filter) {
    JobFilter rest = filter;
    rest.jobs.clear();
    return rest;
}

/// Of several records (an array) the first failure counts, unless something was done: then only that.
Errc signal_selector(Turn& turn, const JobSelector& selector, const SignalJobs& request, const JobFilter& rest) {
    const std::vector<Selected> all = select(turn.state(), selector);
    if (all.empty()) return Errc::invalid_job_id;
    if (selector.has_step) return signal_step(turn, selector, request, all);
    Errc first = Errc::ok;
    bool done = false;
    for (const auto& each : all) {
        const Job* job = turn.state().find(each.job);
        if (!job || !matches(rest, *job)) continue;
        const Errc code = signal_selected(turn, each, request);
        done = done || code == Errc::ok;
        if (first == Errc::ok) first = code;
    }
    return done && first == Errc::job_already_done ? Errc::ok : first;
}

}  // namespace

JobResults signal_jobs(Turn& turn, const SignalJobs& request) {
    JobResults results;
    const JobFilter rest = conditions(request.request.filter);
    for (const auto& selector : request.request.filter.jobs)
        results.results.push_back({selector.text, signal_selector(turn, selector, request, rest)});
    if (!request.request.filter.jobs.empty()) return results;

    std::vector<JobId> ids;
    for (const auto& [id, job] : turn.state().jobs())
        if (!is_terminal(job->state) && matches(rest, *job)) ids.push_back(id);
    for (JobId id : ids) {
        const Job* job = turn.state().find(id);
        if (!job || is_terminal(job->state)) continue;
        std::string text = text::shown_job_id(*job);
        results.results.push_back({std::move(text), signal_selected(turn, {id, {}}, request)});
    }
    return results;
}

}  // namespace msd::core
