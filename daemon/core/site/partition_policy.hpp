// SPDX-License-Identifier: MIT
// What a partition asks of jobs: who may submit to it, and what keeps a job that is there from ever starting in it.
//
// As in Slurm, a job beyond a partition's limits is taken and waits with a reason, since limits may change; only with
// EnforcePartLimits it is refused.
#pragma once

#include "daemon/core/events.hpp"
#include "daemon/core/site/site.hpp"
#include "libms/model/job.hpp"

namespace msd::core {

/// The partition that takes jobs in the name of this one: itself, or its Alternate while it takes none.
/// Error: it is closed, and so is that.
Result<std::string> open_partition(const Site& site, const PartitionInfo& partition);
/// Whether the caller may submit to it at all.
Result<void> may_enter(const Site& site, const PartitionInfo& partition, const Caller& caller, const JobSpec& spec);

/// What keeps the job out of one partition for good; none when it may queue there.
Reason partition_reason(const Site& site, std::uint32_t partition, const Job& job);
/// None as soon as one of the partitions it names will have it.
Reason partitions_reason(const Site& site, const Job& job);
/// More than the name of such a reason where Slurm says more; else empty.
std::string partitions_reason_text(const Site& site, const Job& job, Reason reason);
/// EnforcePartLimits: the refusal of a job that its partitions' limits would keep waiting.
Result<void> enforce_partition_limits(const Site& site, const Job& job);

}  // namespace msd::core
