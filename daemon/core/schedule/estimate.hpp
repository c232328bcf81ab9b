// SPDX-License-Identifier: MIT
// When a job would start if the running ones last to their limits and nobody else waited: for sbatch --test-only.
#pragma once

#include "daemon/core/state.hpp"

namespace msd::core {

struct Estimate {
    Time start;  // a year ahead when a job without a limit is in the way
    std::string partition;
    std::vector<NodeAllocation> allocation;
};

Estimate estimate_start(const State& state, const Job& job, Time now);

}  // namespace msd::core
