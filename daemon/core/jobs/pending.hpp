// SPDX-License-Identifier: MIT
// Why a pending job waits, as far as its own record tells. What only a scheduling pass can know (Resources,
// Licenses, JobArrayTaskLimit) is put over Reason::priority by schedule().
#pragma once

#include "daemon/core/site/site.hpp"
#include "libms/model/job.hpp"

namespace msd::core {

/// What the first partition makes of the sizes asked for, and the time limit: shown while it waits.
void fill_size(const Site& site, const JobSpec& spec, Job& job);
/// Set reason, priority and eligible time anew. Precondition: the job is pending.
void settle(const Site& site, Job& job, Time now);
/// What it has when it is not held: --priority, or age by id (older is higher) and the part of its QOS, less --nice.
std::uint32_t base_priority(const Site& site, const Job& job);
/// A failed dependency that nothing else makes up for.
bool can_never_start(const Job& job);
/// The limit that this partition has for the job, or its own; not set when it asked for none and there is none.
TimeLimit effective_limit(const PartitionConfig& partition, TimeLimit asked);
/// The limit a waiting job would run with in one of the partitions it names: where it asks for none, that one's.
TimeLimit limit_in(const Site& site, const Job& job, std::uint32_t partition);

}  // namespace msd::core
