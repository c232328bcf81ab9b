// SPDX-License-Identifier: MIT
// What is asked for and can not be had is told with both numbers; maxima of memory.
#include <gtest/gtest.h>

#include "tests/support/core_world.hpp"

namespace msd::core {
namespace {

using ms::test::World;

JobSpec with_memory(const World& world, MemoryKind kind, std::uint64_t megabytes) {
    JobSpec spec = world.spec();
    spec.memory_kind = kind;
    spec.memory = {megabytes};
    return spec;
}

TEST(Admission, MoreThanMaxMemPerNodeWaits) {
    ClusterConfig config = World::small_cluster();
    config.max_memory_per_node = {2048};
    World world(config);
    world.submit(with_memory(world, MemoryKind::per_node, 3072));
    EXPECT_EQ(world.reason(1), Reason::memory_limit);
    world.submit(with_memory(world, MemoryKind::per_node, 2048));
    EXPECT_EQ(world.job_state(2), JobState::running);
}

TEST(Admission, MoreThanMaxMemPerCpuIsPaidForWithCpus) {
    ClusterConfig config = World::small_cluster();
    config.partitions[0].info.max_memory_per_cpu = {500};
    World world(config);
    world.submit(with_memory(world, MemoryKind::per_cpu, 900));
    EXPECT_EQ(world.job(1).cpus, 2u);
    EXPECT_EQ(world.job(1).memory_per_cpu.value, 450u);
    world.submit(with_memory(world, MemoryKind::per_node, 900));
    EXPECT_EQ(world.job(2).cpus, 2u);
    EXPECT_EQ(world.job(2).memory_per_node.value, 900u);
}

/// Slurm keeps a set of nodes, not the words they were named by.
TEST(Admission, NamedNodesAreKeptInTheOrderOfTheSite) {
    ClusterConfig config = World::small_cluster();
    config.nodes.clear();
    for (const char* name : {"n1", "n2", "n3"}) config.nodes.push_back(World::node(name, 4));
    config.partitions = {World::partition("main", {"n1", "n2", "n3"}, true)};
    World world(config);
    JobSpec spec = world.spec();
    spec.node_list = "n2,n1,n2";
    spec.exclude = "n3";
    world.submit(spec);
    EXPECT_EQ(world.job(1).spec->node_list, "n[1-2]");
    EXPECT_EQ(world.job(1).spec->exclude, "n3");
    spec.distribution = "arbitrary";  // whose tasks are laid out in this order
    world.submit(spec);
    EXPECT_EQ(world.job(2).spec->node_list, "n[2,1-2]");
}

TEST(Admission, WhatIsTooMuchInAllIsToldInAll) {
    ClusterConfig config = World::small_cluster();
    config.nodes[0].gres = {{"gpu", "", 2, {}}};
    World world(config);
    JobSpec devices = world.spec();
    devices.tasks = 3;
    devices.gpus_per_task = {{"gpu", "", 1}};
    EXPECT_EQ(world.refused(devices).message,
              "Requested node configuration is not available: 3 of gpu for all tasks asked, 2 in partition main; ask for "
              "fewer tasks");
}

/// The CPUs that --exclusive adds want no memory of their own.
TEST(Admission, ExclusiveSharesTheRestOfTheMemory) {
    ClusterConfig config = World::small_cluster();
    World world(config);
    const std::uint64_t all = config.nodes[0].memory.value;
    JobSpec spec = with_memory(world, MemoryKind::per_cpu, all / 2);
    spec.exclusive = Exclusive::node;
    spec.tasks = 2;
    world.submit(spec);
    EXPECT_EQ(world.job(1).allocation[0].memory.value, all);
    spec.tasks = 3;
    EXPECT_EQ(world.refused(spec).code, Errc::node_config_unavailable);
}

TEST(Admission, AShapeThatNoNodeHasIsToldWithWhatThereIs) {
    ClusterConfig config = World::small_cluster();
    config.policy = SitePolicy::strict;
    World world(config);
    JobSpec sockets = world.spec();
    sockets.sockets_per_node = 4;
    EXPECT_EQ(world.refused(sockets).message,
              "Socket, core and/or thread specification can not be satisfied\n"
              "Requested node configuration is not available: 4 sockets of a node asked, 1 at most in partition main; "
              "change --sockets-per-node");
    JobSpec tasks = world.spec();
    tasks.tasks = 2;
    tasks.min_nodes = tasks.max_nodes = tasks.tasks_per_socket = 1;
    EXPECT_EQ(world.refused(tasks).message,
              "Requested node configuration is not available: 2 tasks, 1 of a socket, asked, 1 at most in partition "
              "main; change --ntasks-per-socket");
}

TEST(Admission, OfAHeldJobTheSizeIsLookedAtWhereTheSiteIsLenientAlone) {
    ClusterConfig config = World::small_cluster();
    config.policy = SitePolicy::strict;
    World strict(config);
    JobSpec spec = strict.spec();
    spec.hold = true;
    spec.tasks = 99;
    const auto id = strict.submit(spec).id.value;
    EXPECT_EQ(strict.reason(id), Reason::held_user);
    EXPECT_EQ(strict.complaints(), std::vector<std::string>{});
    config.policy = SitePolicy::lenient;
    World lenient(config);
    EXPECT_EQ(lenient.refused(spec).code, Errc::too_many_cpus);
}

struct Kept {
    const char* option;
    const char* value;
    const char* refusal;
};
/// What Slurm 22.05 was seen to say to a user.
constexpr Kept kept[] = {
    {"partition", "", "invalid partition specified: (null)\nInvalid partition name specified"},
    {"account", "", "Invalid account or account/partition combination specified"},
    {"qos", "", "Invalid qos specification"},
    {"nodes", "", "Node count specification invalid"},
    {"prefer", "unheard", "Invalid preferred feature specification"},
    {"prefer", "a&&b", "Invalid feature specification"},
    {"reboot", "", "rebooting of nodes is only allowed for admins\nAccess/permission denied"},
};

TEST(Admission, WhatIsKeptAsTextIsJudgedOnAStrictSite) {
    ClusterConfig config = World::small_cluster();
    config.policy = SitePolicy::strict;
    World world(config);
    for (const Kept& each : kept) {
        JobSpec spec = world.spec();
        spec.kept_options = {{each.option, each.value}};
        EXPECT_EQ(world.refused(spec).message, each.refusal) << each.option;
    }
    JobSpec nice = world.spec();
    nice.nice = -5;
    EXPECT_EQ(world.refused(nice).message, "Invalid --nice value");
}

TEST(Admission, ALenientSiteTakesItsOwnInTheirPlace) {
    World world(World::small_cluster());
    JobSpec spec = world.spec();
    spec.kept_options = {{"partition", ""}, {"account", ""}, {"qos", ""}, {"prefer", "unheard"}, {"reboot", ""}, {"clusters", "far"}};
    const SubmitReply reply = world.submit(spec);
    EXPECT_EQ(reply.warnings.size(), 2u);  // of the cluster and of the feature
    EXPECT_EQ(world.job(1).partition, "main");
    // What was ignored is not kept, so that no change of the job stumbles over it.
    EXPECT_EQ(world.job(1).spec->kept_options, (decltype(spec.kept_options){{"reboot", ""}}));
}

TEST(Admission, TasksFollowTheNodesAJobGets) {
    ClusterConfig config = World::small_cluster();
    config.nodes = {World::node("n1", 4), World::node("n2", 4), World::node("n3", 4)};
    config.partitions = {World::partition("main", {"n1", "n2", "n3"}, true)};
    World world(config);
    JobSpec spec = world.spec();
    spec.tasks = 0;
    spec.min_nodes = 1;
    spec.max_nodes = 2;
    spec.tasks_per_node = 2;
    world.submit(spec);
    EXPECT_EQ(world.job(1).nodes, 2u);
    EXPECT_EQ(world.job(1).tasks, 4u);
    EXPECT_TRUE(world.complaints().empty());
}

}  // namespace
}  // namespace msd::core
