// SPDX-License-Identifier: MIT
// What processes use of the GPUs: those of jobs, whose share is theirs to account for, and those of no job (somebody's
// notebook, a program started beside msd).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "daemon/hardware/gpus.hpp"
#include "daemon/hardware/nvml.hpp"

namespace msd::hardware {

/// The GPUs on which a process computes that is no descendant of `shepherds`: by their device files, MIG instances by
/// their UUIDs.
std::set<std::string> files_used_outside(const Nvml& nvml, const std::vector<Gpu>& gpus, const KernelFiles& files,
                                         const std::set<std::uint32_t>& shepherds);

/// What one process uses, of all GPUs together.
struct GpuShare {
    std::uint64_t memory_bytes = 0;
    std::uint64_t utilization_percent = 0;  // of one GPU: 150 = one and a half of them
    friend bool operator==(const GpuShare&, const GpuShare&) = default;
};
/// By pid, at the moment: of NVIDIA's GPUs by their library (nullptr: there is none), of AMD's by the kernel's files. Where
/// a device tells its utilization only as a whole, it is that of its only process, and of several nobody's. A MIG instance
/// tells the memory of its processes alone: the driver does not measure its utilization.
std::map<std::uint32_t, GpuShare> gpu_shares(const Nvml* nvml, const std::vector<Gpu>& gpus, const KernelFiles& files);

/// The parent of a process; 0 when there is none, or no such process.
std::uint32_t parent_of(const KernelFiles& files, std::uint32_t pid);

}  // namespace msd::hardware
