// SPDX-License-Identifier: MIT
#include "daemon/notify/facts.hpp"

#include "libms/text/duration.hpp"
#include "libms/text/mail.hpp"

namespace msd::notify {
namespace {

struct EventRow {
    MailEvent event;
    const char* words;
    bool ended;
};
constexpr EventRow rows[] = {
    {mail_begin, "Began", false},
    {mail_end, "Ended", true},
    {mail_fail, "Failed", true},
    {mail_requeue, "Requeued", false},
    {mail_invalid_depend, "Invalid dependency", false},
    {mail_stage_out, "Staged Out", false},
    {mail_time_limit, "Reached time limit", false},
    {mail_time_limit_90, "Reached 90% of time limit", false},
    {mail_time_limit_80, "Reached 80% of time limit", false},
    {mail_time_limit_50, "Reached 50% of time limit", false},
};

const EventRow& row_of(MailEvent event) {
    for (const EventRow& row : rows)
        if (row.event == event) return row;
    return rows[1];
}

/// How long it has run at `now`, or had when it ended.
Seconds ran_for(const Job& job, Time now) {
    return is_set(job.start) ? run_time(job, now) : Seconds{0};
}

}  // namespace

Facts facts_of(const core::Tell& tell, Time now) {
    const Job& job = *tell.job;
    const EventRow& row = row_of(tell.event);
    Facts facts{row.words, text::format_mail_types(tell.event), std::string(state_name(job.state)), {}, {}, row.ended};
    if (tell.event == mail_requeue) facts.state = "PENDING";
    if (tell.whole_array && tell.summary.mixed) facts.state = "Mixed";
    if (tell.event == mail_begin)
        facts.queued = text::format_long(std::chrono::floor<Seconds>(job.start - job.submit));
    else if (tell.event != mail_invalid_depend)
        facts.ran = text::format_long(ran_for(job, now));
    return facts;
}

}  // namespace msd::notify
