// SPDX-License-Identifier: MIT
// What a job or a step holds of the nodes, and how a run of it ended.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/base/units.hpp"

namespace ms {

/// code:signal, as sacct's ExitCode prints it.
struct ExitStatus {
    std::uint32_t code = 0;
    std::uint32_t signal = 0;
    /// From a wait status (waitpid). Slurm keeps 128+signal only where a shell made it an exit code.
    static ExitStatus of_wait_status(int status);
    bool ok() const { return code == 0 && signal == 0; }
    friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

/// What a job holds of one node, or a step of that.
struct GresAllocation {
    std::string name;
    std::string type;
    std::uint64_t count = 0;
    std::vector<std::uint32_t> indices;  // device numbers on the node; empty for uncounted devices
    friend bool operator==(const GresAllocation&, const GresAllocation&) = default;
};
struct NodeAllocation {
    std::string node;
    std::vector<std::uint32_t> cpus;  // CPU numbers on the node, ascending
    Megabytes memory;
    std::vector<GresAllocation> gres;
    bool shared = false;              // others of its kind may have the same CPUs (OverSubscribe)
    friend bool operator==(const NodeAllocation&, const NodeAllocation&) = default;
};

}  // namespace ms
