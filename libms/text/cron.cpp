// SPDX-License-Identifier: MIT
#include "libms/text/cron.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <span>
#include <string>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

// ---- reading

constexpr std::string_view month_names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view weekday_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Field {
    std::string_view what;
    std::uint32_t lowest, highest;
    std::span<const std::string_view> names;  // of lowest, lowest + 1, …
};
constexpr Field fields[] = {
    {"minute", 0, 59, {}},
    {"hour", 0, 23, {}},
    {"day of month", 1, 31, {}},
    {"month", 1, 12, month_names},
    {"day of week", 0, 7, weekday_names},
};

struct Word {
    std::string_view name;
    std::string_view means;
};
constexpr Word words[] = {
    {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"},  {"@monthly", "0 0 1 * *"}, {"@weekly", "0 0 * * 0"},
    {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"},  {"@hourly", "0 * * * *"},  {"@elevenses", "0 11 * * *"},
    {"@fika", "0 15 * * *"},  {"@teatime", "0 16 * * *"},
};

Failure wrong(const Field& field, std::string_view text, std::string_view why) {
    return fail(Errc::generic, "the " + std::string(field.what) + " '" + std::string(text) + "' " + std::string(why));
}

std::optional<std::uint32_t> number_of(const Field& field, std::string_view text) {
    for (std::size_t i = 0; i < field.names.size(); ++i)
        if (equal_ignoring_case(text, field.names[i])) return field.lowest + static_cast<std::uint32_t>(i);
    const auto number = parse_unsigned(text);
    if (!number || *number < field.lowest || *number > field.highest) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

std::string limits_of(const Field& field) {
    return "is not within " + std::to_string(field.lowest) + "-" + std::to_string(field.highest) +
           (field.names.empty() ? "" : " and no name of three letters");
}

/// "*", "5", "1-5", each with "/step" behind it.
Result<std::uint64_t> parse_item(const Field& field, std::string_view item) {
    const std::size_t slash = item.find('/');
    const std::string_view range = item.substr(0, slash);
    std::uint32_t first = field.lowest, last = field.highest, step = 1;
    if (slash != std::string_view::npos) {
        const auto given = parse_unsigned(item.substr(slash + 1));
        if (!given || *given == 0 || *given > field.highest) return wrong(field, item, "has a step that leads nowhere");
        step = static_cast<std::uint32_t>(*given);
    }
    if (range != "*") {
        const std::size_t dash = range.find('-');
        const auto begin = number_of(field, range.substr(0, dash));
        const auto end = dash == std::string_view::npos ? begin : number_of(field, range.substr(dash + 1));
        if (!begin || !end) return wrong(field, item, limits_of(field));
        if (*end < *begin) return wrong(field, item, "runs backwards");
        if (dash == std::string_view::npos && slash != std::string_view::npos)
            return wrong(field, item, "has a step but is no range");
        first = *begin;
        last = *end;
    }
    std::uint64_t set = 0;
    for (std::uint32_t number = first; number <= last; number += step) set |= std::uint64_t{1} << number;
    return set;
}

Result<std::uint64_t> parse_field(const Field& field, std::string_view text) {
    std::uint64_t set = 0;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        const auto item = parse_item(field, text.substr(at, end - at));
        if (!item) return item;
        set |= *item;
        at = end + 1;
    }
    return set;
}

/// The next word of `line` from `at` on; `at` moves behind it.
std::string_view next_word(std::string_view line, std::size_t& at) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t", at), line.size());
    at = std::min(line.find_first_of(" \t", begin), line.size());
    return line.substr(begin, at - begin);
}

// ---- the calendar

/// A date and time of day as the clock on the wall shows it, in seconds as if it were UTC's.
using WallSeconds = std::int64_t;
constexpr WallSeconds day_length = 86400;

WallSeconds offset_at(WallSeconds instant) {
    const std::time_t seconds = static_cast<std::time_t>(instant);
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    return parts.tm_gmtoff;
}

bool has(std::uint64_t set, unsigned number) { return (set >> number & 1) != 0; }

bool matches_day(const CronTime& cron, std::chrono::sys_days day) {
    const std::chrono::year_month_day date(day);
    if (!has(cron.months, static_cast<unsigned>(date.month()))) return false;
    const bool by_date = has(cron.days, static_cast<unsigned>(date.day()));
    const bool by_weekday = has(cron.weekdays, std::chrono::weekday(day).c_encoding());
    return cron.days_are_free || cron.weekdays_are_free ? by_date && by_weekday : by_date || by_weekday;
}

/// The instants at which the wall shows `wall`, the earlier one first.
struct Instants {
    WallSeconds first, second;  // equal, but for a time that occurs twice
};
Instants instants_of(WallSeconds wall) {
    const WallSeconds before = wall - offset_at(wall - day_length);
    const WallSeconds after = wall - offset_at(wall + day_length);
    const bool before_holds = before + offset_at(before) == wall;
    const bool after_holds = after + offset_at(after) == wall;
    if (before_holds && after_holds) return {std::min(before, after), std::max(before, after)};
    if (after_holds) return {after, after};
    return {before, before};  // it holds, or the time is skipped and this is as much later
}

/// The first match of this day that is later than `after`.
std::optional<WallSeconds> match_in_day(const CronTime& cron, WallSeconds midnight, WallSeconds after) {
    const bool is_plain = offset_at(midnight - day_length) == offset_at(midnight + 2 * day_length);
    const WallSeconds offset = offset_at(midnight);
    std::optional<WallSeconds> best;
    const auto consider = [&](WallSeconds instant) {
        if (instant > after && (!best || instant < *best)) best = instant;
    };
    for (unsigned hour = 0; hour < 24; ++hour) {
        if (!has(cron.hours, hour)) continue;
        for (unsigned minute = 0; minute < 60; ++minute) {
            if (!has(cron.minutes, minute)) continue;
            const WallSeconds wall = midnight + hour * 3600 + minute * 60;
            if (is_plain) {
                consider(wall - offset);
                if (best) return best;
                continue;
            }
            const Instants instants = instants_of(wall);
            consider(instants.first);
            if (cron.every_hour) consider(instants.second);
        }
    }
    return best;
}

constexpr int longest_gap_in_days = 41 * 366;  // 29 February on one weekday, across a century without that date

bool has_a_day(const CronTime& cron) {
    const std::chrono::sys_days first{std::chrono::year{2000} / 1 / 1};
    for (int day = 0; day < longest_gap_in_days; ++day)
        if (matches_day(cron, first + std::chrono::days{day})) return true;
    return false;
}

}  // namespace

Result<CronTime> parse_cron_time(std::string_view line, std::size_t& used) {
    used = 0;
    const std::string_view front = next_word(line, used);
    if (front.starts_with('@')) {
        for (const Word& word : words)
            if (equal_ignoring_case(front, word.name)) return parse_cron_time(word.means);
        return fail(Errc::generic, "'" + std::string(front) + "' is no time that is known");
    }
    used = 0;
    std::array<std::uint64_t, std::size(fields)> sets{};
    std::array<std::string_view, std::size(fields)> texts{};
    for (std::size_t i = 0; i < std::size(fields); ++i) {
        texts[i] = next_word(line, used);
        if (texts[i].empty()) return fail(Errc::generic, "the " + std::string(fields[i].what) + " is missing");
        const auto set = parse_field(fields[i], texts[i]);
        if (!set) return Failure(set.error());
        sets[i] = *set;
    }
    CronTime cron;
    cron.minutes = sets[0];
    cron.hours = static_cast<std::uint32_t>(sets[1]);
    cron.days = static_cast<std::uint32_t>(sets[2]);
    cron.months = static_cast<std::uint32_t>(sets[3]);
    cron.weekdays = static_cast<std::uint32_t>((sets[4] | sets[4] >> 7) & 0x7F);  // 7 is Sunday too
    cron.every_hour = texts[1].starts_with('*');
    cron.days_are_free = texts[2].starts_with('*');
    cron.weekdays_are_free = texts[4].starts_with('*');
    if (!has_a_day(cron)) return fail(Errc::generic, "this date never comes: " + std::string(trim(line.substr(0, used))));
    return cron;
}

Result<CronTime> parse_cron_time(std::string_view text) {
    std::size_t used = 0;
    auto cron = parse_cron_time(text, used);
    if (cron && !trim(text.substr(used)).empty())
        return fail(Errc::generic, "'" + std::string(trim(text.substr(used))) + "' does not belong to a time");
    return cron;
}

std::optional<Time> next_match(const CronTime& cron, Time after) {
    const WallSeconds instant = epoch_seconds(after);
    const WallSeconds wall = instant + offset_at(instant);
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{Seconds{wall}});
    // Yesterday's last minutes may have been moved into today.
    for (int day = -1; day < longest_gap_in_days; ++day) {
        const std::chrono::sys_days date = today + std::chrono::days{day};
        if (!matches_day(cron, date)) continue;
        const WallSeconds midnight = std::chrono::sys_seconds{date}.time_since_epoch().count();
        if (const auto match = match_in_day(cron, midnight, instant)) return from_epoch_seconds(*match);
    }
    return std::nullopt;
}

}  // namespace ms::text
