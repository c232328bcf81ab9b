// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/timers.hpp"

#include <csignal>

#include "daemon/core/jobs/dependencies.hpp"
#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/notices.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/jobs/transitions.hpp"

namespace msd::core {
namespace {

void fire_begin(Turn& turn, JobId id) {
    turn.change(id, [&](Job& job) { settle(turn.site(), job, turn.instant()); });
}

void fire_deadline(Turn& turn, JobId id) {
    turn.change(id, [&](Job& job) {
        set_state(job, JobState::deadline);
        job.reason = Reason::deadline;
        job.exit = {1, 0};
        job.end = turn.instant();
    });
    tell_end(turn, id);
    turn.notify_later(id);
}

void fire_warning(Turn& turn, JobId id) {
    const Job& job = turn.change(id, [](Job& each) { each.flags |= job_signal_sent; });
    SendSignal order;
    order.job = id;
    order.signal = job.spec->signal.number;
    order.target = job.spec->signal.batch_only ? SendSignal::Target::batch_shell : SendSignal::Target::steps;
    turn.emit(std::move(order));
}

void fire_time_limit(Turn& turn, JobId id) {
    terminate(turn, id, {job_killed_by_timeout, "DUE TO TIME LIMIT", std::nullopt});
}

/// One signal that can not be refused: the record has no further timer, the verdict has to come.
template <int number>
void fire_last_signal(Turn& turn, JobId id) {
    turn.change(id, [](Job& job) { job.kill_at = {}; });
    SendSignal order;
    order.job = id;
    order.signal = number;
    order.suspend = number == SIGSTOP;
    turn.emit(std::move(order));
}

void fire_forget(Turn& turn, JobId id) { turn.forget(id); }

struct Handler {
    TimerKind kind;
    void (*fire)(Turn&, JobId);
};
constexpr Handler handlers[] = {
    {TimerKind::begin, fire_begin},
    {TimerKind::dependency, refresh_dependencies},
    {TimerKind::deadline, fire_deadline},
    {TimerKind::warn, fire_warning},
    {TimerKind::time_limit, fire_time_limit},
    {TimerKind::kill, fire_last_signal<SIGKILL>},
    {TimerKind::stop, fire_last_signal<SIGSTOP>},
    {TimerKind::forget, fire_forget},
    {TimerKind::tell, tell_time_limit_nears},
};

}  // namespace

void fire_timers(Turn& turn) {
    for (;;) {
        const auto& timers = turn.state().indexes().timers;
        if (timers.empty() || timers.begin()->at > turn.instant()) return;
        const Timer due = *timers.begin();
        for (const auto& handler : handlers)
            if (handler.kind == due.kind) handler.fire(turn, due.job);
        spread_news(turn);
    }
}

}  // namespace msd::core
