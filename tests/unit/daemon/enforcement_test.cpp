// SPDX-License-Identifier: MIT
// Which limits are held on machines of all kinds, what is said of those that are not, and the line that mends it.
#include "daemon/exec/enforcement.hpp"

#include <gtest/gtest.h>

#include "daemon/exec/hierarchy.hpp"

namespace msd::exec {
namespace {

const std::vector<std::string> all_controllers{"cpuset", "cpu", "io", "memory", "pids"};

/// A machine with cgroup v2 alone, on which root's daemon was given a directory.
EnforcementFacts everything_held() {
    EnforcementFacts facts;
    facts.has_device_files = true;
    facts.sources.system_mode = facts.is_root = true;
    facts.hierarchy.mount = "/sys/fs/cgroup";
    facts.hierarchy.controllers = all_controllers;
    facts.group_root = facts.groups.policy.root = "/sys/fs/cgroup/msd";
    facts.groups.controllers = all_controllers;
    facts.withholding = {"/sys/fs/cgroup"};
    return facts;
}

void take_group(EnforcementFacts& facts) {
    facts.group_root.clear();
    facts.groups.policy.root.clear();
    facts.groups.controllers.clear();
}
void take(EnforcementFacts& facts, const std::string& controller) { std::erase(facts.groups.controllers, controller); }
void be_a_user(EnforcementFacts& facts) {
    facts.has_device_files = facts.sources.system_mode = facts.is_root = facts.may_hand_down = false;
}

TEST(Enforcement, NothingIsSaidWhereEverythingIsHeld) {
    const auto rows = enforcement(everything_held());
    ASSERT_EQ(rows.size(), 9u);
    for (const auto& row : rows) EXPECT_TRUE(row.held) << row.limit;
    EXPECT_TRUE(enforcement_notices(rows).empty());
}

struct Case {
    const char* name;
    void (*befall)(EnforcementFacts&);
    std::vector<Notice> notices;
};

const std::string at_boot = " on the kernel's command line";

/// Each controller by itself, and each way to have none.
const Case cases[] = {
    {"no memory",
     [](EnforcementFacts& f) { take(f, "memory"); },
     {{"no control group for memory (sampling instead), swap (nothing instead): no cgroup v2 memory controller is delegated to msd",
       "echo +memory > /sys/fs/cgroup/cgroup.subtree_control"}}},
    {"no cpuset",
     [](EnforcementFacts& f) { take(f, "cpuset"); },
     {{"jobs are kept on their CPUs by affinity, which a program may change: no cgroup v2 cpuset controller is delegated to msd",
       "echo +cpuset > /sys/fs/cgroup/cgroup.subtree_control"}}},
    {"no cpu",
     [](EnforcementFacts& f) { take(f, "cpu"); },
     {{"jobs that share a CPU get the kernel's usual shares of it: no cgroup v2 cpu controller is delegated to msd",
       "echo +cpu > /sys/fs/cgroup/cgroup.subtree_control"}}},
    {"no io",
     [](EnforcementFacts& f) { take(f, "io"); },
     {{"jobs that share a disk get the kernel's usual shares of it: no cgroup v2 io controller is delegated to msd",
       "echo +io > /sys/fs/cgroup/cgroup.subtree_control"}}},
    {"no pids",
     [](EnforcementFacts& f) { take(f, "pids"); },
     {{"the number of a job's processes is limited by its user's ulimit alone: no cgroup v2 pids controller is delegated to msd",
       "echo +pids > /sys/fs/cgroup/cgroup.subtree_control"}}},
    {"two withheld from a user, in two places",
     [](EnforcementFacts& f) {
         be_a_user(f);
         take(f, "io");
         take(f, "cpuset");
         f.withholding = {"/sys/fs/cgroup", "/sys/fs/cgroup/alice"};
     },
     {{"no control group for CPUs (affinity instead), disk traffic (nothing instead): no cgroup v2 cpuset and io controllers are delegated to msd",
       "echo +cpuset +io | sudo tee /sys/fs/cgroup/cgroup.subtree_control /sys/fs/cgroup/alice/cgroup.subtree_control"}}},
    {"what a user's systemd withholds",
     [](EnforcementFacts& f) {
         be_a_user(f);
         f.group_root = "/sys/fs/cgroup/user.slice/msd.scope";
         f.groups.policy.root.clear();
         f.sources.user_manager = f.sources.outlives_login = f.sources.booted_with_systemd = true;
         take(f, "cpuset");
     },
     {{"jobs are kept on their CPUs by affinity, which a program may change: no cgroup v2 cpuset controller is delegated to msd",
       "sudo systemctl edit user@.service   (the lines [Service] and Delegate=cpu cpuset io memory pids)"}}},
    {"memory switched off, pids in version 1, io not built",
     [](EnforcementFacts& f) {
         f.groups.controllers = f.hierarchy.controllers = {"cpuset", "cpu"};
         f.hierarchy.disabled = {"memory"};
         f.hierarchy.in_version_1 = {"pids"};
     },
     {{"no control group for memory (sampling instead), swap (nothing instead): the memory controller of cgroups is switched off" + at_boot,
       "start the machine without cgroup_disable=memory" + at_boot + ", if need be with cgroup_enable=memory"},
      {"jobs that share a disk get the kernel's usual shares of it: this kernel has no cgroup v2 io controller",
       "a kernel with the cgroup v2 io controller"},
      {"the number of a job's processes is limited by its user's ulimit alone: this kernel has the pids controller in cgroup v1",
       "start the machine with cgroup_no_v1=all" + at_boot}}},
    {"an old kernel",
     [](EnforcementFacts& f) { f.can_kill = false; },
     {{"a job's processes are found and killed one after another: this kernel has no cgroup.kill",
       "a kernel of version 5.14 or later"}}},
    {"root without systemd, and nothing configured",
     [](EnforcementFacts& f) { take_group(f); },
     {{"no control group for memory (sampling instead), swap (nothing instead), CPUs (affinity instead), CPU time (nothing "
       "instead), disk traffic (nothing instead), processes (ulimit instead), end of a job (signals instead), suspension "
       "(signals instead), devices (nothing instead): no systemd runs here to give jobs a control group, and msd.conf names none",
       "CgroupRoot=/sys/fs/cgroup/msd in msd.conf"}}},
};

TEST(Enforcement, WhatIsMissingIsSaidOnceWithTheLineThatMendsIt) {
    for (const Case& each : cases) {
        EnforcementFacts facts = everything_held();
        each.befall(facts);
        const auto notices = enforcement_notices(enforcement(facts));
        ASSERT_EQ(notices.size(), each.notices.size()) << each.name;
        for (std::size_t at = 0; at < notices.size(); ++at) {
            EXPECT_EQ(notices[at].text, each.notices[at].text) << each.name;
            EXPECT_EQ(notices[at].mend, each.notices[at].mend) << each.name;
        }
    }
}

struct Way {
    const char* name;
    void (*befall)(EnforcementFacts&);
    const char* why;
    const char* mend;
};

/// Nobody gives a group, for one reason or another.
const Way ways[] = {
    {"a user whose systemd ends with the login",
     [](EnforcementFacts& f) { be_a_user(f), f.sources.booted_with_systemd = f.sources.user_manager = true; },
     "the user's systemd would end jobs at logout", "loginctl enable-linger"},
    {"a user without a systemd of his own, below systemd",
     [](EnforcementFacts& f) { be_a_user(f), f.sources.booted_with_systemd = true; },
     "no systemd of this user runs to give jobs a control group, and msd.conf names none",
     "loginctl enable-linger && export XDG_RUNTIME_DIR=/run/user/$(id -u)"},
    {"a user without systemd", [](EnforcementFacts& f) { be_a_user(f); },
     "no systemd of this user runs to give jobs a control group, and msd.conf names none",
     "sudo msd --system   (with CgroupRoot=/sys/fs/cgroup/msd in its msd.conf)"},
    {"root as a user, without systemd", [](EnforcementFacts& f) { f.sources.system_mode = false; },
     "no systemd of this user runs to give jobs a control group, and msd.conf names none",
     "CgroupRoot=/sys/fs/cgroup/msd in msd.conf"},
    {"systemd refuses root a scope",
     [](EnforcementFacts& f) { f.sources.booted_with_systemd = true, f.problem = "a scope of systemd: no answer"; },
     "a scope of systemd: no answer", "systemd-run --scope --property=Delegate=yes true   (it says what systemd lacks)"},
    {"systemd refuses a user a scope",
     [](EnforcementFacts& f) {
         be_a_user(f);
         f.sources.user_manager = f.sources.outlives_login = true, f.problem = "a scope of the user's systemd: no answer";
     },
     "a scope of the user's systemd: no answer",
     "systemd-run --user --scope --property=Delegate=yes true   (it says what systemd lacks)"},
    {"CgroupRoot in a container", [](EnforcementFacts& f) { f.problem = "Read-only file system", f.hierarchy.writable = false; },
     "Read-only file system", "mount -o remount,rw /sys/fs/cgroup"},
    {"CgroupRoot at a wrong place", [](EnforcementFacts& f) { f.problem = "creating /tmp/x/cgroup.procs"; },
     "creating /tmp/x/cgroup.procs", "CgroupRoot=/sys/fs/cgroup/msd in msd.conf"},
    {"CgroupRoot that is not the user's", [](EnforcementFacts& f) { be_a_user(f), f.problem = "Permission denied"; },
     "Permission denied", "sudo msd --system   (with CgroupRoot=/sys/fs/cgroup/msd in its msd.conf)"},
    {"version 1 alone, with systemd",
     [](EnforcementFacts& f) {
         f.hierarchy = {"", {}, all_controllers, {}, true};
         f.sources.booted_with_systemd = true;
     },
     "control groups are of version 1 here",
     "start the machine with systemd.unified_cgroup_hierarchy=1 cgroup_no_v1=all on the kernel's command line"},
    {"none at all", [](EnforcementFacts& f) { f.hierarchy = {}; }, "no cgroup v2 is mounted here",
     "mount -t cgroup2 cgroup2 /sys/fs/cgroup"},
};

TEST(Enforcement, EachWayToHaveNoGroupIsOneNoticeWithItsOwnRemedy) {
    for (const Way& way : ways) {
        EnforcementFacts facts = everything_held();
        facts.has_device_files = false;
        take_group(facts);
        way.befall(facts);
        const auto notices = enforcement_notices(enforcement(facts));
        ASSERT_EQ(notices.size(), 1u) << way.name;
        EXPECT_TRUE(notices[0].text.ends_with(std::string(" instead): ") + way.why)) << way.name << ": " << notices[0].text;
        EXPECT_EQ(notices[0].mend, way.mend) << way.name;
    }
}

TEST(Enforcement, OfCpusThatAreDeclaredTwiceTheConfigurationTells) {
    EnforcementFacts facts = everything_held();
    facts.binds_cpus = false;
    facts.cpus_are_told = true;
    EXPECT_TRUE(enforcement_notices(enforcement(facts)).empty());
}

/// What the configuration does not want is no shortfall of the machine.
TEST(Enforcement, WhatTheConfigurationDoesNotWantHasItsKey) {
    EnforcementFacts facts = everything_held();
    facts.groups.policy.constrain_swap = facts.groups.policy.constrain_devices = false;
    const auto notices = enforcement_notices(enforcement(facts));
    ASSERT_EQ(notices.size(), 2u);
    EXPECT_EQ(notices[0].mend, "ConstrainSwapSpace=yes");
    EXPECT_EQ(notices[1].mend, "ConstrainDevices=yes");
}

TEST(Enforcement, DevicesAreClosedByRootAlone) {
    EnforcementFacts facts = everything_held();
    facts.is_root = false;
    EXPECT_EQ(enforcement(facts).back().why_not, "closing them needs root");
    EXPECT_EQ(enforcement(facts).back().mend, "sudo msd --system   (with CgroupRoot=/sys/fs/cgroup/msd in its msd.conf)");
    facts.sources.booted_with_systemd = true;
    EXPECT_EQ(enforcement(facts).back().mend, "sudo systemctl enable --now msd");
}

TEST(Hierarchy, SaysWhereEachControllerIs) {
    Hierarchy hierarchy;
    hierarchy.controllers = {"cpu", "memory"};
    parse_proc_cgroups("#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpu\t0\t1\t1\nmemory\t0\t1\t1\nblkio\t7\t1\t1\n"
                       "pids\t8\t1\t1\ncpuset\t0\t1\t0\n",
                       hierarchy);
    EXPECT_EQ(hierarchy.in_version_1, (std::vector<std::string>{"io", "pids"}));
    EXPECT_EQ(hierarchy.disabled, (std::vector<std::string>{"cpuset"}));
}

}  // namespace
}  // namespace msd::exec
