// SPDX-License-Identifier: MIT
// From what a job or step was given, and the site's policy, to the files its control group is to have.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "daemon/exec/group_policy.hpp"
#include "libms/model/job.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

using namespace ms;

/// What control groups can do here: stepd::GroupReport::controllers, and the policy.
struct GroupFacts {
    std::vector<std::string> controllers;
    GroupPolicy policy;
    bool has(std::string_view controller) const;
};

/// What a job or a step may use on this machine.
struct GroupShare {
    std::uint64_t memory_bytes = 0;      // 0 = no limit
    std::vector<std::uint32_t> cpus;     // the kernel's numbers, ascending; empty = bound to none
    std::uint32_t cpu_count = 0;         // on all its nodes
    bool is_new = true;                  // the group is: what every new one has is not written
};

/// The rows of the job's group, the ones of its script's (or of what runs before an allocation's first step), and a
/// step's. Devices are not among them.
stepd::GroupOrder job_group(JobId job, const GroupShare& share, const GroupFacts& facts);
stepd::GroupOrder script_group(JobKind kind, const GroupFacts& facts);
stepd::GroupOrder step_group(std::int32_t step, const GroupShare& share, const GroupFacts& facts);

/// The device files of these nodes that are not among what is held of them.
std::vector<std::string> closed_files(std::span<const NodeAllocation> held, const core::ClusterConfig& config);
/// What they are to the kernel; those that are no devices are left out.
std::vector<stepd::Device> devices_of(const std::vector<std::string>& files);

}  // namespace msd::exec
