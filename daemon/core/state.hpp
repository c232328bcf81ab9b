// SPDX-License-Identifier: MIT
// The controller's whole state. Only step() changes it; everything else gets const access.
//
// Jobs are immutable records behind shared pointers: step() replaces a record by a changed copy, so that the store
// and the readers (squeue) can keep a snapshot without a lock and without copying (see loop/view.hpp).
// Indexes (queue, waiting sets, node use) are derived from the records; violations() recomputes and compares them.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "daemon/core/cluster.hpp"
#include "daemon/core/events.hpp"

namespace msd::core {

/// What is taken on one node.
struct NodeUse {
    std::vector<bool> cpu_busy;   // by CPU number of the node
    std::uint32_t cpus_busy = 0;
    Megabytes memory_busy;
    std::map<std::pair<std::string, std::string>, std::vector<bool>> gres_busy;  // (name, type) → by device index
    std::uint32_t jobs = 0;
    bool exclusive = false;       // one job holds it whole
    Time last_busy;
};

struct State;  // state_detail in state.cpp

/// The only function that changes a State.
Outcome step(State& state, Event event, Time now);

/// Broken invariants, one sentence each; empty when all is well. Simulation calls it after every event.
std::vector<std::string> violations(const State& state);

/// What sinfo shows, from the configuration and the use of the nodes (kernel figures are added by the loop).
std::vector<NodeInfo> node_infos(const State& state);
std::vector<PartitionInfo> partition_infos(const State& state);

}  // namespace msd::core
