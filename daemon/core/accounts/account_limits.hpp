// SPDX-License-Identifier: MIT
// What limits of QOS and associations mean for one job: a refusal at submission, or the reason it waits for.
//
// The QOS (of the partition, and the job's own: limit_groups.hpp) comes first: what it says of a limit, associations do not say over, as in Slurm.
#pragma once

#include <functional>
#include <optional>

#include "daemon/core/accounts/limit_groups.hpp"
#include "daemon/core/accounts/past_usage.hpp"
#include "daemon/core/site/site.hpp"

namespace msd::core {

/// The use of a group; nullptr: nothing.
using GroupLookup = std::function<const GroupUse*(const GroupKey& key)>;

/// What limits are held against.
struct GroupUses {
    const GroupLookup& now;   // by what runs and waits
    const PastUsage& past;    // by what is over
    Time instant;
};

/// At submission: numbers of jobs, and with the QOS flag DenyOnLimit also sizes that are always too large.
/// Error: Errc::accounting_policy, with Slurm's name of the limit on a line of its own.
Result<void> check_submission(const Site& site, const GroupUses& uses, const Job& job);

/// What keeps a waiting job from starting in one of its partitions next to what runs; none when nothing does. Its nodes are
/// not known yet: they count as if they were among those that its groups use already.
Reason limit_reason(const Site& site, const GroupUses& uses, const Job& job, std::uint32_t partition);
/// The one of the partitions it names in which no limit keeps it from starting; none: all do, or it names none.
std::optional<std::uint32_t> unlimited_partition(const Site& site, const GroupUses& uses, const Job& job);
/// The group that would have too many nodes if the job had these.
struct NodeLimit {
    Reason reason = Reason::none;
    GroupKey group;
};
std::optional<NodeLimit> over_node_limit(const Site& site, const GroupUses& uses, const Job& job, std::uint32_t partition,
                                         const std::vector<NodeAllocation>& allocation);

/// MinPrioThreshold: a job of lower priority waits without anybody waiting behind it.
bool may_hold_back_others(const Site& site, const Job& job, std::uint32_t partition);

}  // namespace msd::core
