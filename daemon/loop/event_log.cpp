// SPDX-License-Identifier: MIT
#include "daemon/loop/event_log.hpp"

#include "libms/text/job.hpp"

namespace msd::loop {

std::string event_line(const Job* before, const Job& after) {
    const std::string job = "job " + text::shown_job_id(after);
    const bool completing = after.flags & job_completing;
    if (before && before->state == after.state && before->restarts == after.restarts &&
        (before->flags & job_completing) == (after.flags & job_completing))
        return {};
    if (completing) return job + " is ending";
    if (is_terminal(after.state)) {
        return job + " ended " + std::string(state_name(after.state)) + " " + std::to_string(after.exit.code) + ":" +
               std::to_string(after.exit.signal);
    }
    if (after.state == JobState::running && (!before || before->state == JobState::pending))
        return job + " starts on " + text::shown_nodes(after) + " with " + after.alloc_tres;
    if (after.state == JobState::pending && !before && !after.array.is_task)
        return job + " of " + after.user + " waits for " + after.req_tres;
    if (after.state == JobState::pending && before) return job + " is back in the queue, restart " + std::to_string(after.restarts);
    return job + " is " + std::string(state_name(after.state));
}

}  // namespace msd::loop
