// SPDX-License-Identifier: MIT
#include "daemon/exec/enforcement.hpp"

#include <unistd.h>

#include <algorithm>
#include <optional>

#include "daemon/exec/shortfall.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/number.hpp"

namespace msd::exec {
namespace {

struct Row {
    const char* limit;
    const char* controller;                      // "" = a group suffices
    bool (*wanted)(const EnforcementFacts&);     // by the configuration
    const char* key;                             // that unwants it
    const char* how;                             // when held
    const char* instead;                         // when not, as a sentence
    const char* fallback;                        // and in a word
};

bool memory_wanted(const EnforcementFacts& f) { return f.groups.policy.constrain_memory; }
bool swap_wanted(const EnforcementFacts& f) { return f.groups.policy.constrain_memory && f.groups.policy.constrain_swap; }
bool cores_wanted(const EnforcementFacts& f) { return f.groups.policy.constrain_cores && f.binds_cpus; }
bool always(const EnforcementFacts&) { return true; }

constexpr Row rows[] = {
    {"memory", "memory", memory_wanted, "ConstrainRAMSpace=yes", "memory.max",
     "memory limits are watched by sampling, and may be passed between two samples", "sampling"},
    {"swap", "memory", swap_wanted, "ConstrainSwapSpace=yes", "memory.swap.max", "jobs may swap as they like", ""},
    {"CPUs", "cpuset", cores_wanted, "ConstrainCores=yes and TaskPlugin=task/affinity", "cpuset.cpus",
     "jobs are kept on their CPUs by affinity, which a program may change", "affinity"},
    {"CPU time", "cpu", always, "", "cpu.weight, and cpu.max where there is no cpuset",
     "jobs that share a CPU get the kernel's usual shares of it", ""},
    {"disk traffic", "io", always, "", "io.weight", "jobs that share a disk get the kernel's usual shares of it", ""},
    {"processes", "pids", always, "", "pids.max",
     "the number of a job's processes is limited by its user's ulimit alone", "ulimit"},
    {"end of a job", "", always, "", "cgroup.kill", "a job's processes are found and killed one after another", "signals"},
    {"suspension", "", always, "", "cgroup.freeze", "suspended jobs get SIGSTOP, process by process", "signals"},
};

std::vector<std::string> wanted_controllers(const EnforcementFacts& facts) {
    std::vector<std::string> wanted;
    for (const Row& row : rows) {
        const std::string controller = row.controller;
        if (controller.empty() || !row.wanted(facts)) continue;
        if (!contains(wanted, controller)) wanted.push_back(controller);
    }
    return wanted;
}

/// nullopt: it is held.
std::optional<Shortfall> shortfall_of(const Row& row, const EnforcementFacts& facts) {
    const std::string controller = row.controller;
    if (!row.wanted(facts)) return Shortfall{"msd.conf says so", row.key};
    const bool lacks = !controller.empty() && !facts.groups.has(controller);
    if (lacks && (!facts.group_root.empty() || is_out_of_reach(facts, controller)))
        return no_controller(facts, controller, wanted_controllers(facts));
    if (facts.group_root.empty()) return no_group(facts);
    if (!facts.can_kill && row.how == std::string_view("cgroup.kill"))
        return Shortfall{"this kernel has no cgroup.kill", "a kernel of version 5.14 or later"};
    return std::nullopt;
}

Enforcement row_for(const Row& row, const EnforcementFacts& facts) {
    const auto shortfall = shortfall_of(row, facts);
    if (!shortfall) return {row.limit, true, "", row.how, "", ""};
    return {row.limit, false, row.fallback, row.instead, shortfall->why_not, shortfall->mend};
}

Enforcement devices(const EnforcementFacts& facts) {
    Shortfall shortfall;
    if (!facts.groups.policy.constrain_devices) shortfall = {"msd.conf says so", "ConstrainDevices=yes"};
    else if (!facts.is_root) shortfall = needs_root(facts, "closing them needs root");
    else if (facts.group_root.empty()) shortfall = no_group(facts);
    else return {"devices", true, "", "a BPF program of the job's control group", "", ""};
    return {"devices", false, "", "jobs are told their GPUs by CUDA_VISIBLE_DEVICES; other GPUs are not closed to them",
            shortfall.why_not, shortfall.mend};
}

/// More CPUs are declared than there are, so that some stand for the same one: the configuration has said so itself.
bool has_cpus_twice(const core::ClusterConfig& config) {
    std::vector<std::uint32_t> cpus;
    for (const auto& node : config.nodes) cpus.insert(cpus.end(), node.kernel_cpus.begin(), node.kernel_cpus.end());
    std::sort(cpus.begin(), cpus.end());
    return std::adjacent_find(cpus.begin(), cpus.end()) != cpus.end();
}

/// "no control group for memory (sampling instead), swap (nothing instead)"
std::string summary(const std::vector<const Enforcement*>& alike) {
    std::vector<std::string> parts;
    for (const Enforcement* row : alike)
        parts.push_back(row->limit + " (" + (row->fallback.empty() ? "nothing" : row->fallback) + " instead)");
    return "no control group for " + ms::text::join(parts, ", ");
}

}  // namespace

EnforcementFacts enforcement_facts(bool system_mode, const stepd::GroupReport& groups, const GroupPolicy& policy,
                                   bool binds_cpus, const core::ClusterConfig& config) {
    EnforcementFacts facts;
    facts.groups = {groups.controllers, policy};
    facts.group_root = groups.root;
    facts.problem = groups.problem;
    facts.sources = source_facts(system_mode, policy.root);
    facts.is_root = ::geteuid() == 0;
    facts.binds_cpus = binds_cpus;
    facts.cpus_are_told = has_cpus_twice(config);
    facts.has_device_files = !closed_files({}, config).empty();
    const config::KernelFiles files;
    facts.hierarchy = look_at_hierarchy(files);
    std::vector<std::string> missing = wanted_controllers(facts);
    std::erase_if(missing, [&](const std::string& each) { return facts.groups.has(each) || is_out_of_reach(facts, each); });
    facts.withholding = withholding_directories(files, facts.hierarchy, facts.group_root, missing);
    facts.may_hand_down = std::all_of(facts.withholding.begin(), facts.withholding.end(), [&](const std::string& directory) {
        return files.writable(directory + "/cgroup.subtree_control");
    });
    facts.can_kill = groups.root.empty() || files.writable(groups.root + "/cgroup.kill");
    return facts;
}

std::vector<Enforcement> enforcement(const EnforcementFacts& facts) {
    std::vector<Enforcement> all;
    for (const Row& row : rows)
        if (row.wanted != cores_wanted || !facts.cpus_are_told) all.push_back(row_for(row, facts));
    if (facts.has_device_files) all.push_back(devices(facts));
    return all;
}

std::vector<Notice> enforcement_notices(const std::vector<Enforcement>& rows) {
    const auto same_reason = [](const Enforcement& a, const Enforcement& b) {
        return !b.held && a.why_not == b.why_not && a.mend == b.mend;
    };
    std::vector<Notice> notices;
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        const auto is_alike = [&](const Enforcement& other) { return same_reason(*row, other); };
        if (row->held || std::any_of(rows.begin(), row, is_alike)) continue;
        std::vector<const Enforcement*> alike;
        for (const Enforcement& other : rows)
            if (is_alike(other)) alike.push_back(&other);
        notices.push_back({(alike.size() == 1 ? row->how : summary(alike)) + ": " + row->why_not, row->mend});
    }
    return notices;
}

}  // namespace msd::exec
