// SPDX-License-Identifier: MIT
#include "daemon/store/retention.hpp"

#include "daemon/store/usage.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::store {
namespace {

constexpr RecordRow rows[] = {
    {Record::steps, "Steps", "PurgeStepAfter", "ArchiveSteps"},
    {Record::jobs, "Jobs", "PurgeJobAfter", "ArchiveJobs"},
    {Record::events, "Events", "PurgeEventAfter", "ArchiveEvents"},
    {Record::reservations, "Reservations", "PurgeResvAfter", "ArchiveResvs"},
    {Record::transactions, "TXN", "PurgeTXNAfter", "ArchiveTXN"},
    {Record::usage, "Usage", "PurgeUsageAfter", "ArchiveUsage"},
};

struct UnitRow {
    std::string_view name;  // a single one
    Age::Unit unit;
};
constexpr UnitRow units[] = {{"hour", Age::Unit::hours}, {"day", Age::Unit::days}, {"month", Age::Unit::months}};

constexpr std::uint64_t most = 100'000;

}  // namespace

std::optional<Age> parse_age(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = ms::text::parse_unsigned(text.substr(0, digits));
    if (!number || *number == 0 || *number > most) return std::nullopt;
    Age age{static_cast<std::uint32_t>(*number), Age::Unit::months};
    std::string_view word = text.substr(digits);
    if (word.empty()) return age;
    if (word.back() == 's' || word.back() == 'S') word.remove_suffix(1);
    for (const UnitRow& row : units) {
        if (!ms::equal_ignoring_case(word, row.name)) continue;
        age.unit = row.unit;
        return age;
    }
    return std::nullopt;
}

std::string format_age(Age age) {
    if (age.count == 0) return "NONE";
    for (const UnitRow& row : units)
        if (row.unit == age.unit) return std::to_string(age.count) + " " + std::string(row.name) + (age.count == 1 ? "" : "s");
    return {};
}

ms::Time older_than(Age age, ms::Time now) {
    switch (age.unit) {
        case Age::Unit::hours: return hour_of(now) - std::chrono::hours{age.count};
        case Age::Unit::days: return day_of(now) - std::chrono::days{age.count};
        case Age::Unit::months: break;
    }
    const std::chrono::year_month_day today = std::chrono::floor<std::chrono::days>(now);
    const auto month = today.year() / today.month() - std::chrono::months{age.count};
    return std::chrono::sys_days{month / 1};
}

std::span<const RecordRow> record_rows() { return rows; }

}  // namespace msd::store
