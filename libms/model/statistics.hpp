// SPDX-License-Identifier: MIT
// What the daemon has done since it started, or since the figures were reset: what sdiag shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/base/units.hpp"

namespace ms {

/// Requests of one kind, or of one user.
struct RequestCount {
    std::string name;            // of a kind, as Slurm calls it; or of a user
    std::uint32_t number = 0;    // Slurm's of that kind; or the user's
    std::uint64_t count = 0;
    Micros time{0};              // from the request to its answer, in all
    friend bool operator==(const RequestCount&, const RequestCount&) = default;
};

/// Rounds of the scheduler over the queue.
struct CycleFigures {
    std::uint64_t count = 0;
    Micros last{0};
    Micros longest{0};
    Micros total{0};
    std::uint64_t depth = 0;     // jobs looked at, in all rounds
    std::uint64_t queue = 0;     // that waited in the last one
    Time last_at;
    friend bool operator==(const CycleFigures&, const CycleFigures&) = default;
};

struct Statistics {
    Time now;
    Time since;
    std::uint32_t threads = 0;   // of the daemon
    std::uint64_t agents = 0;    // messages to shepherds and programs that are under way
    std::uint64_t jobs_submitted = 0;
    std::uint64_t jobs_started = 0;
    std::uint64_t jobs_completed = 0;
    std::uint64_t jobs_cancelled = 0;
    std::uint64_t jobs_failed = 0;
    std::uint64_t jobs_pending = 0;   // now
    std::uint64_t jobs_running = 0;
    CycleFigures schedule;
    CycleFigures backfill;
    std::uint64_t backfilled = 0;     // jobs started out of turn
    std::vector<RequestCount> by_kind;
    std::vector<RequestCount> by_user;
    std::uint64_t commits = 0;        // transactions, and the time they took
    Micros commit_time{0};
    friend bool operator==(const Statistics&, const Statistics&) = default;
};

}  // namespace ms
