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

/// The name, beside those of resources, of the time itself that jobs run.
inline constexpr std::string_view wall_time = "wall";

/// Amounts that change as time passes: moment + rate × seconds since 1970. Added up over jobs.
struct Flow {
    struct Stream {
        std::int64_t rate = 0;
        std::int64_t moment = 0;
        friend bool operator==(const Stream&, const Stream&) = default;
    };
    std::map<std::string, Stream> streams;  // by the name of the resource
    friend bool operator==(const Flow&, const Flow&) = default;

    void add(const std::string& name, std::int64_t rate, std::int64_t moment);
    std::uint64_t at(const std::string& name, Time time) const;  // not below 0
};

/// How runs are counted.
struct Meter {
    Time since;                         // what was used before is counted elsewhere
    std::uint64_t factor = 1'000'000;  // UsageFactor of the job's QOS, in millionths
};

struct GroupUse {
    std::uint64_t running = 0;    // jobs that hold resources
    std::uint64_t submitted = 0;  // those and the waiting ones, array elements counted singly
    text::TresMap tres;           // of the running ones
    Flow used;                    // TRES-seconds and wall_time of the running ones so far, weighed
    Flow remaining;               // TRES-seconds from now to their time limits
    std::map<std::string, std::uint64_t> nodes;  // jobs on each: a node that several share counts once
    friend bool operator==(const GroupUse&, const GroupUse&) = default;

    bool empty() const { return running == 0 && submitted == 0 && tres.empty(); }
    void add(const Job& job, const Meter& meter);
    void remove(const Job& job, const Meter& meter);
    /// With another job beside. Where its nodes are not known yet, they are those in use already as far as these go.
    void add_start(const text::TresMap& tres, std::uint64_t minutes, const std::vector<NodeAllocation>& allocation = {});
    /// How many nodes more it would have with that job.
    std::uint64_t count_new_nodes(std::uint64_t asked, const std::vector<NodeAllocation>& allocation) const;

  private:
    void let_flow(const Job& job, const text::TresMap& tres, const Meter& meter, std::int64_t sign);
};

using GroupKey = std::string;

/// The QOS whose limits hold for the job, the one that is asked first in front: that of its partition, then its own;
/// the other way round where its own has the flag OverPartQOS.
std::vector<std::string> qos_names_of(const Site& site, const Job& job, std::uint32_t partition);
/// Where the job is counted, the narrowest first; empty where no limits are in force. While it waits, and has named
/// several partitions, that is in the first.
std::vector<GroupKey> groups_of(const Site& site, const Job& job);
/// Where it would be counted in this partition.
std::vector<GroupKey> groups_in(const Site& site, const Job& job, std::uint32_t partition);
/// Where room may come free for it: those of all the partitions it names.
std::vector<GroupKey> groups_awaited_by(const Site& site, const Job& job);
GroupKey association_group(std::uint32_t association);
GroupKey qos_group(const std::string& qos);
GroupKey qos_user_group(const std::string& qos, UserId user);
GroupKey qos_account_group(const std::string& qos, const std::string& account);

/// UsageFactor of a QOS, in millionths.
std::uint64_t usage_factor(const Site& site, const std::string& qos);
std::uint64_t weighed(std::uint64_t amount, std::uint64_t factor);
/// How long a job that holds resources has run, without suspensions, as far as that was after `since`.
std::int64_t seconds_used(const Job& job, Time since, Time now);

}  // namespace msd::core
