// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/notices.hpp"

#include <algorithm>
#include <csignal>

namespace msd::core {
namespace {

struct MarkRow {
    MailEvent event;
    JobFlag told;
    int percent;
};
/// By time.
constexpr MarkRow marks[] = {
    {mail_time_limit_50, job_told_half_time, 50},
    {mail_time_limit_80, job_told_80_percent, 80},
    {mail_time_limit_90, job_told_90_percent, 90},
};

bool asks_for(const Job& job, MailEvent event) { return (job.spec->mail_events & event) != 0; }

bool is_one_of_many(const Job& job) { return job.array && !asks_for(job, mail_array_tasks); }

const ArrayIndex* array_of(const Turn& turn, const Job& job) {
    const auto& arrays = turn.state().indexes().arrays;
    const auto at = arrays.find(job.array.master_id);
    return at == arrays.end() ? nullptr : &at->second;
}

/// None has begun before. Elements that are not known any more have ended long ago.
bool is_first_to_begin(const Turn& turn, const Job& job) {
    const ArrayIndex* array = array_of(turn, job);
    const Job* rest = turn.state().find(job.array.master_id);
    const std::uint64_t waiting = rest && !rest->array.is_task ? rest->array.waiting.count() : 0;
    if (!array || array->tasks.size() + waiting < job.array.task_count) return false;
    return std::none_of(array->tasks.begin(), array->tasks.end(), [&](const auto& task) {
        const Job& other = *turn.state().find(task.second);
        return other.id != job.id && (other.restarts > 0 || (other.state != JobState::pending && is_set(other.start)));
    });
}

bool is_first_to_return(const Turn& turn, const Job& job) {
    const ArrayIndex* array = array_of(turn, job);
    return array && std::none_of(array->tasks.begin(), array->tasks.end(), [&](const auto& task) {
        return task.second != job.id && turn.state().find(task.second)->restarts > 0;
    });
}

/// Slurm counts an element that was cancelled as one that a KILL has ended.
std::uint32_t signal_of(const Job& job) {
    return job.state == JobState::cancelled ? SIGKILL : job.exit.signal;
}

ArraySummary summary_of(const Turn& turn, const Job& last) {
    ArraySummary all{false, false, last.exit.code, last.exit.code, signal_of(last)};
    const ArrayIndex* array = array_of(turn, last);
    if (!array) return all;
    for (const auto& [task, id] : array->tasks) {
        const Job& job = *turn.state().find(id);
        all.lowest_code = std::min(all.lowest_code, job.exit.code);
        all.highest_code = std::max(all.highest_code, job.exit.code);
        all.highest_signal = std::max(all.highest_signal, signal_of(job));
        all.mixed |= job.state != last.state;
    }
    all.mixed |= all.highest_signal != 0;
    all.failed = all.highest_code != 0 && all.highest_signal == 0;
    return all;
}

void tell_array_end(Turn& turn, const JobPtr& last) {
    const ArrayIndex* array = array_of(turn, *last);
    if (array && array->unfinished != 0) return;
    const ArraySummary summary = summary_of(turn, *last);
    const MailEvent event = summary.failed ? mail_fail : mail_end;
    if (asks_for(*last, event)) turn.emit(Tell{last, event, true, summary});
}

void tell_if_asked(Turn& turn, JobPtr job, MailEvent event) {
    if (asks_for(*job, event)) turn.emit(Tell{std::move(job), event});
}

}  // namespace

std::optional<TimeMark> next_mark(const Job& job) {
    if (job.spec->mail_events == 0 || !job.time_limit.is_finite() || !is_set(job.end)) return std::nullopt;
    for (const MarkRow& row : marks) {
        if (!asks_for(job, row.event) || (job.flags & row.told)) continue;
        const Seconds limit = std::chrono::minutes{job.time_limit.minutes};
        return TimeMark{row.event, row.told, job.end - limit * (100 - row.percent) / 100};
    }
    return std::nullopt;
}

void tell_begin(Turn& turn, JobId id) {
    JobPtr job = turn.state().find_shared(id);
    if (!asks_for(*job, mail_begin)) return;
    const bool all = is_one_of_many(*job);
    if (!all || is_first_to_begin(turn, *job)) turn.emit(Tell{std::move(job), mail_begin, all});
}

void tell_end(Turn& turn, JobId id) {
    const JobPtr job = turn.state().find_shared(id);
    if (job->spec->mail_events == 0) return;
    if (is_one_of_many(*job)) return tell_array_end(turn, job);
    const bool as_it_should = job->state == JobState::completed || job->state == JobState::cancelled;
    tell_if_asked(turn, job, as_it_should ? mail_end : mail_fail);
    if (job->state == JobState::timeout) tell_if_asked(turn, job, mail_time_limit);
}

void tell_requeue(Turn& turn, const Job& last_run) {
    if (!asks_for(last_run, mail_requeue)) return;
    const bool all = is_one_of_many(last_run);
    if (!all || is_first_to_return(turn, last_run)) turn.emit(Tell{std::make_shared<Job>(last_run), mail_requeue, all});
}

void tell_invalid_dependency(Turn& turn, JobId id) {
    const JobPtr job = turn.state().find_shared(id);
    if (asks_for(*job, mail_invalid_depend)) turn.emit(Tell{job, mail_invalid_depend});
}

void tell_time_limit_nears(Turn& turn, JobId id) {
    const auto mark = next_mark(*turn.state().find(id));
    turn.change(id, [&](Job& job) { job.flags |= mark->told; });
    turn.emit(Tell{turn.state().find_shared(id), mark->event});
}

}  // namespace msd::core
