// SPDX-License-Identifier: MIT
// When a job was submitted, starts and ends, and how long that takes.
#include <algorithm>
#include <iterator>

#include "cmds/squeue/columns.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::squeue {
namespace {

std::string date(Time time, const View& view) {
    return is_set(time) ? text::format_date(time, view.date_style, view.now) : "N/A";
}

Seconds limit_of(const Job& job) { return std::chrono::minutes(job.time_limit.minutes); }
bool waits(const Job& job) { return job.state == JobState::pending; }

std::string accrue_time(const JobRow& row, const View& view) { return date(text::accrue_time(*row.job, view.now), view); }

std::string end_time(const JobRow& row, const View& view) {
    const Job& job = *row.job;
    const Time end = shown_end(job, view);
    const bool endless = !is_set(end) && job.state == JobState::running && job.time_limit.is_unlimited();
    return endless ? "NONE" : date(end, view);
}

std::string time_limit(const JobRow& row, const View&) { return text::format_limit_short(row.job->time_limit); }

std::string time_left_text(const JobRow& row, const View& view) {
    const Job& job = *row.job;
    if (!job.time_limit.is_finite()) return text::format_limit_short(job.time_limit);
    return text::format_short(time_left(job, view.now));
}

std::string time_used(const JobRow& row, const View& view) { return text::format_short(run_time(*row.job, view.now)); }

std::string minimum_time(const JobRow& row, const View&) {
    const TimeLimit& least = row.job->spec->time_min;
    return least.is_set() ? text::format_limit_short(least) : "0:00";
}

std::string pending_time(const JobRow& row, const View& view) {
    const Job& job = *row.job;
    Time until = view.now;
    if (!waits(job)) until = shown_start(job, view);
    return std::to_string(std::max<std::int64_t>(0, epoch_seconds(until) - epoch_seconds(job.submit)));
}

constexpr JobColumn rows[] = {
    {"AccrueTime", 0, "ACCRUE_TIME", accrue_time, "since when waiting counts for its priority"},
    {"Deadline", 0, "DEADLINE", [](const JobRow& r, const View& v) { return date(r.job->spec->deadline, v); },
     "when it must have ended"},
    {"EligibleTime", 0, "ELIGIBLE_TIME", [](const JobRow& r, const View& v) { return date(r.job->eligible, v); },
     "since when it could start"},
    {"EndTime", 'e', "END_TIME", end_time, "when it ended or will have to"},
    {"LastSchedEval", 0, "LAST_SCHED_EVAL",
     [](const JobRow& r, const View& v) { return date(r.job->last_schedule, v); },
     "when the scheduler last looked at it"},
    {"MinTime", 0, "TIME_MIN", minimum_time, "shortest time limit it can do with", table::Fit::keep},
    {"PendingTime", 0, "PENDING_TIME", pending_time, "seconds between submission and start"},
    {"StartTime", 'S', "START_TIME", [](const JobRow& r, const View& v) { return date(shown_start(*r.job, v), v); },
     "when it started or is expected to"},
    {"SubmitTime", 'V', "SUBMIT_TIME", [](const JobRow& r, const View& v) { return date(r.job->submit, v); },
     "when it was submitted"},
    {"TimeLeft", 'L', "TIME_LEFT", time_left_text, "time until its limit", table::Fit::keep},
    {"TimeLimit", 'l', "TIME_LIMIT", time_limit, "time limit", table::Fit::keep},
    {"TimeUsed", 'M', "TIME", time_used, "time it has run", table::Fit::keep},
};

}  // namespace

Time shown_start(const Job& job, const View& view) {
    if (is_set(job.start)) return job.start;
    if (!waits(job)) return job.end;  // cancelled before it started: both are the moment of the end
    if (const PlannedStart* plan = view.reply ? view.reply->plan_of(job.id) : nullptr) return plan->start;
    // Put back into the queue, it may start a little later than it was asked for.
    return job.restarts != 0 && is_set(job.eligible) ? job.eligible : job.spec->begin;
}

Time shown_end(const Job& job, const View& view) {
    if (is_terminal(job.state) || (!waits(job) && is_set(job.end))) return job.end;
    const Time start = shown_start(job, view);
    return is_set(start) && job.time_limit.is_finite() ? start + limit_of(job) : Time{};
}

Seconds time_left(const Job& job, Time now) { return limit_of(job) - run_time(job, now); }

std::vector<JobColumn> time_columns() { return {std::begin(rows), std::end(rows)}; }

}  // namespace ms::cmds::squeue
