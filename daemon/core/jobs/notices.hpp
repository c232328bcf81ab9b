// SPDX-License-Identifier: MIT
// What a job's submitter wished to be told of (--mail-type): the moments that are worth a word, each an effect Tell.
// Who carries it where is no matter of the core.
//
// An array is one matter, told of when its first element begins and when its last one has ended, unless ARRAY_TASKS
// asks for every element's. COMPLETED and CANCELLED are an END, every other way to end is a FAIL.
#pragma once

#include <optional>

#include "daemon/core/turn.hpp"

namespace msd::core {

/// A share of the time limit that has not been told of yet, and when it will be used up.
struct TimeMark {
    MailEvent event = mail_time_limit_50;
    JobFlag told = job_told_half_time;
    Time at;
};
/// The next one of a running job that asks for any; nullopt for others.
std::optional<TimeMark> next_mark(const Job& job);

void tell_begin(Turn& turn, JobId id);
/// The record is in its final state.
void tell_end(Turn& turn, JobId id);
void tell_requeue(Turn& turn, const Job& last_run);
void tell_invalid_dependency(Turn& turn, JobId id);
/// The instant of next_mark() has come.
void tell_time_limit_nears(Turn& turn, JobId id);

}  // namespace msd::core
