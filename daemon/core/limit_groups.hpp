// SPDX-License-Identifier: MIT
// Which jobs the limits of associations and QOS count together, and what these have: one group for each association on
// the way up to root, one for the QOS (and that of the partition), and one each for its user and its account within it. With no limits in
// force there are no groups, and nothing is counted.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libms/model/job.hpp"
#include "libms/text/tres.hpp"

namespace msd::core {

using namespace ms;
class Site;

struct GroupUse {
    std::uint64_t running = 0;    // jobs that hold resources
    std::uint64_t submitted = 0;  // those and the waiting ones, array elements counted singly
    text::TresMap tres;           // of the running ones
    text::TresMap tres_minutes;   // the same times their time limits
    std::map<std::string, std::uint64_t> nodes;  // jobs on each: a node that several share counts once
    friend bool operator==(const GroupUse&, const GroupUse&) = default;

    bool empty() const { return running == 0 && submitted == 0 && tres.empty(); }
    void add(const Job& job);
    void remove(const Job& job);
    /// With another job beside.
    void add_start(const text::TresMap& tres, std::uint64_t minutes);
};

using GroupKey = std::string;

/// The QOS whose limits hold for the job, the one that is asked first in front: that of its partition, then its own;
/// the other way round where its own has the flag OverPartQOS.
std::vector<std::string> qos_names_of(const Site& site, const Job& job);
/// Where the job is counted, the narrowest first; empty where no limits are in force.
std::vector<GroupKey> groups_of(const Site& site, const Job& job);
GroupKey association_group(std::uint32_t association);
GroupKey qos_group(const std::string& qos);
GroupKey qos_user_group(const std::string& qos, UserId user);
GroupKey qos_account_group(const std::string& qos, const std::string& account);

}  // namespace msd::core
