// SPDX-License-Identifier: MIT
// The checks of a submission's options that are kept with it as text, and of names that were given empty.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/events.hpp"
#include "daemon/core/site/site.hpp"

namespace msd::core {

/// Before the names are looked up, since an empty one is taken for none there.
Result<void> admit_kept(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                        std::vector<std::string>& warnings);

}  // namespace msd::core
