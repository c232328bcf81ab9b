// SPDX-License-Identifier: MIT
#include "daemon/exec/enforcement.hpp"

#include <unistd.h>

namespace msd::exec {
namespace {

struct Row {
    const char* limit;
    const char* controller;                      // "" = a group suffices
    bool (*wanted)(const EnforcementFacts&);     // by the configuration
    const char* key;                             // that unwants it
    const char* how;                             // when held
    const char* instead;                         // when not
};

bool memory_wanted(const EnforcementFacts& f) { return f.groups.policy.constrain_memory; }
bool swap_wanted(const EnforcementFacts& f) { return f.groups.policy.constrain_memory && f.groups.policy.constrain_swap; }
bool cores_wanted(const EnforcementFacts& f) { return f.groups.policy.constrain_cores && f.binds_cpus; }
bool always(const EnforcementFacts&) { return true; }

constexpr Row rows[] = {
    {"memory", "memory", memory_wanted, "ConstrainRAMSpace=yes", "memory.max",
     "memory limits are watched by sampling, and may be passed between two samples"},
    {"swap", "memory", swap_wanted, "ConstrainSwapSpace=yes", "memory.swap.max", "jobs may swap as they like"},
    {"CPUs", "cpuset", cores_wanted, "ConstrainCores=yes and TaskPlugin=task/affinity", "cpuset.cpus",
     "jobs are kept on their CPUs by affinity, which a program may change"},
    {"CPU time", "cpu", always, "", "cpu.weight, and cpu.max where there is no cpuset",
     "jobs that share a CPU get the kernel's usual shares of it"},
    {"processes", "pids", always, "", "pids.max", "the number of a job's processes is limited by its user's ulimit alone"},
    {"end of a job", "", always, "", "cgroup.kill", "a job's processes are found and killed one after another"},
    {"suspension", "", always, "", "cgroup.freeze", "suspended jobs get SIGSTOP, process by process"},
};

/// Why there is no control group at all, and what helps.
void explain_no_group(const EnforcementFacts& facts, Enforcement& row) {
    if (!facts.problem.empty()) {
        row.why_not = facts.problem;
    } else if (facts.sources.system_mode) {
        row.why_not = "no systemd runs here to give jobs a control group, and msd.conf names none";
        row.mend = "CgroupRoot=/sys/fs/cgroup/msd in msd.conf";
    } else if (facts.sources.user_manager && !facts.sources.outlives_login) {
        row.why_not = "the user's systemd would end jobs at logout";
        row.mend = "loginctl enable-linger";
    } else {
        row.why_not = "no systemd of this user runs to give jobs a control group, and msd.conf names none";
        row.mend = "CgroupRoot= in msd.conf, a directory of cgroup v2 that is yours";
    }
}

void explain_no_controller(const EnforcementFacts& facts, const std::string& controller, Enforcement& row) {
    row.why_not = "no cgroup v2 " + controller + " controller is delegated to msd";
    if (!facts.problem.empty()) row.why_not += " (" + facts.problem + ")";
    if (facts.sources.user_manager && !facts.sources.system_mode)
        row.mend = "systemctl edit user@.service: [Service] Delegate=cpu cpuset io memory pids";
    else if (facts.groups.policy.root == facts.group_root)
        row.mend = "echo +" + controller + " > " + facts.group_root.substr(0, facts.group_root.rfind('/')) + "/cgroup.subtree_control";
}

Enforcement row_for(const Row& row, const EnforcementFacts& facts) {
    Enforcement result{row.limit, false, row.instead, "", ""};
    const std::string controller = row.controller;
    if (!row.wanted(facts)) {
        result.why_not = "msd.conf says so";
        result.mend = row.key;
    } else if (facts.group_root.empty()) {
        explain_no_group(facts, result);
    } else if (!controller.empty() && !facts.groups.has(controller)) {
        explain_no_controller(facts, controller, result);
    } else {
        result.held = true;
        result.how = row.how;
    }
    return result;
}

Enforcement devices(const EnforcementFacts& facts) {
    Enforcement result{"devices", false, "jobs are told their GPUs by CUDA_VISIBLE_DEVICES; other GPUs are not closed to them",
                       "", ""};
    if (!facts.groups.policy.constrain_devices) {
        result.why_not = "msd.conf says so";
        result.mend = "ConstrainDevices=yes";
    } else if (!facts.is_root) {
        result.why_not = "closing them needs root";
        result.mend = "sudo systemctl enable --now msd";
    } else if (facts.group_root.empty()) {
        explain_no_group(facts, result);
    } else {
        result.held = true;
        result.how = "a BPF program of the job's control group";
    }
    return result;
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
    facts.has_device_files = !closed_files({}, config).empty();
    return facts;
}

std::vector<Enforcement> enforcement(const EnforcementFacts& facts) {
    std::vector<Enforcement> all;
    for (const Row& row : rows) all.push_back(row_for(row, facts));
    if (facts.has_device_files) all.push_back(devices(facts));
    return all;
}

std::vector<Notice> enforcement_notices(const std::vector<Enforcement>& rows) {
    std::vector<Notice> notices;
    for (const Enforcement& row : rows)
        if (!row.held) notices.push_back({row.how + ": " + row.why_not, row.mend});
    return notices;
}

}  // namespace msd::exec
