// SPDX-License-Identifier: MIT
// When a scrontab entry runs: five fields of cron, or a word like @daily. The time zone is the process's (TZ).
//
// Days: when both the day of the month and the day of the week are restricted, one of them is enough; a field that
// begins with * restricts nothing in this sense, and then both have to hold.
// A change of the clock: a time of day that is skipped counts as much later as the clock was moved; one that occurs
// twice counts the first time, unless every hour is meant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace ms::text {

/// Sets of numbers, bit N for N.
struct CronTime {
    std::uint64_t minutes = 0;
    std::uint32_t hours = 0;
    std::uint32_t days = 0;      // of the month, from 1
    std::uint32_t months = 0;    // from 1
    std::uint32_t weekdays = 0;  // 0 = Sunday
    bool every_hour = false;
    bool days_are_free = false;      // the field begins with *
    bool weekdays_are_free = false;
    friend bool operator==(const CronTime&, const CronTime&) = default;
};

/// Reads the time at the front of `line`; `used` is how much of the line that was. Errors: Errc::generic, naming the
/// field and what is wrong with it, also for a date that never comes.
Result<CronTime> parse_cron_time(std::string_view line, std::size_t& used);
/// The same for a text that holds a time and nothing else.
Result<CronTime> parse_cron_time(std::string_view text);

/// The first match later than `after`, a whole minute; nullopt when there is none within the calendar's longest gap.
std::optional<Time> next_match(const CronTime& cron, Time after);

}  // namespace ms::text
