// SPDX-License-Identifier: MIT
#include "daemon/store/usage.hpp"

#include <algorithm>

#include "daemon/store/event_rows.hpp"
#include "libms/text/tres.hpp"

namespace msd::store {

using namespace ms;

namespace {

void add_to(Amounts& sum, const Amounts& more) {
    for (const auto& [name, amount] : more) sum[name] += amount;
}

void add_times(Amounts& sum, const text::TresMap& amounts, std::uint64_t seconds) {
    for (const auto& [name, amount] : amounts)
        if (amount) sum[name] += amount * seconds;
}

std::uint64_t amount_of(const Amounts& amounts, const std::string& name) {
    const auto at = amounts.find(name);
    return at == amounts.end() ? 0 : at->second;
}

std::chrono::year_month_day date_of(Time time) { return std::chrono::floor<std::chrono::days>(time); }

Time first_of(std::chrono::year_month month) { return std::chrono::sys_days{month / 1}; }

/// From when until when it could have run and did not.
std::pair<Time, Time> waiting_time(const Job& job, Time now) {
    if (!is_set(job.eligible)) return {};
    const Time until = is_set(job.start) && job.state != JobState::pending ? job.start : is_terminal(job.state) ? job.end : now;
    return {job.eligible, until};
}

/// What of the cluster was not free may not be planned too.
void bound_planned(UsageFigures& hour) {
    Amounts taken = hour.down;
    add_to(taken, hour.planned_down);
    for (const auto& [owner, amounts] : hour.used) add_to(taken, amounts);
    for (auto& [name, amount] : hour.planned) {
        const std::uint64_t all = amount_of(hour.total, name);
        amount = std::min(amount, all - std::min(all, amount_of(taken, name)));
    }
}

}  // namespace

Time hour_of(Time time) { return std::chrono::floor<std::chrono::hours>(time); }
Time day_of(Time time) { return std::chrono::floor<std::chrono::days>(time); }
Time month_of(Time time) {
    const auto date = date_of(time);
    return first_of(date.year() / date.month());
}
Time next_day(Time time) { return day_of(time) + std::chrono::days{1}; }
Time next_month(Time time) {
    const auto date = date_of(time);
    return first_of(date.year() / date.month() + std::chrono::months{1});
}

std::uint64_t seconds_within(const Job& job, Time start, Time end, Time now) {
    if (!is_set(job.start)) return 0;
    const Time ended = is_terminal(job.state) ? job.end : now;
    const std::int64_t whole = epoch_seconds(ended) - epoch_seconds(job.start);
    const std::int64_t inside = epoch_seconds(std::min(ended, end)) - epoch_seconds(std::max(job.start, start));
    if (inside <= 0 || whole <= 0) return 0;
    // When it was suspended is not on record: every part of the run has its share of that.
    const std::int64_t running = std::max<std::int64_t>(0, whole - job.suspended.count());
    return static_cast<std::uint64_t>(inside * running / whole);
}

void UsageFigures::add(const UsageFigures& more) {
    for (const auto& [owner, amounts] : more.used) add_to(used[owner], amounts);
    add_to(total, more.total);
    add_to(down, more.down);
    add_to(planned_down, more.planned_down);
    add_to(planned, more.planned);
}

UsageReply UsageFigures::reply() && {
    UsageReply reply;
    for (auto& [owner, amounts] : used) {
        const auto& [account, user, qos] = owner;
        reply.rows.push_back({account, user, qos, std::move(amounts)});
    }
    reply.total = std::move(total);
    reply.down = std::move(down);
    reply.planned = std::move(planned);
    reply.planned_down = std::move(planned_down);
    return reply;
}

HourSums::HourSums(Time start, Time end, Time now, Amounts total)
    : start_(start), end_(end), now_(now), total_(std::move(total)) {
    each_hour(start_, end_, [&](UsageFigures& hour, Time from, Time until) {
        add_times(hour.total, total_, static_cast<std::uint64_t>(epoch_seconds(until) - epoch_seconds(from)));
    });
}

/// use(hour, from, until) for every hour of the window that [from, until) has a part in.
template <class Use>
void HourSums::each_hour(Time from, Time until, Use use) {
    from = std::max(from, start_);
    until = std::min(until, end_);
    for (Time hour = hour_of(from); hour < until; hour += an_hour)
        use(hours_[hour], std::max(from, hour), std::min<Time>(until, hour + an_hour));
}

void HourSums::add(const Job& job) {
    const auto [eligible, begun] = waiting_time(job, now_);
    if (eligible < begun) {
        const auto asked = text::parse_tres(job.req_tres);
        const std::uint64_t elements = job.array && !job.array.is_task ? job.array.waiting.count() : 1;
        each_hour(eligible, begun, [&](UsageFigures& hour, Time from, Time until) {
            add_times(hour.planned, asked, elements * static_cast<std::uint64_t>(epoch_seconds(until) - epoch_seconds(from)));
        });
    }
    if (!is_set(job.start) || job.state == JobState::pending) return;
    const auto held = text::parse_tres(job.alloc_tres);
    const Owner owner{job.spec->account, job.user, job.spec->qos};
    each_hour(job.start, is_terminal(job.state) ? job.end : now_, [&](UsageFigures& hour, Time from, Time until) {
        const std::uint64_t seconds = seconds_within(job, from, until, now_);
        if (seconds == 0) return;
        add_times(hour.used[owner], held, seconds);
        hour.used[owner][std::string(wall_time)] += seconds;
    });
}

void HourSums::add(const NodeEvent& event) {
    if (event.node.empty()) return;
    const auto held = text::parse_tres(event.tres);
    const bool is_planned = event.state == maintenance_state;
    each_hour(event.start, is_set(event.end) ? event.end : now_, [&](UsageFigures& hour, Time from, Time until) {
        add_times(is_planned ? hour.planned_down : hour.down, held,
                  static_cast<std::uint64_t>(epoch_seconds(until) - epoch_seconds(from)));
    });
}

std::map<Time, UsageFigures> HourSums::take() {
    for (auto& [begun, hour] : hours_) bound_planned(hour);
    return std::move(hours_);
}

UsageJob run_of(const Job& job, Time start, Time end, Time now) {
    return {job.spec->account, job.spec->wckey, job.user, job.partition, job.cpus, seconds_within(job, start, end, now)};
}

}  // namespace msd::store
