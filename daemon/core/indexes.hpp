// SPDX-License-Identifier: MIT
// What the core looks up, derived from the job records and nothing else: every record adds its share with add() and
// takes the very same share back with remove(). So a change is remove(old), add(new); a restart is add() of all; and
// violations() is a comparison with indexes built afresh.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/core/accounts/limit_groups.hpp"
#include "daemon/core/placement/demand.hpp"
#include "daemon/core/placement/node_use.hpp"

namespace msd::core {

/// The order in which jobs of a partition are considered: priority, then age, then id.
struct QueueKey {
    std::uint32_t priority = 0;
    Time submit;
    JobId id;
    friend bool operator==(const QueueKey&, const QueueKey&) = default;
    friend bool operator<(const QueueKey& a, const QueueKey& b) {
        if (a.priority != b.priority) return a.priority > b.priority;
        if (a.submit != b.submit) return a.submit < b.submit;
        return a.id < b.id;
    }
};

/// Why a job wants to be looked at when an instant has come.
enum class TimerKind : std::uint8_t { begin, dependency, deadline, warn, time_limit, kill, stop, forget, tell };
struct Timer {
    Time at;
    TimerKind kind = TimerKind::begin;
    JobId job;
    friend auto operator<=>(const Timer&, const Timer&) = default;
};

/// An array over all of its records.
struct ArrayIndex {
    std::map<std::uint32_t, JobId> tasks;  // split off elements, ended ones too
    std::uint32_t records = 0;
    std::uint64_t unfinished = 0;          // elements that have not ended, waiting ones included
    std::uint64_t not_begun = 0;           // of these: pending or being started
    std::uint64_t failed = 0;              // ended otherwise than COMPLETED
    std::uint32_t running = 0;             // against the %limit
    std::set<JobId> throttled;             // records waiting with JobArrayTaskLimit
    friend bool operator==(const ArrayIndex&, const ArrayIndex&) = default;
};

struct LicenseIndex {
    std::uint64_t used = 0;
    std::set<QueueKey> waiting;  // reason Licenses
    friend bool operator==(const LicenseIndex&, const LicenseIndex&) = default;
};

/// Jobs that limits count together, and those that one of them keeps waiting.
struct LimitGroup {
    GroupUse use;
    std::set<QueueKey> waiting;
    friend bool operator==(const LimitGroup&, const LimitGroup&) = default;
};

/// The unfinished jobs of one user and name. For singleton.
struct Namesakes {
    std::map<JobId, std::uint32_t> records;      // by age; an array counts as its master
    std::set<std::pair<JobId, JobId>> dependent; // (age, record) of those that wait for anything
    friend bool operator==(const Namesakes&, const Namesakes&) = default;
};

/// Who has to do with a reservation: unfinished jobs that run in it or wait for it, and the licences of those that run.
struct ReservedIndex {
    std::uint32_t jobs = 0;
    std::map<std::string, std::uint64_t> licenses;
    friend bool operator==(const ReservedIndex&, const ReservedIndex&) = default;
};

class Indexes {
  public:
    explicit Indexes(const Site& site);

    void add(const Site& site, const Job& job);
    void remove(const Site& site, const Job& job);

    std::vector<NodeUse> nodes;
    std::vector<std::set<QueueKey>> queues;          // by partition: may start as soon as there is room
    /// The same of jobs that ask for a reservation, by partition and its name.
    std::map<std::pair<std::uint32_t, std::string>, std::set<QueueKey>> reserved_queues;
    std::map<std::string, ReservedIndex> reserved;   // by name of the reservation
    std::set<JobId> heads;                           // reason Resources: at the head of a queue, and blocked
    std::set<Timer> timers;
    std::map<std::string, LicenseIndex> licenses;
    std::unordered_map<JobId, ArrayIndex> arrays;    // by master id
    std::unordered_map<JobId, std::set<JobId>> dependents;  // job or array → who waits for it
    std::map<std::pair<UserId, std::string>, Namesakes> namesakes;  // by user and job name
    std::map<GroupKey, LimitGroup> groups;           // none unless limits are in force
    std::uint64_t elements = 0;                      // jobs, each array element counting one

    friend bool operator==(const Indexes&, const Indexes&) = default;

  private:
    template <bool adding>
    void apply(const Site& site, const Job& job);
    template <bool adding>
    void apply_array(const Job& job);
    template <bool adding>
    void apply_reserved(const Job& job);
    template <bool adding>
    void put_queued(std::uint32_t partition, const Job& job);
    template <bool adding>
    void apply_waiting(const Site& site, const Job& job);
    template <bool adding>
    void apply_running(const Site& site, const Job& job);
    template <bool adding>
    void apply_groups(const Site& site, const Job& job);
};

QueueKey queue_key(const Job& job);
/// In a queue: pending, and nothing but room is missing.
bool is_queued(const Job& job);
/// Holds resources: running or suspended.
bool holds_resources(const Job& job);
/// The instants at which this record, as it is, has to be looked at.
std::vector<Timer> timers_of(const Site& site, const Job& job);
/// What counts as the age of a job among its namesakes.
JobId order_id(const Job& job);

}  // namespace msd::core
