// SPDX-License-Identifier: MIT
// The checks of a submission that need no job record yet. A lenient site puts its default in the place of a name it
// does not have and says so in one sentence; a strict one refuses the name as Slurm does.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/events.hpp"
#include "daemon/core/site.hpp"

namespace msd::core {

/// Partition, QOS, constraint, reservation and licences exist, or are replaced in the spec with a warning each.
Result<void> admit_names(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                         std::vector<std::string>& warnings);
/// Nice and priority: what is not the caller's to ask for is ignored with a warning.
void admit_rank(const Caller& caller, JobSpec& spec, std::vector<std::string>& warnings);
/// Time limit, deadline, --time-min, host lists, node counts, memory (which may cost more CPUs), generic resources.
Result<void> admit_values(const Site& site, JobSpec& spec, Time now);
/// The job could run in one of these partitions (a comma list) if nothing else ran.
Result<void> admit_size(const Site& site, const std::string& partitions, const JobSpec& spec);

}  // namespace msd::core
