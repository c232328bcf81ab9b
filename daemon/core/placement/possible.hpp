// SPDX-License-Identifier: MIT
// Whether a job could run if nothing else did.
#pragma once

#include <string>

#include "daemon/core/site/site.hpp"
#include "libms/model/job_spec.hpp"

namespace msd::core {

/// In one of these partitions (a comma list).
bool could_run(const Site& site, const std::string& partitions, const JobSpec& spec);
/// What it waits for where it could not: more CPUs or nodes than the first of them has, or else BadConstraints. None: it
/// could.
Reason why_unfit(const Site& site, const std::string& partitions, const JobSpec& spec);

}  // namespace msd::core
