// SPDX-License-Identifier: MIT
// What may start now: a pure look at the state. schedule() carries it out.
//
// Partitions are served by PriorityTier, jobs of equal tiers by their order in the queue. The first job of a
// partition that finds no room closes it for this pass (strict order: nobody overtakes the head). Jobs that lack
// only a licence, a place under their array's %limit or a node that is not up leave the queue and block nobody.
// Jobs that ask for a reservation have queues of their own, which are served first and close for themselves; a job that
// only a reservation is in the way of leaves the queue, too (reservations.hpp).
// Cost: what starts, and one more look for each queue.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/state.hpp"

namespace msd::core {

struct Plan {
    struct Start {
        JobId job;  // the waiting part of an array: its lowest element
        std::string partition;
        std::vector<NodeAllocation> allocation;
        std::string reservation;  // it runs in
    };
    std::vector<Start> starts;             // in this order
    std::vector<JobId> blocked;            // heads without room
    std::vector<JobId> without_license;
    std::vector<JobId> without_nodes;      // what they need is down, drained or failing
    struct Reserved {
        JobId job;
        bool maintenance = false;
    };
    std::vector<Reserved> reserved;        // what they need is kept for others
    std::vector<JobId> throttled;          // at their array's limit
    std::vector<std::pair<JobId, Reason>> limited;  // by what of their association or QOS
};

Plan plan(const State& state, Time now);

}  // namespace msd::core
