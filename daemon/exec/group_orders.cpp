// SPDX-License-Identifier: MIT
#include "daemon/exec/group_orders.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "daemon/exec/devices.hpp"
#include "libms/base/contains.hpp"

namespace msd::exec {
namespace {

using Value = std::optional<std::string>;

std::string percent_of(std::uint64_t bytes, std::uint32_t percent) { return std::to_string(bytes / 100 * percent); }

/// The kernel's weights go from 1 to 10000, and 100 is what a new group has: so much for each CPU.
Value weight(const GroupShare& share) {
    if (share.is_new && share.cpu_count == 1) return {};
    return std::to_string(std::clamp(share.cpu_count * 100u, 1u, 10'000u));
}

std::string cpu_list(const std::vector<std::uint32_t>& cpus) {
    std::string list;
    for (const std::uint32_t cpu : cpus) list += (list.empty() ? "" : ",") + std::to_string(cpu);
    return list;
}

Value memory_max(const GroupShare& share, const GroupFacts& facts) {
    if (share.memory_bytes == 0 || !facts.policy.constrain_memory) return {};
    return std::to_string(share.memory_bytes);
}
Value swap_max(const GroupShare& share, const GroupFacts& facts) {
    if (share.memory_bytes == 0 || !facts.policy.constrain_memory || !facts.policy.constrain_swap) return {};
    return percent_of(share.memory_bytes, facts.policy.allowed_swap_percent);
}
Value memory_high(const GroupShare& share, const GroupFacts& facts) {
    const std::uint32_t percent = facts.policy.memory_high_percent;
    if (share.memory_bytes == 0 || !facts.policy.constrain_memory || percent == 0) return {};
    return percent_of(share.memory_bytes, percent);
}
Value die_together(const GroupShare&, const GroupFacts&) { return "1"; }
Value cpuset(const GroupShare& share, const GroupFacts& facts) {
    if (share.cpus.empty() || !facts.policy.constrain_cores) return {};
    return cpu_list(share.cpus);
}
/// As much time as so many CPUs have, where the job can not be kept on them.
Value cpu_max(const GroupShare& share, const GroupFacts& facts) {
    if (facts.has("cpuset") || share.cpus.empty() || !facts.policy.constrain_cores) return {};
    return std::to_string(std::uint64_t{share.cpu_count} * 100'000) + " 100000";
}
Value cpu_weight(const GroupShare& share, const GroupFacts&) { return weight(share); }
Value io_weight(const GroupShare& share, const GroupFacts&) {
    const Value all_disks = weight(share);
    return all_disks ? "default " + *all_disks : all_disks;
}
Value pids_max(const GroupShare&, const GroupFacts& facts) {
    if (facts.policy.max_processes == 0) return {};
    return std::to_string(facts.policy.max_processes);
}
enum Level : unsigned { job_level = 1, step_level = 2 };

Value step_controllers(const GroupShare&, const GroupFacts& facts);

struct Row {
    std::string_view controller;  // "" = none is needed
    const char* file;
    unsigned levels;
    Value (*value)(const GroupShare&, const GroupFacts&);
};
constexpr Row rows[] = {
    {"memory", "memory.max", job_level | step_level, memory_max},
    {"memory", "memory.swap.max", job_level, swap_max},
    {"memory", "memory.high", job_level | step_level, memory_high},
    {"memory", "memory.oom.group", step_level, die_together},
    {"cpuset", "cpuset.cpus", job_level | step_level, cpuset},
    {"cpu", "cpu.max", job_level | step_level, cpu_max},
    {"cpu", "cpu.weight", job_level, cpu_weight},
    {"io", "io.weight", job_level, io_weight},
    {"pids", "pids.max", job_level, pids_max},
    {"", "cgroup.subtree_control", job_level, step_controllers},
};

/// What the steps' own groups need, and no more: each controller costs the kernel some at every group's birth and end.
Value step_controllers(const GroupShare&, const GroupFacts& facts) {
    std::string list;
    for (const Row& row : rows) {
        const bool stands_in = row.value == cpu_max && facts.has("cpuset");  // the row has no value then
        if (row.controller.empty() || !(row.levels & step_level) || !facts.has(row.controller) || stands_in) continue;
        const std::string word = "+" + std::string(row.controller);
        if (list.find(word) == std::string::npos) list += (list.empty() ? "" : " ") + word;
    }
    return list.empty() ? Value() : list;
}

std::vector<stepd::GroupFile> files_for(Level level, const GroupShare& share, const GroupFacts& facts) {
    std::vector<stepd::GroupFile> files;
    for (const Row& row : rows) {
        if (!(row.levels & level) || (!row.controller.empty() && !facts.has(row.controller))) continue;
        if (auto value = row.value(share, facts)) files.push_back({row.file, std::move(*value)});
    }
    return files;
}

}  // namespace

bool GroupFacts::has(std::string_view controller) const {
    return contains(controllers, controller);
}

stepd::GroupOrder job_group(JobId job, const GroupShare& share, const GroupFacts& facts) {
    return {"job_" + std::to_string(job.value), files_for(job_level, share, facts), {}};
}

stepd::GroupOrder script_group(JobKind kind, const GroupFacts& facts) {
    return {kind == JobKind::batch ? "step_batch" : "step_extern", files_for(step_level, {}, facts), {}};
}

stepd::GroupOrder step_group(std::int32_t step, const GroupShare& share, const GroupFacts& facts) {
    return {"step_" + std::to_string(step), files_for(step_level, share, facts), {}};
}

std::vector<std::string> closed_files(std::span<const NodeAllocation> held, const core::ClusterConfig& config) {
    std::vector<std::string> open, closed;
    const auto append = [](std::vector<std::string>& to, const std::vector<std::string>& files) {
        to.insert(to.end(), files.begin(), files.end());
    };
    for (const auto& node : config.nodes) append(closed, all_device_files(node));
    for (const auto& part : held) {
        const auto node = std::find_if(config.nodes.begin(), config.nodes.end(),
                                       [&](const core::NodeConfig& each) { return each.name == part.node; });
        if (node != config.nodes.end()) append(open, device_files(part, *node));
    }
    std::sort(closed.begin(), closed.end());
    closed.erase(std::unique(closed.begin(), closed.end()), closed.end());
    std::erase_if(closed, [&](const std::string& file) { return contains(open, file); });
    return closed;
}

std::vector<stepd::Device> devices_of(const std::vector<std::string>& files) {
    std::vector<stepd::Device> devices;
    for (const auto& file : files) {
        struct stat there {};
        if (::stat(file.c_str(), &there) != 0 || !(S_ISCHR(there.st_mode) || S_ISBLK(there.st_mode))) continue;
        devices.push_back({S_ISBLK(there.st_mode), static_cast<std::uint32_t>(major(there.st_rdev)),
                           static_cast<std::uint32_t>(minor(there.st_rdev))});
    }
    return devices;
}

}  // namespace msd::exec
