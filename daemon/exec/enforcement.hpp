// SPDX-License-Identifier: MIT
// Which limits are held here, by what, and what it would take to hold the others: the one list that the log at start,
// sinfo -v, scontrol -v ping and the doctor read.
#pragma once

#include <string>
#include <vector>

#include "daemon/exec/group_orders.hpp"
#include "daemon/exec/group_sources.hpp"
#include "daemon/exec/hierarchy.hpp"
#include "libms/model/cluster.hpp"

namespace msd::exec {

struct Enforcement {
    std::string limit;     // "memory"
    bool held = false;
    std::string fallback;  // where it is not: what is done instead, in a word: "sampling"; empty = nothing
    std::string how;       // what holds it, or what is done instead: "memory.max of cgroup v2"
    std::string why_not;   // empty when held
    std::string mend;      // one command or line that changes that; may be empty
};

struct EnforcementFacts {
    GroupFacts groups;
    std::string group_root;      // empty: none
    std::string problem;         // what the zygote met with
    SourceFacts sources;
    Hierarchy hierarchy;
    std::vector<std::string> withholding;  // directories above CgroupRoot that do not hand on all that is wanted
    bool may_hand_down = true;             // this process may change that
    bool can_kill = true;                  // the kernel has cgroup.kill
    bool is_root = false;
    bool binds_cpus = true;
    bool cpus_are_told = false;            // the configuration notices itself that jobs have no CPUs of their own
    bool has_device_files = false;
};

/// Here and now; `groups` is what the zygote has told.
EnforcementFacts enforcement_facts(bool system_mode, const stepd::GroupReport& groups, const GroupPolicy& policy,
                                   bool binds_cpus, const core::ClusterConfig& config);

/// One row a limit, always in the same order; devices only where there are any.
std::vector<Enforcement> enforcement(const EnforcementFacts& facts);

/// The rows that are not held, as sentences: one for all that have the same reason.
std::vector<Notice> enforcement_notices(const std::vector<Enforcement>& rows);

}  // namespace msd::exec
