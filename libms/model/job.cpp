// SPDX-License-Identifier: MIT
#include "libms/model/job.hpp"

#include <sys/wait.h>

namespace ms {

const std::string& shown_reservation(const Job& job) {
    return job.reservation.empty() ? job.spec->reservation : job.reservation;
}

ExitStatus ExitStatus::of_wait_status(int status) {
    if (WIFSIGNALED(status)) return {0, static_cast<std::uint32_t>(WTERMSIG(status))};
    return {static_cast<std::uint32_t>(WEXITSTATUS(status)), 0};
}

std::uint32_t incarnation(const Job& job) { return job.restarts + job.resized.count; }

Time size_begun(const Job& job) { return is_set(job.resized.at) ? job.resized.at : job.start; }

Job of_this_size(Job job) {
    if (!is_set(job.resized.at)) return job;
    job.eligible = job.start = job.resized.at;
    job.suspended -= job.resized.suspended;
    return job;
}

Seconds run_time(const Job& job, Time now) {
    if (!is_set(job.start) || job.state == JobState::pending) return Seconds{0};
    Time until = is_terminal(job.state) ? job.end : now;
    if (job.state == JobState::suspended && is_set(job.suspended_at)) until = job.suspended_at;
    if (!is_set(until) || until < job.start) return Seconds{0};
    return std::chrono::floor<Seconds>(until) - std::chrono::floor<Seconds>(job.start) - job.suspended;
}

}  // namespace ms
