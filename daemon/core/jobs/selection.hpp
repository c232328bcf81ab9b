// SPDX-License-Identifier: MIT
// From a selector of a request (12, 12_3, 12_[1-5], 12_*) to job records.
#pragma once

#include <vector>

#include "daemon/core/state.hpp"

namespace msd::core {

/// Records a selector means, oldest first, each whole unless `elements` says which of its waiting ones.
struct Selected {
    JobId job;
    TaskSet elements;  // of a waiting part that is meant in part; empty = all of the record
};
/// Empty: nothing like that is in memory.
std::vector<Selected> select(const State& state, const JobSelector& selector);

}  // namespace msd::core
