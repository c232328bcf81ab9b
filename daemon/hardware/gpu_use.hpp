// SPDX-License-Identifier: MIT
// GPUs that processes of no job use: somebody's notebook, a program started beside msd.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "daemon/hardware/gpus.hpp"
#include "daemon/hardware/nvml.hpp"

namespace msd::hardware {

/// Device files of the whole GPUs on which a process computes that is no descendant of `shepherds`. What uses a MIG
/// instance is not told apart by the library, so their GPUs are left out.
std::set<std::string> files_used_outside(const Nvml& nvml, const std::vector<Gpu>& gpus, const KernelFiles& files,
                                         const std::set<std::uint32_t>& shepherds);

/// The parent of a process; 0 when there is none, or no such process.
std::uint32_t parent_of(const KernelFiles& files, std::uint32_t pid);

}  // namespace msd::hardware
