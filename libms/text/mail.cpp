// SPDX-License-Identifier: MIT
#include "libms/text/mail.hpp"

#include "libms/base/letters.hpp"
#include "libms/model/job_spec.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

struct EventRow {
    std::string_view name;
    std::uint32_t events;
};
constexpr std::string_view none = "NONE";

/// In the order they are shown.
constexpr EventRow rows[] = {
    {"ARRAY_TASKS", mail_array_tasks},
    {"INVALID_DEPEND", mail_invalid_depend},
    {"BEGIN", mail_begin},
    {"END", mail_end},
    {"FAIL", mail_fail},
    {"REQUEUE", mail_requeue},
    {"STAGE_OUT", mail_stage_out},
    {"TIME_LIMIT_50", mail_time_limit_50},
    {"TIME_LIMIT_80", mail_time_limit_80},
    {"TIME_LIMIT_90", mail_time_limit_90},
    {"TIME_LIMIT", mail_time_limit},
};
constexpr EventRow all{"ALL", mail_invalid_depend | mail_begin | mail_end | mail_fail | mail_requeue | mail_stage_out};

std::uint32_t events_of(std::string_view word) {
    if (equal_ignoring_case(word, all.name)) return all.events;
    for (const auto& row : rows)
        if (equal_ignoring_case(word, row.name)) return row.events;
    return 0;
}

}  // namespace

std::optional<std::uint32_t> parse_mail_types(std::string_view text) {
    std::uint32_t events = 0;
    for (const auto& word : split_list(text)) {
        if (equal_ignoring_case(word, none)) return 0;
        events |= events_of(word);
    }
    if (events == 0) return std::nullopt;
    return events;
}

std::string format_mail_types(std::uint32_t events) {
    std::string out;
    for (const auto& row : rows) {
        if (!(events & row.events)) continue;
        if (!out.empty()) out += ',';
        out += row.name;
    }
    return out.empty() ? std::string(none) : out;
}

}  // namespace ms::text
