// SPDX-License-Identifier: MIT
#include "daemon/exec/shortfall.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/text/number.hpp"

namespace msd::exec {
namespace {

using Names = std::vector<std::string>;

/// "memory", "memory and io", "memory, cpu and io"
std::string enumerated(const Names& names) {
    std::string text;
    for (std::size_t at = 0; at < names.size(); ++at)
        text += (at == 0 ? "" : at + 1 == names.size() ? " and " : ", ") + names[at];
    return text;
}

std::string named_controllers(const Names& names) {
    return "cgroup v2 " + enumerated(names) + (names.size() == 1 ? " controller" : " controllers");
}

// ---- a controller is missing

/// Where it is instead of in the group.
enum class Whereabouts { withheld, in_version_1, disabled, unknown };

Whereabouts whereabouts(const Hierarchy& hierarchy, const std::string& controller) {
    if (contains(hierarchy.controllers, controller)) return Whereabouts::withheld;
    if (contains(hierarchy.in_version_1, controller)) return Whereabouts::in_version_1;
    if (contains(hierarchy.disabled, controller)) return Whereabouts::disabled;
    return Whereabouts::unknown;
}

std::string version_2_alone(const EnforcementFacts& facts) {
    const std::string for_systemd = facts.sources.booted_with_systemd ? "systemd.unified_cgroup_hierarchy=1 " : "";
    return "start the machine with " + for_systemd + "cgroup_no_v1=all on the kernel's command line";
}

/// As root or not, into one directory or into each on the way down, topmost first.
std::string hand_down(const EnforcementFacts& facts, const Names& controllers) {
    std::string command = "echo";
    for (const std::string& controller : controllers) command += " +" + controller;
    Names directories = facts.withholding;
    if (directories.empty()) directories = {facts.group_root.substr(0, facts.group_root.rfind('/'))};
    if (directories.size() == 1 && facts.may_hand_down) return command + " > " + directories[0] + "/cgroup.subtree_control";
    command += facts.may_hand_down ? " | tee" : " | sudo tee";
    for (const std::string& directory : directories) command += " " + directory + "/cgroup.subtree_control";
    return command;
}

Shortfall withheld(const EnforcementFacts& facts, const Names& names) {
    Shortfall answer{"no " + named_controllers(names) + (names.size() == 1 ? " is" : " are") + " delegated to msd", ""};
    if (!facts.problem.empty()) answer.why_not += " (" + facts.problem + ")";
    if (facts.groups.policy.root == facts.group_root)
        answer.mend = hand_down(facts, names);
    else if (facts.sources.system_mode)
        answer.mend = "systemctl edit system.slice   (the lines [Slice] and DisableControllers=)";
    else
        answer.mend = "sudo systemctl edit user@.service   (the lines [Service] and Delegate=cpu cpuset io memory pids)";
    return answer;
}

Shortfall explain(const EnforcementFacts& facts, Whereabouts where, const Names& names) {
    const std::string plural = names.size() == 1 ? "" : "s";
    switch (where) {
        case Whereabouts::withheld: break;
        case Whereabouts::in_version_1:
            return {"this kernel has the " + enumerated(names) + " controller" + plural + " in cgroup v1", version_2_alone(facts)};
        case Whereabouts::disabled:
            return {"the " + enumerated(names) + " controller" + plural + " of cgroups is switched off on the kernel's command line",
                    "start the machine without cgroup_disable=" + ms::text::join(names) + " on the kernel's command line" +
                        (contains(names, "memory") ? ", if need be with cgroup_enable=memory" : "")};
        case Whereabouts::unknown:
            return {"this kernel has no " + named_controllers(names), "a kernel with the " + named_controllers(names)};
    }
    return withheld(facts, names);
}

// ---- there is no group

std::string root_of_our_own(const EnforcementFacts& facts) { return facts.hierarchy.mount + "/msd"; }

Shortfall refused_group(const EnforcementFacts& facts) {
    const bool systemd_was_asked =
        facts.sources.system_mode ? facts.sources.booted_with_systemd : facts.sources.user_manager && facts.sources.outlives_login;
    Shortfall answer{facts.problem, ""};
    if (systemd_was_asked)
        answer.mend = std::string("systemd-run ") + (facts.sources.system_mode ? "" : "--user ") +
                      "--scope --property=Delegate=yes true   (it says what systemd lacks)";
    else if (!facts.is_root)
        answer.mend = needs_root(facts, "").mend;
    else if (!facts.hierarchy.writable)
        answer.mend = "mount -o remount,rw " + facts.hierarchy.mount;
    else
        answer.mend = "CgroupRoot=" + root_of_our_own(facts) + " in msd.conf";
    return answer;
}

Shortfall no_source(const EnforcementFacts& facts) {
    const SourceFacts& sources = facts.sources;
    if (sources.system_mode)
        return {"no systemd runs here to give jobs a control group, and msd.conf names none",
                "CgroupRoot=" + root_of_our_own(facts) + " in msd.conf"};
    if (sources.user_manager && !sources.outlives_login)
        return {"the user's systemd would end jobs at logout", "loginctl enable-linger"};
    const std::string why = "no systemd of this user runs to give jobs a control group, and msd.conf names none";
    if (sources.booted_with_systemd)
        return {why, "loginctl enable-linger && export XDG_RUNTIME_DIR=/run/user/$(id -u)"};
    if (facts.is_root) return {why, "CgroupRoot=" + root_of_our_own(facts) + " in msd.conf"};
    return {why, needs_root(facts, "").mend};
}

}  // namespace

Shortfall needs_root(const EnforcementFacts& facts, const std::string& what) {
    if (facts.sources.booted_with_systemd) return {what, "sudo systemctl enable --now msd"};
    const std::string root = facts.hierarchy.mount.empty() ? "" : "   (with CgroupRoot=" + root_of_our_own(facts) + " in its msd.conf)";
    return {what, "sudo msd --system" + root};
}

Shortfall no_group(const EnforcementFacts& facts) {
    if (facts.hierarchy.mount.empty() && !facts.hierarchy.in_version_1.empty())
        return {"control groups are of version 1 here", version_2_alone(facts)};
    if (facts.hierarchy.mount.empty())
        return {"no cgroup v2 is mounted here", std::string(facts.is_root ? "" : "sudo ") + "mount -t cgroup2 cgroup2 /sys/fs/cgroup"};
    return facts.problem.empty() ? no_source(facts) : refused_group(facts);
}

bool is_out_of_reach(const EnforcementFacts& facts, const std::string& controller) {
    return !facts.hierarchy.mount.empty() && whereabouts(facts.hierarchy, controller) != Whereabouts::withheld;
}

Shortfall no_controller(const EnforcementFacts& facts, const std::string& controller, const Names& wanted) {
    const Whereabouts where = whereabouts(facts.hierarchy, controller);
    Names alike;
    for (const std::string& each : wanted)
        if (!facts.groups.has(each) && whereabouts(facts.hierarchy, each) == where) alike.push_back(each);
    return explain(facts, where, alike);
}

}  // namespace msd::exec
