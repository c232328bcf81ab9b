// SPDX-License-Identifier: MIT
// Types that carry meaning: ids, sizes, instants. A bare integer elsewhere names its unit last (grace_ms).
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>

namespace ms {

/// A job's own number. 0 = none. Array elements get numbers of their own when they start.
struct JobId {
    std::uint32_t value = 0;
    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(JobId, JobId) = default;
};

/// Memory in MiB, the unit of Slurm's --mem.
struct Megabytes {
    std::uint64_t value = 0;
    friend auto operator<=>(Megabytes, Megabytes) = default;
};

using UserId = std::uint32_t;
using GroupId = std::uint32_t;

/// An instant of the wall clock. Time{} (the epoch) means "not set", as in Slurm.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Seconds = std::chrono::seconds;
using Micros = std::chrono::microseconds;

inline bool is_set(Time t) { return t.time_since_epoch().count() != 0; }
inline std::int64_t epoch_seconds(Time t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}
inline Time from_epoch_seconds(std::int64_t s) { return Time{Seconds{s}}; }

/// A job's or partition's time limit: unset, unlimited, or whole minutes (Slurm stores minutes, rounded up).
struct TimeLimit {
    std::int64_t minutes = -1;  // -1 = not set, -2 = unlimited

    static constexpr TimeLimit not_set() { return {-1}; }
    static constexpr TimeLimit unlimited() { return {-2}; }
    static constexpr TimeLimit of_minutes(std::int64_t m) { return {m}; }
    constexpr bool is_set() const { return minutes != -1; }
    constexpr bool is_unlimited() const { return minutes == -2; }
    constexpr bool is_finite() const { return minutes >= 0; }
    friend bool operator==(TimeLimit, TimeLimit) = default;
};

}  // namespace ms

template <>
struct std::hash<ms::JobId> {
    std::size_t operator()(ms::JobId id) const noexcept { return id.value * 0x9E3779B97F4A7C15ull >> 16; }
};
