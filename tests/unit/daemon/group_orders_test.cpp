// SPDX-License-Identifier: MIT
#include "daemon/exec/group_orders.hpp"

#include <gtest/gtest.h>

#include "daemon/exec/group_sources.hpp"

namespace msd::exec {
namespace {

/// "memory.max=5 pids.max=7"
std::string text_of(const stepd::GroupOrder& order) {
    std::string text;
    for (const auto& file : order.files) text += (text.empty() ? "" : " ") + file.name + "=" + file.value;
    return text;
}

const GroupShare share{100u << 20, {2, 3}, 2};

TEST(GroupOrders, EveryControllerHasItsRows) {
    GroupFacts facts{{"cpuset", "cpu", "io", "memory", "pids"}, {}};
    facts.policy.max_processes = 50;
    const auto job = job_group(JobId{12}, share, facts);
    EXPECT_EQ(job.name, "job_12");
    EXPECT_EQ(text_of(job), "memory.max=104857600 memory.swap.max=0 cpuset.cpus=2,3 cpu.weight=200 io.weight=default 200 "
                            "pids.max=50 cgroup.subtree_control=+memory +cpuset") << "steps have no weights";
    const auto step = step_group(3, share, facts);
    EXPECT_EQ(step.name, "step_3");
    EXPECT_EQ(text_of(step), "memory.max=104857600 memory.oom.group=1 cpuset.cpus=2,3");
    EXPECT_EQ(text_of(script_group(JobKind::batch, facts)), "memory.oom.group=1") << "the job's limits are its own";
    EXPECT_EQ(script_group(JobKind::attended, facts).name, "step_extern");
}

TEST(GroupOrders, WithoutCpusetTimeIsLimitedInstead) {
    EXPECT_EQ(text_of(job_group(JobId{1}, share, {{"cpu"}, {}})), "cpu.max=200000 100000 cpu.weight=200 cgroup.subtree_control=+cpu");
    GroupShare unbound = share;
    unbound.cpus.clear();
    EXPECT_EQ(text_of(job_group(JobId{1}, unbound, {{"cpu"}, {}})), "cpu.weight=200 cgroup.subtree_control=+cpu");
}

TEST(GroupOrders, WeightsThatAGroupHasAnywayAreNotWritten) {
    const GroupFacts facts{{"cpu", "io"}, {}};
    EXPECT_EQ(text_of(job_group(JobId{1}, {0, {}, 1}, facts)), "cgroup.subtree_control=+cpu");
    EXPECT_EQ(text_of(job_group(JobId{1}, {0, {}, 1, false}, facts)),
              "cpu.weight=100 io.weight=default 100 cgroup.subtree_control=+cpu") << "of a job that had more CPUs";
}

TEST(GroupOrders, AMissingControllerIsLeftOut) {
    EXPECT_EQ(text_of(job_group(JobId{1}, share, {{}, {}})), "");
}

TEST(GroupOrders, PolicyDecides) {
    GroupFacts facts{{"cpuset", "memory"}, {}};
    facts.policy.allowed_swap_percent = 50;
    facts.policy.memory_high_percent = 90;
    facts.policy.constrain_cores = false;
    EXPECT_EQ(text_of(job_group(JobId{1}, {1000, {1}, 1}, facts)),
              "memory.max=1000 memory.swap.max=500 memory.high=900 cgroup.subtree_control=+memory +cpuset");
    facts.policy.constrain_swap = false;
    facts.policy.memory_high_percent = 0;
    EXPECT_EQ(text_of(job_group(JobId{1}, {1000, {1}, 1}, facts)), "memory.max=1000 cgroup.subtree_control=+memory +cpuset");
    facts.policy.constrain_memory = false;
    EXPECT_EQ(text_of(job_group(JobId{1}, {1000, {1}, 1}, facts)), "cgroup.subtree_control=+memory +cpuset");
}

TEST(GroupOrders, DevicesOfOthersAreClosed) {
    core::ClusterConfig config;
    core::NodeConfig node;
    node.name = "box";
    const auto device = [](const char* file) { return core::GresDevice{{file}, {}, {}, "", false}; };
    node.gres = {{"gpu", "a", 2, {device("/dev/g0"), device("/dev/g1")}}, {"gpu", "b", 1, {device("/dev/g2")}},
                 {"tape", "", 1, {device("/dev/t0")}}};
    config.nodes = {node};
    EXPECT_EQ(closed_files({}, config), (std::vector<std::string>{"/dev/g0", "/dev/g1", "/dev/g2", "/dev/t0"}));
    const std::vector<NodeAllocation> held{{"box", {0}, Megabytes{1}, {{"gpu", "b", 1, {2}}}}};
    EXPECT_EQ(closed_files(held, config), (std::vector<std::string>{"/dev/g0", "/dev/g1", "/dev/t0"}));
    const auto devices = devices_of({"/dev/null", "/no/such/device", "/etc/passwd"});
    ASSERT_EQ(devices.size(), 1u);
    EXPECT_EQ(devices[0].major, 1u);
    EXPECT_EQ(devices[0].minor, 3u);
    EXPECT_FALSE(devices[0].is_block);
}

TEST(GroupSources, TheManagerComesBeforeTheDirectory) {
    SourceFacts facts;
    facts.unit = "msd-jobs-7";
    EXPECT_TRUE(group_sources(facts).empty());
    facts.root = "/cg/msd";
    ASSERT_EQ(group_sources(facts).size(), 1u);
    EXPECT_EQ(group_sources(facts)[0].group, "/cg/msd");
    facts.user_manager = true;
    EXPECT_EQ(group_sources(facts).size(), 1u) << "its jobs would end at logout";
    facts.outlives_login = true;
    ASSERT_EQ(group_sources(facts).size(), 2u);
    EXPECT_EQ(group_sources(facts)[0].command[1], "--user");
    facts.system_mode = true;
    EXPECT_EQ(group_sources(facts).size(), 1u);
    facts.booted_with_systemd = true;
    ASSERT_EQ(group_sources(facts).size(), 2u);
    EXPECT_EQ(group_sources(facts)[0].command[1], "--system");
}

}  // namespace
}  // namespace msd::exec
