// SPDX-License-Identifier: MIT
// What processes are told of their GPUs: which of a job's or a step's are theirs, and how their libraries call them.
//
// Slurm's numbers (SLURM_JOB_GPUS, SLURM_STEP_GPUS) are those of the devices on the machine. The libraries count what a
// process can open: all devices of the machine, or, where others are closed to it, its own from 0 on.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "daemon/core/site/cluster.hpp"

namespace msd::exec {

using namespace ms;

const core::NodeConfig* find_node(const core::ClusterConfig& config, const std::string& name);

/// The GPUs of this part of a node, whole or shared, by their index there.
std::vector<std::uint32_t> gpu_indices(const NodeAllocation& part);
/// Their numbers on the machine, "0,1"; `node` may be nullptr: then they are the indices.
std::string gpu_numbers(const std::vector<std::uint32_t>& indices, const core::NodeConfig* node);
/// How many GPUs a process sees: those with an index, or the amount where they have none.
std::uint64_t gpu_count(const NodeAllocation& part);

/// Those of the step's GPUs on a node that its task of this number there has: --gpu-bind, else --gpus-per-task.
/// `cpus` are the kernel's numbers of the task's CPUs.
std::vector<std::uint32_t> gpus_of_task(const StepSpec& spec, const NodeAllocation& part, std::uint32_t local,
                                        const std::vector<std::uint32_t>& cpus, const core::NodeConfig* node);

/// Names of the variables that libraries read; a process without devices must not inherit one.
inline constexpr const char* device_variables[] = {"CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "ZE_AFFINITY_MASK",
                                                   "GPU_DEVICE_ORDINAL"};
/// Their values for the GPUs `own` of `part`. `closed`: only those of `part` can be opened, and are counted from 0.
std::vector<std::pair<std::string, std::string>> device_values(const std::vector<std::uint32_t>& own, const NodeAllocation& part,
                                                               const core::NodeConfig* node, bool closed);

/// The files that processes with this part of a node may open, in order; a MIG instance has several.
std::vector<std::string> device_files(const NodeAllocation& part, const core::NodeConfig& node);
/// Those of all the node's devices.
std::vector<std::string> all_device_files(const core::NodeConfig& node);

}  // namespace msd::exec
