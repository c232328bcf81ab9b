// SPDX-License-Identifier: MIT
// What has been used of limits in minutes (GrpTRESMins, GrpWall) by runs that are over, added up by owner. What those
// that run have used is in their groups (limit_groups.hpp).
//
// It is not stored from here: at the start the database's sums tell what was used before that instant
// (ClusterConfig::usage_since), and runs count from then on. Each run counts UsageFactor of its QOS times.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "daemon/core/accounts/limit_groups.hpp"
#include "libms/model/messages.hpp"

namespace msd::core {

class PastUsage {
  public:
    /// TRES-seconds and wall_time.
    void add(const Site& site, const AccountUsage& more);
    /// The groups are those of another site from now on.
    void sort_in(const Site& site);
    std::uint64_t of(const GroupKey& group, const std::string& name) const;
    /// Grows with each change.
    std::uint64_t version() const { return version_; }

  private:
    using Owner = std::tuple<std::string, std::string, std::string>;  // account, user, QOS
    void add_to_groups(const Site& site, const Owner& owner, const Amounts& seconds);

    std::map<Owner, Amounts> owners_;
    std::map<GroupKey, Amounts> groups_;  // made of these
    std::uint64_t version_ = 0;
};

}  // namespace msd::core
