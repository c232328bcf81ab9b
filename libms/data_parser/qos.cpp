// SPDX-License-Identifier: MIT
// Slurm's QOS: sacctmgr show qos --json.
#include <algorithm>
#include <cctype>

#include "libms/base/letters.hpp"
#include "libms/data_parser/field.hpp"
#include "libms/data_parser/limit_values.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

using Q = const Qos&;

template <Limit limit>
Value count(Q qos) {
    return limit_count_value(qos.limits.amounts(limit));
}
template <Limit limit>
Value tres(Q qos) {
    return limit_tres_value(qos.limits.amounts(limit));
}

/// Flags by sacctmgr's name and the key's.
struct FlagRow {
    std::string_view name;
    std::string_view word;
};
constexpr FlagRow flag_rows[] = {
    {"DenyOnLimit", "DENY_LIMIT"},
    {"EnforceUsageThreshold", "ENFORCE_USAGE_THRESHOLD"},
    {"NoDecay", "NO_DECAY"},
    {"NoReserve", "NO_RESERVE"},
    {"OverPartQOS", "OVERRIDE_PARTITION_QOS"},
    {"PartitionMaxNodes", "PARTITION_MAXIMUM_NODE"},
    {"PartitionMinNodes", "PARTITION_MINIMUM_NODE"},
    {"PartitionTimeLimit", "PARTITION_TIME_LIMIT"},
    {"Relative", "RELATIVE"},
    {"RequiresReservation", "REQUIRED_RESERVATION"},
    {"UsageFactorSafe", "USAGE_FACTOR_SAFE"},
};
Value flags(Q qos) {
    Words words;
    for (const FlagRow& row : flag_rows)
        if (qos.has_flag(row.name)) words.emplace_back(row.word);
    return words;
}

Value preempt_mode(Q qos) {
    if (equal_ignoring_case(qos.preempt_mode, "cluster")) return Words{"DISABLED"};
    std::string word = qos.preempt_mode;
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::toupper(c); });
    return Words{word};
}

Value millionths(std::int64_t value) {
    if (value < 0) return Number{false, true, 0.0};
    return real_number(static_cast<double>(value) / 1e6);
}

Value exempt_time(Q qos) {
    if (qos.preempt_exempt_time.count() < 0) return unlimited();
    return number(static_cast<std::uint64_t>(qos.preempt_exempt_time.count()));
}

constexpr Field<Qos> fields[] = {
    {"description", [](Q q) -> Value { return q.description; }},
    {"flags", flags},
    {"id", [](Q q) -> Value { return q.id; }},
    {"limits/grace_time", [](Q q) -> Value { return q.grace_time.count(); }},
    {"limits/max/active_jobs/accruing", count<Limit::grp_jobs_accrue>},
    {"limits/max/active_jobs/count", count<Limit::grp_jobs>},
    {"limits/max/jobs/count", count<Limit::grp_submit_jobs>},
    {"limits/max/jobs/active_jobs/per/account", count<Limit::max_jobs_per_account>},
    {"limits/max/jobs/active_jobs/per/user", count<Limit::max_jobs_per_user>},
    {"limits/max/jobs/per/account", count<Limit::max_submit_per_account>},
    {"limits/max/jobs/per/user", count<Limit::max_submit_per_user>},
    {"limits/max/accruing/per/account", count<Limit::max_jobs_accrue_per_account>},
    {"limits/max/accruing/per/user", count<Limit::max_jobs_accrue_per_user>},
    {"limits/max/tres/total", tres<Limit::grp_tres>},
    {"limits/max/tres/minutes/total", tres<Limit::grp_tres_run_mins>},
    {"limits/max/tres/minutes/per/qos", tres<Limit::grp_tres_mins>},
    {"limits/max/tres/minutes/per/job", tres<Limit::max_tres_mins>},
    {"limits/max/tres/minutes/per/account", tres<Limit::max_tres_run_mins_per_account>},
    {"limits/max/tres/minutes/per/user", tres<Limit::max_tres_run_mins_per_user>},
    {"limits/max/tres/per/account", tres<Limit::max_tres_per_account>},
    {"limits/max/tres/per/job", tres<Limit::max_tres>},
    {"limits/max/tres/per/node", tres<Limit::max_tres_per_node>},
    {"limits/max/tres/per/user", tres<Limit::max_tres_per_user>},
    {"limits/max/wall_clock/per/qos", count<Limit::grp_wall>},
    {"limits/max/wall_clock/per/job", count<Limit::max_wall>},
    {"limits/factor", [](Q q) -> Value { return millionths(q.limit_factor); }},
    {"limits/min/priority_threshold", count<Limit::min_priority>},
    {"limits/min/tres/per/job", tres<Limit::min_tres>},
    {"name", [](Q q) -> Value { return q.name; }},
    {"preempt/list", [](Q q) -> Value { return Words(q.preempt.begin(), q.preempt.end()); }},
    {"preempt/mode", preempt_mode},
    {"preempt/exempt_time", exempt_time},
    {"priority", [](Q q) -> Value { return number(q.priority); }},
    {"usage_factor", [](Q q) -> Value { return millionths(static_cast<std::int64_t>(q.usage_factor)); }},
    {"usage_threshold", [](Q q) -> Value { return millionths(q.usage_threshold); }},
};

}  // namespace

void write_qos(Writer& out, const Qos& qos) { write_record(out, std::span<const Field<Qos>>(fields), qos); }

}  // namespace ms::data_parser
