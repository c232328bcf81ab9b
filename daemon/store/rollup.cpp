// SPDX-License-Identifier: MIT
#include "daemon/store/rollup.hpp"

#include <algorithm>

#include "daemon/store/event_rows.hpp"
#include "daemon/store/schema.hpp"
#include "libms/protocol/frame.hpp"

namespace msd::store {

using namespace ms;

namespace {

enum Span : int { hours = 1, days = 2, months = 3 };
enum Kind : int { used = 0, total = 1, down = 2, planned_down = 3, planned = 4 };

constexpr Seconds grace{60};

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }
Time time_of(std::int64_t count) { return Time{Micros{count}}; }

struct FigureRow {
    Kind kind;
    Amounts UsageFigures::*amounts;
};
constexpr FigureRow of_the_cluster[] = {
    {total, &UsageFigures::total},
    {down, &UsageFigures::down},
    {planned_down, &UsageFigures::planned_down},
    {planned, &UsageFigures::planned},
};

/// Sums of one length that begin in [from, until).
struct Stretch {
    Span span;
    Time from, until;
};

/// [start, end) in the longest sums that lie within it. Those under way at `summed` hold all there is of them, so what
/// comes after that does not matter.
std::vector<Stretch> stretches(Time start, Time end, Time summed) {
    if (end >= summed) end = next_month(summed);
    std::vector<Stretch> all;
    const auto add = [&](Span span, Time from, Time until) {
        if (from >= until) return;
        if (!all.empty() && all.back().span == span && all.back().until == from) all.back().until = until;
        else all.push_back({span, from, until});
    };
    for (Time at = start; at < end;) {
        if (at == month_of(at) && next_month(at) <= end) {
            add(months, at, next_month(at));
            at = next_month(at);
        } else if (at == day_of(at) && next_day(at) <= end) {
            add(days, at, next_day(at));
            at = next_day(at);
        } else {
            add(hours, at, at + an_hour);
            at += an_hour;
        }
    }
    return all;
}

void put(UsageFigures& into, const Statement& row) {
    const auto kind = row.integer(0);
    const std::string tres(row.bytes(4));
    const auto seconds = static_cast<std::uint64_t>(row.integer(5));
    if (kind == used) {
        into.used[{std::string(row.bytes(1)), std::string(row.bytes(2)), std::string(row.bytes(3))}][tres] += seconds;
        return;
    }
    for (const FigureRow& each : of_the_cluster)
        if (each.kind == kind) (into.*each.amounts)[tres] += seconds;
}

/// Adds an hour to its sums.
class Writer {
  public:
    static Result<Writer> prepare(Database& database) {
        Writer writer;
        auto add = database.prepare(
            "INSERT INTO usage (span, begun, kind, account, user, qos, tres, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds");
        if (!add) return Failure(add.error());
        writer.add_ = std::move(*add);
        return writer;
    }
    Result<void> write(Time hour, const UsageFigures& figures) {
        for (const auto& [owner, amounts] : figures.used) MS_TRY(write(hour, used, owner, amounts));
        for (const FigureRow& each : of_the_cluster) MS_TRY(write(hour, each.kind, {}, figures.*each.amounts));
        return {};
    }

  private:
    Result<void> write(Time hour, Kind kind, const Owner& owner, const Amounts& amounts) {
        const auto& [account, user, qos] = owner;
        const std::pair<Span, Time> places[] = {{hours, hour}, {days, day_of(hour)}, {months, month_of(hour)}};
        for (const auto& [name, seconds] : amounts) {
            if (seconds == 0) continue;
            for (const auto& [span, begun] : places)
                MS_TRY(add_.run(static_cast<int>(span), micros(begun), static_cast<int>(kind), account, user, qos, name, seconds));
        }
        return {};
    }
    Statement add_;
};

/// One transaction: these hours, and that there are sums until `until`.
Result<void> write_all(Database& database, Writer& writer, const std::map<Time, UsageFigures>& all, Time until) {
    MS_TRY(database.execute("BEGIN IMMEDIATE"));
    const auto written = [&]() -> Result<void> {
        for (const auto& [hour, figures] : all) MS_TRY(writer.write(hour, figures));
        const std::string mark = "INSERT INTO meta (name, value) VALUES ('summed_until', '" + std::to_string(micros(until)) +
                                 "') ON CONFLICT DO UPDATE SET value = excluded.value; COMMIT";
        return database.execute(mark.c_str());
    }();
    if (!written && database.in_transaction()) (void)database.execute("ROLLBACK");
    return written;
}

}  // namespace

Result<Time> summed_until(Database& database) {
    const auto mark = database.integer("SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'summed_until'), 0)");
    if (!mark) return Failure(mark.error());
    if (*mark) return time_of(*mark);
    const auto first = database.integer(
        "SELECT min(coalesce((SELECT min(submitted) FROM job), 9223372036854775807),"
        " coalesce((SELECT min(begun) FROM event), 9223372036854775807))");
    if (!first) return Failure(first.error());
    return *first == not_ended ? Time::max() : hour_of(time_of(*first));
}

Result<void> add_sums(Database& database, Time start, Time end, Time summed, UsageFigures& into) {
    const auto first = database.integer("SELECT coalesce(min(begun), 0) FROM usage WHERE span = 3");
    if (!first) return Failure(first.error());
    if (*first == 0) return {};
    auto rows = database.prepare("SELECT kind, account, user, qos, tres, sum(seconds) FROM usage"
                                 " WHERE span = ? AND begun >= ? AND begun < ? GROUP BY kind, account, user, qos, tres");
    if (!rows) return Failure(rows.error());
    for (const Stretch& each : stretches(std::max(start, time_of(*first)), hour_of(end), summed)) {
        const int span = each.span;
        const std::int64_t from = micros(each.from), until = micros(each.until);
        rows->bind(span, from, until);
        for (;;) {
            const auto row = rows->step();
            if (!row) return Failure(row.error());
            if (!*row) break;
            put(into, *rows);
        }
    }
    return {};
}

Result<void> sum_up(Database& database, SpecObjects& specs, const Amounts& total, Time now) {
    const auto from = summed_until(database);
    if (!from) return Failure(from.error());
    const Time until = hour_of(now - grace);
    if (*from >= until) return {};
    HourSums sums(*from, until, now, total);
    const auto collected = each_job(database, specs, *from, until, [&](const Job& job) { sums.add(job); });
    specs.clear();
    if (!collected) return collected;
    const auto events = read_events(database, *from, until);
    if (!events) return Failure(events.error());
    for (const NodeEvent& event : *events) sums.add(event);
    auto writer = Writer::prepare(database);
    if (!writer) return Failure(writer.error());
    // A day at a time, so that nobody waits long for the database, however much there is to do.
    std::map<Time, UsageFigures> of_a_day;
    for (auto& [hour, figures] : sums.take()) {
        of_a_day.emplace(hour, std::move(figures));
        const Time next = hour + an_hour;
        if (next != day_of(next) && next != until) continue;
        MS_TRY(write_all(database, *writer, of_a_day, next));
        of_a_day.clear();
    }
    return {};
}

Result<void> each_job(Database& database, SpecObjects& specs, Time start, Time end,
                      const std::function<void(const Job&)>& use) {
    auto rows = database.prepare("SELECT spec_key, record FROM job WHERE ended > ? AND submitted < ?");
    if (!rows) return Failure(rows.error());
    const std::int64_t from = micros(start), until = micros(end);
    rows->bind(from, until);
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) return {};
        auto spec = specs.get(static_cast<std::uint64_t>(rows->integer(0)));
        if (!spec) return Failure(spec.error());
        auto job = protocol::decode_job(rows->bytes(1), *spec);
        if (!job) return context(database.path() + ": a stored job", job.error());
        use(of_this_size(std::move(*job)));
    }
}

}  // namespace msd::store
