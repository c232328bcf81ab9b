// SPDX-License-Identifier: MIT
#include "cmds/sacct/line.hpp"

#include <algorithm>

namespace ms::cmds::sacct {
namespace {

Seconds suspended_time(const Job& job, Time now) {
    if (job.state != JobState::suspended || !is_set(job.suspended_at)) return job.suspended;
    return job.suspended + std::max(Seconds{0}, std::chrono::floor<Seconds>(now - job.suspended_at));
}

/// -T: nothing before the window or after it is shown; what goes on is cut where the window ends.
void clip(Line& line, const View& view) {
    if (!view.clip || !is_set(line.start)) return;
    line.start = std::max(line.start, view.window_start);
    if (!is_set(view.window_end)) return;
    line.end = is_set(line.end) ? std::min(line.end, view.window_end) : view.window_end;
}

Seconds elapsed_time(const Line& line, Seconds suspended, Time now) {
    if (!is_set(line.start)) return Seconds{0};
    const Time until = is_set(line.end) ? line.end : now;
    const Seconds whole = std::chrono::floor<Seconds>(until) - std::chrono::floor<Seconds>(line.start);
    return std::max(Seconds{0}, whole - suspended);
}

CpuTime used_by(const AccountingJob& record) {
    if (record.steps.empty()) return record.job.cpu_time;
    CpuTime sum;
    for (const Step& step : record.steps)
        if (is_terminal(step.state)) sum += step.usage.cpu_time;
    return sum;
}

/// The shell's own steps last as long as the job and stand still with it.
bool spans_the_job(const Step& step) { return step.id < 0; }

}  // namespace

Seconds wait_time(const Line& line, Time now) {
    if (!is_set(line.job.eligible)) return Seconds{0};
    Time until = now;
    if (line.has_run) until = line.job.start;
    else if (is_terminal(line.job.state)) until = line.job.end;
    return std::max(Seconds{0}, std::chrono::floor<Seconds>(until) - std::chrono::floor<Seconds>(line.job.eligible));
}

bool has_run(const Job& job) { return job.state != JobState::pending && is_set(job.start); }

std::string schedule_flags(const Job& job) { return has_run(job) ? "SchedMain,StartRecieved" : ""; }

Line job_line(const AccountingJob& record, const View& view) {
    const Job& job = record.job;
    Line line{job};
    line.has_run = has_run(job);
    if (line.has_run) line.start = job.start;
    if (is_terminal(job.state)) line.end = job.end;
    clip(line, view);
    line.suspended = suspended_time(job, view.now);
    line.elapsed = elapsed_time(line, line.suspended, view.now);
    line.cpu_time = used_by(record);
    return line;
}

Line step_line(const AccountingJob& record, const Step& step, const View& view) {
    Line line{record.job, &step};
    line.has_run = true;
    line.start = step.start;
    line.end = step.end;
    clip(line, view);
    if (spans_the_job(step)) line.suspended = suspended_time(record.job, view.now);
    line.elapsed = elapsed_time(line, line.suspended, view.now);
    line.cpu_time = step.usage.cpu_time;
    return line;
}

}  // namespace ms::cmds::sacct
