// SPDX-License-Identifier: MIT
#include "daemon/core/site/reservations.hpp"

#include <algorithm>

#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

/// Repetitions that are looked at: more than a year of days.
constexpr int most_repetitions = 400;

bool admits(const Admitted& admitted, const std::string& name) {
    return admitted.names.empty() || contains(admitted.names, name) != admitted.denied;
}

bool touches(Time start, Time end, const Span& span) { return end > span.from && (!span.until || start < *span.until); }

/// Nobody gets this CPU.
void close_cpu(NodeUse& use, std::uint32_t cpu) {
    if (cpu >= use.cpu_jobs.size()) return;
    if (use.cpu_jobs[cpu]++ == 0) ++use.cpus_busy;
    ++use.cpu_owners[cpu];
}

void close_part(NodeUse& use, const ReservedNode& part) {
    if (part.whole) {
        use.available = false;
        return;
    }
    ++use.jobs;  // --exclusive wants the node for itself
    for (std::uint32_t cpu : part.cpus) close_cpu(use, cpu);
}

/// All but what the reservation has of the nodes.
void close_others(const Site& site, std::vector<NodeUse>& use, const Reservation& in) {
    std::vector<bool> kept(use.size(), false);
    for (const ReservedNode& part : in.nodes) {
        const auto node = site.find_node(part.node);
        if (!node) continue;
        kept[*node] = true;
        if (part.whole) continue;
        for (std::uint32_t cpu = 0; cpu < site.node(*node).cpus; ++cpu)
            if (!std::binary_search(part.cpus.begin(), part.cpus.end(), cpu)) close_cpu(use[*node], cpu);
    }
    for (std::size_t node = 0; node < use.size(); ++node)
        if (!kept[node]) use[node].available = false;
}

/// Whether `other` keeps its nodes from a job of the reservation `in` (nullptr: of none).
bool keeps_from(const Reservation& other, const Reservation* in, const Job& job, Time at) {
    if (in && other.name == in->name) return false;
    if (in && (in->flags & resv_maintenance)) return false;
    if (in && (in->flags & resv_overlap) && !(other.flags & resv_maintenance)) return false;
    // --signal=R: the job may still run when one begins that has not begun yet.
    if (job.spec->signal.number && job.spec->signal.overlap_reservation && !other.active) return false;
    Span span = span_of(job, at);
    // Those it is for may still be on its nodes for so long after it has begun.
    if (span.until && other.max_start_delay.count() && !other.active && may_use(other, job))
        span.until = std::max(at, *span.until - other.max_start_delay);
    return overlaps(other, span);
}

std::uint64_t licenses_in(const Reservation& reservation, const std::string& name) {
    for (const GresRequest& license : reservation.licenses)
        if (license.name == name) return license.count;
    return 0;
}

std::uint64_t licenses_used_in(const State& state, const std::string& reservation, const std::string& name) {
    const auto at = state.indexes().reserved.find(reservation);
    if (at == state.indexes().reserved.end()) return 0;
    const auto used = at->second.licenses.find(name);
    return used == at->second.licenses.end() ? 0 : used->second;
}

}  // namespace

const Reservation* find_reservation(const ClusterConfig& config, std::string_view name) {
    for (const Reservation& each : config.reservations)
        if (each.name == name) return &each;
    return nullptr;
}

bool is_open(const Reservation& reservation) { return reservation.active || (reservation.flags & resv_flex); }

bool may_use(const Reservation& reservation, const std::string& user, const std::vector<std::string>& groups,
             const JobSpec& spec) {
    const auto in_group = [&](const std::string& group) { return contains(reservation.groups, group); };
    if (!reservation.groups.empty() && std::none_of(groups.begin(), groups.end(), in_group)) return false;
    return admits(reservation.users, user) && admits(reservation.accounts, spec.account) &&
           admits(reservation.qos, spec.qos);
}

bool may_use(const Reservation& reservation, const Job& job) {
    return may_use(reservation, job.user, {job.group}, *job.spec);
}

Span span_of(const Job& job, Time at) {
    if (!job.time_limit.is_finite()) return {at, std::nullopt};
    return {at, at + std::chrono::minutes{job.time_limit.minutes}};
}

void move_on(Reservation& reservation) {
    const auto length = reservation.end - reservation.start;
    if (reservation.flags & resv_hourly) {
        reservation.start += std::chrono::hours{1};
    } else {
        do {
            reservation.start = text::days_later(reservation.start, reservation.flags & resv_weekly ? 7 : 1);
        } while (((reservation.flags & resv_weekday) && text::is_weekend(reservation.start)) ||
                 ((reservation.flags & resv_weekend) && !text::is_weekend(reservation.start)));
    }
    reservation.end = reservation.start + length;
}

bool overlaps(const Reservation& reservation, const Span& span) {
    if (touches(reservation.start, reservation.end, span)) return true;
    if (!(reservation.flags & resv_repeats)) return false;
    if (!span.until) return true;
    Reservation next = reservation;
    for (int i = 0; i < most_repetitions && next.start < *span.until; ++i) {
        move_on(next);
        if (touches(next.start, next.end, span)) return true;
    }
    return false;
}

std::vector<NodeUse> open_to(const Site& site, std::vector<NodeUse> use, const Job& job, const Reservation* in, Time at) {
    if (in) use = only_in(site, std::move(use), *in);
    for (const Reservation& other : site.config().reservations) {
        if (!keeps_from(other, in, job, at)) continue;
        for (const ReservedNode& part : other.nodes)
            if (const auto node = site.find_node(part.node)) close_part(use[*node], part);
    }
    return use;
}

std::vector<NodeUse> only_in(const Site& site, std::vector<NodeUse> use, const Reservation& in) {
    if (!(in.flags & (resv_flex | resv_any_nodes))) close_others(site, use, in);
    return use;
}

bool meets_maintenance(const Site& site, const Job& job, Time at) {
    const auto& all = site.config().reservations;
    return std::any_of(all.begin(), all.end(), [&](const Reservation& each) {
        return (each.flags & resv_maintenance) && keeps_from(each, nullptr, job, at);
    });
}

std::uint64_t licenses_open_to(const State& state, const std::string& name, const Job& job, const Reservation* in, Time at) {
    const auto total = state.config().licenses.find(name);
    if (total == state.config().licenses.end()) return ~std::uint64_t{0};  // gone from the configuration
    const auto used = state.indexes().licenses.find(name);
    std::uint64_t taken = used == state.indexes().licenses.end() ? 0 : used->second.used;
    for (const Reservation& other : state.config().reservations) {
        const std::uint64_t kept = licenses_in(other, name), in_use = licenses_used_in(state, other.name, name);
        if (kept > in_use && keeps_from(other, in, job, at)) taken += kept - in_use;
    }
    return taken >= total->second ? 0 : total->second - taken;
}

// ---- time

namespace {

Time due_of(const Reservation& reservation) {
    if (!reservation.active) return reservation.start;
    const bool purged = (reservation.flags & resv_purge_completed) && is_set(reservation.idle_since);
    return purged ? std::min(reservation.end, reservation.idle_since + reservation.purge_after) : reservation.end;
}

std::vector<JobId> jobs_of(const State& state, const std::string& name) {
    std::vector<JobId> found;
    for (const auto& [id, job] : state.jobs())
        if (!is_terminal(job->state) && contains(text::split_list(shown_reservation(*job)), name)) found.push_back(id);
    return found;
}

/// The time is up for those that run in it.
void end_jobs_in(Turn& turn, const Reservation& reservation) {
    if (reservation.flags & resv_flex) return;
    for (JobId id : jobs_of(turn.state(), reservation.name)) {
        const Job& job = *turn.state().find(id);
        if (job.reservation == reservation.name && holds_resources(job) && !(job.flags & job_completing))
            terminate(turn, id, {job_killed_by_timeout, "DUE TO TIME LIMIT", std::nullopt});
    }
}

void release_waiting(Turn& turn, JobId id, const Reservation& gone) {
    JobSpec spec = *turn.state().find(id)->spec;
    auto names = text::split_list(spec.reservation);
    std::erase(names, gone.name);
    spec.reservation = text::join(names);
    const bool hold = names.empty() && !(gone.flags & resv_no_hold_jobs);
    turn.change_spec(id, std::move(spec), [&](Job& job) {
        if (hold) job.flags |= job_held_by_user | job_reservation_deleted;
        settle(turn.site(), job, turn.instant());
        if (hold) job.reason_text = "Reservation " + gone.name + " was deleted";
    });
}

void begin_reservation(Turn& turn, Reservation reservation) {
    reservation.active = true;
    reservation.idle_since = {};
    turn.emit(Note{"reservation " + reservation.name + " has begun"});
    turn.set_reservation(std::move(reservation));
}

void end_reservation(Turn& turn, Reservation reservation, bool for_good) {
    turn.emit(Note{"reservation " + reservation.name + " is over"});
    end_jobs_in(turn, reservation);
    if (for_good || !(reservation.flags & resv_repeats)) {
        turn.drop_reservation(reservation.name);
        return close_reservation(turn, reservation);
    }
    reservation.active = false;
    reservation.idle_since = {};
    while (reservation.end <= turn.instant()) move_on(reservation);
    turn.set_reservation(std::move(reservation));
}

}  // namespace

std::optional<Time> next_reservation_due(const ClusterConfig& config) {
    std::optional<Time> due;
    for (const Reservation& each : config.reservations) due = due ? std::min(*due, due_of(each)) : due_of(each);
    return due;
}

void fire_reservations(Turn& turn) {
    bool fired = false;
    for (;;) {
        const auto& all = turn.state().config().reservations;
        const auto due = std::find_if(all.begin(), all.end(),
                                      [&](const Reservation& each) { return due_of(each) <= turn.instant(); });
        if (due == all.end()) break;
        fired = true;
        if (due->active)
            end_reservation(turn, *due, due_of(*due) < due->end);
        else
            begin_reservation(turn, *due);
    }
    if (fired) wake_reservation_waiters(turn);
}

void note_idle_reservations(Turn& turn) {
    const std::vector<Reservation> all = turn.state().config().reservations;
    for (Reservation each : all) {
        if (!each.active || !(each.flags & resv_purge_completed)) continue;
        const bool idle = !turn.state().indexes().reserved.count(each.name);
        if (idle == is_set(each.idle_since)) continue;
        each.idle_since = idle ? turn.instant() : Time{};
        turn.set_reservation(std::move(each));
    }
}

void close_reservation(Turn& turn, const Reservation& gone) {
    for (JobId id : jobs_of(turn.state(), gone.name))
        if (turn.state().find(id)->state == JobState::pending) release_waiting(turn, id, gone);
}

void wake_reservation_waiters(Turn& turn) {
    std::vector<JobId> waiting;
    for (const auto& [id, job] : turn.state().jobs())
        if (job->reason == Reason::reservation || (is_queued(*job) && !job->spec->reservation.empty()))
            waiting.push_back(id);
    for (JobId id : waiting) turn.change(id, [&](Job& job) { settle(turn.site(), job, turn.instant()); });
}

}  // namespace msd::core
