// SPDX-License-Identifier: MIT
// What each key of an update changes, in which states, and who may: one row a key.
#pragma once

#include <span>

#include "daemon/core/events.hpp"
#include "daemon/core/site/site.hpp"

namespace msd::core {

/// What has to be looked at again when a key has changed something of a waiting job.
enum Affects : std::uint8_t {
    affects_names = 1,       // partition, QOS, constraint, licences…
    affects_size = 2,        // what fits where, and the times
    affects_dependency = 4,
    affects_nothing = 0,
};

/// A key, asked of one job.
struct Asked {
    const Site& site;
    const Caller& caller;
    const Job& job;
    const JobUpdate& update;
    Time now;
};

struct UpdateKey {
    /// `resizes`: of a waiting job what it asks for, of a running one what it keeps.
    enum class When : std::uint8_t { waiting, running, unfinished, resizes };

    JobKey key;
    When when;
    bool admin_only;
    std::uint8_t affects;
    void (*put)(JobSpec& spec, const JobUpdate& update);  // nullptr: not of the spec
    Errc (*check)(const Asked& asked) = nullptr;
};

std::span<const UpdateKey> update_keys();
/// ok, or why this key can not be changed of this job, now, by this caller.
Errc may_change(const UpdateKey& key, const Asked& asked);
/// The limit that TimeLimit= and EndTime= mean for a job; not set when more is taken off than there is.
TimeLimit limit_after(const Job& job, const JobUpdate& update);

}  // namespace msd::core
