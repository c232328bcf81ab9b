// SPDX-License-Identifier: MIT
// Why a job could not run in a partition even if nothing else did: what is asked, what there is, what to change.
#pragma once

#include "daemon/core/site/site.hpp"
#include "libms/base/result.hpp"
#include "libms/model/job_spec.hpp"

namespace msd::core {

/// The first thing that is too large, in the order people look for it.
Failure why_never(const Site& site, std::uint32_t partition, const JobSpec& spec);

}  // namespace msd::core
