// SPDX-License-Identifier: MIT
// The limits that associations and QOS may set, as a table: one row gives the name sacctmgr sets it by, what it counts
// and how it is shown. A limit that is not set does not limit.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ms {

/// The order is the wire number: append only.
enum class Limit : std::uint8_t {
    grp_jobs,
    grp_jobs_accrue,
    grp_submit_jobs,
    grp_wall,
    grp_tres,
    grp_tres_mins,
    grp_tres_run_mins,
    max_jobs,
    max_jobs_accrue,
    max_submit_jobs,
    max_wall,
    max_tres,
    max_tres_per_node,
    max_tres_mins,
    max_jobs_per_user,
    max_jobs_accrue_per_user,
    max_submit_per_user,
    max_tres_per_user,
    max_tres_run_mins_per_user,
    max_jobs_per_account,
    max_jobs_accrue_per_account,
    max_submit_per_account,
    max_tres_per_account,
    max_tres_run_mins_per_account,
    min_tres,
    min_priority,
};
inline constexpr int limit_count = static_cast<int>(Limit::min_priority) + 1;
/// Whether the number is one of the limits (bytes from elsewhere may hold any).
constexpr bool is_known(Limit limit) { return static_cast<int>(limit) < limit_count; }

enum class LimitKind : std::uint8_t {
    count,
    minutes,       // of wall time
    tres,          // an amount of each resource
    tres_minutes,  // an amount times minutes
};

/// For which records a limit is.
enum LimitHolder : std::uint8_t { of_association = 1, of_qos = 2 };

struct LimitRow {
    Limit limit;
    std::string_view name;    // sacctmgr's key, and what format= calls it
    std::size_t least;        // it may be cut to so many letters
    LimitKind kind;
    std::uint8_t holders;     // LimitHolder bits
    bool inherited;           // an association without it has its parent's
    std::string_view header;  // of a listing's column; also in " Settings"
    std::uint16_t width;
    std::string_view dump;    // in sacctmgr dump
};
std::span<const LimitRow> limit_rows();
const LimitRow& limit_row(Limit limit);

/// Other names: old ones for one resource of a limit (GrpCPUs), and short ones (MaxJobsPU).
struct LimitAlias {
    std::string_view name;
    std::size_t least;
    Limit limit;
    std::string_view tres;  // the one resource it means; empty = the whole limit
};
inline constexpr std::size_t limit_alias_count = 30;
std::span<const LimitAlias, limit_alias_count> limit_aliases();

/// Amounts by TRES name; a plain number is under the empty name.
using Amounts = std::map<std::string, std::uint64_t>;

struct Limits {
    std::map<Limit, Amounts> values;

    /// Of a limit that is a plain number.
    std::optional<std::uint64_t> number(Limit limit) const;
    /// Of one that counts resources; nullptr when it is not set.
    const Amounts* amounts(Limit limit) const;
    bool empty() const { return values.empty(); }
    friend bool operator==(const Limits&, const Limits&) = default;
};

}  // namespace ms
