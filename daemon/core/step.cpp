// SPDX-License-Identifier: MIT
// One event, one turn.
#include "daemon/core/accounts/change_book.hpp"
#include "daemon/core/accounts/minutes.hpp"
#include "daemon/core/jobs/dependencies.hpp"
#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/signals.hpp"
#include "daemon/core/jobs/steps.hpp"
#include "daemon/core/jobs/timers.hpp"
#include "daemon/core/requests/control.hpp"
#include "daemon/core/requests/crontab.hpp"
#include "daemon/core/requests/submit.hpp"
#include "daemon/core/requests/update.hpp"
#include "daemon/core/site/change_site.hpp"
#include "daemon/core/site/edit_reservations.hpp"
#include "daemon/core/site/reservations.hpp"

namespace msd::core {
namespace {

struct Handle {
    Turn& turn;

    std::optional<Reply> operator()(Submit& event) {
        auto reply = submit(turn, std::move(event));
        if (!reply) return Reply{reply.error()};
        return Reply{std::move(*reply)};
    }
    std::optional<Reply> operator()(SignalJobs& event) { return Reply{signal_jobs(turn, event)}; }
    std::optional<Reply> operator()(ControlJobs& event) { return Reply{control_jobs(turn, event)}; }
    std::optional<Reply> operator()(ChangeSite& event) {
        auto done = change_site(turn, event);
        if (!done) return Reply{done.error()};
        return Reply{*done};
    }
    std::optional<Reply> operator()(ChangeReservation& event) {
        auto reply = change_reservation(turn, event);
        if (!reply) return Reply{reply.error()};
        return Reply{std::move(*reply)};
    }
    std::optional<Reply> operator()(ChangeBook& event) {
        auto reply = change_book(turn, event);
        if (!reply) return Reply{reply.error()};
        return Reply{std::move(*reply)};
    }
    std::optional<Reply> operator()(UpdateJobs& event) { return Reply{update_jobs(turn, event)}; }
    std::optional<Reply> operator()(CreateStep& event) {
        auto reply = create_step(turn, event);
        if (!reply) return Reply{reply.error()};
        return Reply{std::move(*reply)};
    }
    std::optional<Reply> operator()(UpdateStep& event) {
        auto reply = update_step(turn, event);
        if (!reply) return Reply{reply.error()};
        return Reply{*reply};
    }
    std::optional<Reply> operator()(StepEnded& event) {
        on_step_ended(turn, event);
        return std::nullopt;
    }
    std::optional<Reply> operator()(Started& event) {
        on_started(turn, event);
        return std::nullopt;
    }
    std::optional<Reply> operator()(Ended& event) {
        on_ended(turn, event);
        return std::nullopt;
    }
    std::optional<Reply> operator()(LaunchFailed& event) {
        on_launch_failed(turn, event);
        return std::nullopt;
    }
    std::optional<Reply> operator()(EpilogBegun& event) {
        on_epilog_begun(turn, event);
        return std::nullopt;
    }
    std::optional<Reply> operator()(InstallCrontab& event) {
        auto reply = install_crontab(turn, std::move(event));
        if (!reply) return Reply{reply.error()};
        return Reply{std::move(*reply)};
    }
    std::optional<Reply> operator()(Tick&) {
        fire_reservations(turn);
        fire_timers(turn);
        look_at_minutes(turn);
        return std::nullopt;
    }
};

}  // namespace

Outcome step(State& state, Event event, Time now) {
    Turn turn(state, now);
    Outcome outcome;
    outcome.reply = std::visit(Handle{turn}, event);
    spread_news(turn);
    outcome.effects = turn.finish();
    return outcome;
}

}  // namespace msd::core
