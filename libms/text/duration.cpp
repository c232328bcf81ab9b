// SPDX-License-Identifier: MIT
#include "libms/text/duration.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>
#include <optional>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour, year = 365 * day;
constexpr std::uint64_t longest_field = 0xFFFFFFFF;           // keeps every product below within 64 bits
constexpr std::int64_t longest_limit_minutes = 0xFFFFFFFD;    // Slurm's 32 bits, less its two special values

bool means_unlimited(std::string_view text) {
    return text == "-1" || equal_ignoring_case(text, "infinite") || equal_ignoring_case(text, "unlimited");
}

std::optional<std::int64_t> parse_field(std::string_view text) {
    const auto value = parse_unsigned(text);
    if (!value || *value > longest_field) return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

/// Whole seconds of any form but the unlimited ones.
std::optional<std::int64_t> parse_seconds(std::string_view text) {
    std::int64_t total = 0;
    const std::size_t dash = text.find('-');
    const bool has_days = dash != std::string_view::npos;
    if (has_days) {
        const auto days = parse_field(text.substr(0, dash));
        if (!days) return std::nullopt;
        total = *days * day;
        text.remove_prefix(dash + 1);
        if (text.empty()) return total;  // "1-" is a day
    }

    std::array<std::int64_t, 3> fields{};
    std::size_t count = 0;
    for (bool more = true; more; ++count) {
        const std::size_t colon = std::min(text.find(':'), text.size());
        const auto value = parse_field(text.substr(0, colon));
        if (!value || count == fields.size()) return std::nullopt;
        fields[count] = *value;
        more = colon < text.size();
        text.remove_prefix(std::min(colon + 1, text.size()));
    }
    // After days the first field is hours; otherwise it is minutes, or hours when there are three.
    const std::int64_t first_unit = has_days || count == 3 ? hour : minute;
    total += fields[0] * first_unit;
    total += fields[1] * (first_unit / 60);
    return total + fields[2];
}

std::string print(const char* with_hours, const char* with_minutes, std::int64_t seconds) {
    char buffer[64];
    const std::int64_t days = seconds / day;
    const int hours = static_cast<int>(seconds % day / hour);
    const int minutes = static_cast<int>(seconds % hour / minute);
    const int rest = static_cast<int>(seconds % minute);
    if (days > 0)
        std::snprintf(buffer, sizeof buffer, "%" PRId64 "-%02d:%02d:%02d", days, hours, minutes, rest);
    else if (hours > 0 || !with_minutes)
        std::snprintf(buffer, sizeof buffer, with_hours, hours, minutes, rest);
    else
        std::snprintf(buffer, sizeof buffer, with_minutes, minutes, rest);
    return buffer;
}

std::string print_short(std::int64_t seconds) { return print("%d:%02d:%02d", "%d:%02d", seconds); }

Seconds seconds_of(TimeLimit limit) { return std::chrono::minutes(limit.minutes); }

}  // namespace

Result<TimeLimit> parse_time_limit(std::string_view text) {
    if (means_unlimited(text)) return TimeLimit::unlimited();
    const auto seconds = parse_seconds(text);
    const std::int64_t minutes = seconds ? (*seconds + minute - 1) / minute : 0;
    if (!seconds || minutes > longest_limit_minutes)
        return fail(Errc::usage, "Invalid time limit: " + std::string(text));
    return TimeLimit::of_minutes(minutes);
}

Result<Seconds> parse_duration(std::string_view text) {
    const auto seconds = parse_seconds(text);
    if (!seconds) return fail(Errc::usage, "Invalid duration: " + std::string(text));
    return Seconds{*seconds};
}

std::string format_short(Seconds duration) {
    if (duration.count() < 0 || duration.count() > year) return "INVALID";
    return print_short(duration.count());
}

std::string format_long(Seconds duration) {
    return print("%02d:%02d:%02d", nullptr, std::max<std::int64_t>(duration.count(), 0));
}

std::string format_limit_short(TimeLimit limit) {
    if (limit.is_unlimited()) return "UNLIMITED";
    return limit.is_finite() ? format_short(seconds_of(limit)) : "NOT_SET";
}

std::string format_limit_sinfo(TimeLimit limit) {
    if (limit.is_unlimited()) return "infinite";
    return limit.is_finite() ? print_short(seconds_of(limit).count()) : "n/a";
}

std::string format_limit_long(TimeLimit limit) {
    if (limit.is_unlimited()) return "UNLIMITED";
    return limit.is_finite() ? format_long(seconds_of(limit)) : "Partition_Limit";
}

std::string format_cpu_time(Micros time) {
    const std::int64_t ms = std::max<std::int64_t>(time.count(), 0) / 1000;
    const std::int64_t seconds = ms / 1000;
    if (seconds >= hour || ms % 1000 == 0) return format_long(Seconds{seconds});
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%02d:%02d.%03d", static_cast<int>(seconds / minute),
                  static_cast<int>(seconds % minute), static_cast<int>(ms % 1000));
    return buffer;
}

}  // namespace ms::text
