// SPDX-License-Identifier: MIT
// Time limits and durations. Input: minutes, M:S, H:M:S, D-H, D-H:M, D-H:M:S, -1/INFINITE/UNLIMITED; seconds round
// up to minutes. Fields may exceed their usual range (72:00:00, 0-48:00).
#pragma once

#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace ms::text {

/// A time limit. "0" is minutes 0 here; callers for whom 0 means unlimited say so themselves.
/// Error: Errc::usage, message "Invalid time limit: TEXT".
Result<TimeLimit> parse_time_limit(std::string_view text);
/// The same forms to whole seconds (squeue --running-over, KillWait…).
Result<Seconds> parse_duration(std::string_view text);

/// squeue's and sinfo's form: 0:05, 12:00, 1:00:00, 1-00:00:00. Negative or over a year: INVALID.
std::string format_short(Seconds duration);
/// scontrol's and sacct's form: 00:00:05, 1-00:00:00.
std::string format_long(Seconds duration);
/// squeue's %l: NOT_SET, UNLIMITED or format_short.
std::string format_limit_short(TimeLimit limit);
/// sinfo's %l: infinite, n/a or format_short.
std::string format_limit_sinfo(TimeLimit limit);
/// scontrol/sacct: Partition_Limit (not set), UNLIMITED or format_long.
std::string format_limit_long(TimeLimit limit);
/// sacct's TotalCPU, UserCPU…: D-HH:MM:SS, HH:MM:SS from one hour on, else MM:SS.mmm.
std::string format_cpu_time(Micros time);

}  // namespace ms::text
