// SPDX-License-Identifier: MIT
#include "libms/model/messages.hpp"

#include <algorithm>

namespace ms {

const PlannedStart* JobsReply::plan_of(JobId job) const {
    const auto at = std::lower_bound(planned.begin(), planned.end(), job,
                                     [](const PlannedStart& each, JobId id) { return each.job < id; });
    return at != planned.end() && at->job == job ? &*at : nullptr;
}

}  // namespace ms
