// SPDX-License-Identifier: MIT
// Dates on input (--begin, --deadline, sacct -S/-E) and output. The time zone is the process's (TZ).
#pragma once

#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace ms::text {

/// In which direction an incomplete date is completed: a time of day alone is the next one (future) or today's
/// (past); a date without a year is the next one or this year's.
enum class Toward { future, past };

/// Every form of Slurm's: HH:MM[:SS][am|pm], MMDDYY, MM/DD[/YY], MM.DD.YY, YYYY-MM-DD[THH:MM[:SS]], now[±N[unit]],
/// today, tomorrow, midnight, noon, elevenses, fika, teatime, uts<seconds>.
/// Error: Errc::invalid_time, "Invalid time specification (pos=N): TEXT".
Result<Time> parse_date(std::string_view text, Time now, Toward toward);

/// "Unknown" for a time that is not set; else %Y-%m-%dT%H:%M:%S, or by SLURM_TIME_FORMAT when `style` is its value
/// ("standard", "relative", a strftime text). `now` is what "relative" refers to.
std::string format_date(Time time, std::string_view style = {}, Time now = {});
/// "Thu Aug 20 15:04:05 2026": the first line of squeue -l and -i.
std::string format_title_date(Time time);

/// So many days later by the calendar, at the same time of day.
Time days_later(Time time, int days);
/// Saturday or Sunday.
bool is_weekend(Time time);

}  // namespace ms::text
