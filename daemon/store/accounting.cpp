// SPDX-License-Identifier: MIT
#include "daemon/store/accounting.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/model/filter.hpp"

namespace msd::store {

using namespace ms;

namespace {

Time end_of(const Job& job) { return is_terminal(job.state) ? job.end : Time::max(); }

/// [from, until) shares an instant with the window; a window may be a single instant.
bool overlaps(const Window& window, Time from, Time until) { return from <= window.end && until > window.start; }

/// Of a job that never could start nothing is told but by its number, which comes without a window.
bool active(const Window& window, const Job& job) {
    if (window.is_everything()) return true;
    return is_set(job.eligible) && job.eligible <= window.end && end_of(job) >= window.start;
}

bool has_run(const Job& job) { return job.state != JobState::pending && is_set(job.start); }

bool was_pending(const Window& window, const Job& job) {
    if (!is_set(job.eligible) && !window.is_everything()) return false;
    return overlaps(window, is_set(job.eligible) ? job.eligible : job.submit, has_run(job) ? job.start : end_of(job));
}

bool was_running(const Window& window, const Job& job) {
    if (!has_run(job)) return false;
    const bool stopped = job.state == JobState::suspended && is_set(job.suspended_at);
    return overlaps(window, job.start, stopped ? job.suspended_at : end_of(job));
}

/// Only the last suspension's instant is kept; earlier ones lie somewhere in the run.
bool was_suspended(const Window& window, const Job& job) {
    if (job.state == JobState::suspended) return overlaps(window, job.suspended_at, Time::max());
    return job.suspended > Seconds{0} && overlaps(window, job.start, end_of(job));
}

bool was_in_a_state(const JobFilter& filter, const Window& window, const Job& job) {
    const auto wanted = [&](JobState state) { return (filter.states & (1u << static_cast<int>(state))) != 0; };
    if (filter.state_flags & job.flags) return active(window, job);
    if (wanted(JobState::pending) && was_pending(window, job)) return true;
    if (wanted(JobState::running) && was_running(window, job)) return true;
    if (wanted(JobState::suspended) && was_suspended(window, job)) return true;
    const bool is_earlier_size = (job.flags & job_resizing) != 0;  // its state is that flag alone
    return is_terminal(job.state) && !is_earlier_size && wanted(job.state) && job.end >= window.start && job.end <= window.end;
}

bool in_range(const std::vector<std::uint32_t>& range, std::uint32_t value) {
    return range.size() != 2 || (value >= range[0] && value <= range[1]);
}

}  // namespace

Window window_of(const AccountingQuery& query, Time now) {
    Window window;
    window.start = query.window_start;
    // Its whole last second: what ended within the second that is "now" has ended now.
    if (is_set(query.window_end))
        window.end = std::chrono::floor<Seconds>(query.window_end) + Seconds{1} - Micros{1};
    else if (is_set(query.window_start))
        window.end = now;
    return window;
}

bool belongs(const AccountingQuery& query, const Window& window, const Job& job) {
    const JobFilter& filter = query.filter;
    const bool with_states = filter.states != 0 || filter.state_flags != 0;
    if (with_states ? !was_in_a_state(filter, window, job) : !active(window, job)) return false;
    if (!query.groups.empty() && !contains(query.groups, job.gid))
        return false;
    return in_range(query.cpus_range, job.cpus) && in_range(query.nodes_range, job.nodes);
}

}  // namespace msd::store
