// SPDX-License-Identifier: MIT
// Which base state may follow which, and why. Every change of Job::state goes through set_state().
#pragma once

#include <span>
#include <string_view>

#include "libms/model/job.hpp"

namespace msd::core {

struct Transition {
    ms::JobState from;
    ms::JobState to;
    std::string_view cause;
};

std::span<const Transition> transitions();
/// The row of a pair; nullptr when the pair is forbidden (a state never follows itself).
const Transition* find_transition(ms::JobState from, ms::JobState to);
/// Precondition: the pair is allowed; anything else is a bug and ends the process.
void set_state(ms::Job& job, ms::JobState to);

}  // namespace msd::core
