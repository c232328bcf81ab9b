// SPDX-License-Identifier: MIT
// What a letter tells of a job, in the words of Slurm's mail: each fact once, for subject, variables and JSON.
#pragma once

#include <optional>
#include <string>

#include "daemon/core/events.hpp"

namespace msd::notify {

using namespace ms;

struct Facts {
    std::string event;                     // Began, Ended, Failed, "Reached 50% of time limit"
    std::string type;                      // BEGIN, END, FAIL, as --mail-type has it
    std::string state;                     // the job's, or Mixed
    std::optional<std::string> queued;     // HH:MM:SS, of one that begins
    std::optional<std::string> ran;        // of one that has run
    bool ended = false;
};

Facts facts_of(const core::Tell& tell, Time now);

}  // namespace msd::notify
