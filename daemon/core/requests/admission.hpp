// SPDX-License-Identifier: MIT
// The checks of a submission that need no job record yet. A lenient site puts its default in the place of a name it
// does not have and says so in one sentence; a strict one refuses the name as Slurm does.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/events.hpp"
#include "daemon/core/site/site.hpp"

namespace msd::core {

/// Cluster, account, partition, QOS, reservation, constraint and licences exist, or are replaced in the spec with a
/// warning each.
Result<void> admit_names(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                         std::vector<std::string>& warnings);
/// The same of hosts, generic resources and their types.
Result<void> admit_resources(const Site& site, SitePolicy policy, JobSpec& spec, std::vector<std::string>& warnings);
/// Nice and priority: what is not the caller's to ask for is ignored with a warning, or refused.
Result<void> admit_rank(const Caller& caller, SitePolicy policy, JobSpec& spec, std::vector<std::string>& warnings);
/// Time limit, deadline, --time-min, node counts, memory (which may cost more CPUs).
Result<void> admit_values(const Site& site, JobSpec& spec, Time now);
/// The job could run if nothing else did (placement/possible.hpp), else the refusal says why not. A lenient site folds
/// what was made for several nodes onto those it has (folding.hpp) and says so.
Result<void> admit_size(const Site& site, SitePolicy policy, JobSpec& spec, std::vector<std::string>& warnings);
/// And with what one of the reservations it asks for keeps.
Result<void> check_reserved_size(const Site& site, const JobSpec& spec);

}  // namespace msd::core
