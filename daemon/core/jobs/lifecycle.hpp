// SPDX-License-Identifier: MIT
// From the start of a job to its end, and back to the queue.
//
// A running job that is to end keeps its state and its resources, with the flag COMPLETING and a flag that says why
// (scancel, time limit, requeue), until its shepherd's verdict: only then does the state change, are its resources
// free and those who wait for it looked at.
#pragma once

#include <optional>
#include <string>

#include "daemon/core/turn.hpp"

namespace msd::core {

/// What a job is given.
struct Grant {
    std::string partition;
    std::vector<NodeAllocation> allocation;
    std::string reservation;
};
/// Take the resources and order the launch. Precondition: pending and not the waiting part of an array.
void start(Turn& turn, JobId id, Grant grant);

void on_started(Turn& turn, const Started& event);
void on_epilog_begun(Turn& turn, const EpilogBegun& event);
void on_ended(Turn& turn, const Ended& event);
void on_launch_failed(Turn& turn, const LaunchFailed& event);

/// Why a running job is ended: the flags it gets and the end of the line in its stderr.
struct Ending {
    std::uint32_t flags = 0;
    std::string because;  // "DUE TO TIME LIMIT"
    std::optional<UserId> by;
};
/// CONT and TERM to all its processes, KILL when KillWait is over. Precondition: running or suspended, not ending.
void terminate(Turn& turn, JobId id, const Ending& ending);
/// The same for one numbered step; its shepherd sees to the KILL. Precondition: it runs.
void cancel_step(Turn& turn, JobId id, std::int32_t number, UserId by);
/// A pending job (or the waiting part of an array as a whole) ends at once. `by`: who asked; nullopt = nobody did.
void cancel_waiting(Turn& turn, JobId id, std::optional<UserId> by);
/// An ended job goes back to the queue; earliest start after RequeueDelay, held with `hold`.
void requeue_ended(Turn& turn, JobId id, bool hold);

bool may_requeue(const Site& site, const Job& job);
void suspend(Turn& turn, JobId id);
/// Without telling the processes: the record goes on as running.
void resume_record(Turn& turn, JobId id);

}  // namespace msd::core
