// SPDX-License-Identifier: MIT
#include "daemon/core/placement/fit.hpp"

#include <gtest/gtest.h>

#include "libms/text/tres.hpp"
#include "tests/support/core_world.hpp"

namespace msd::core {
namespace {

using ms::test::World;

struct Asked {
    const char* what;
    void (*ask)(JobSpec&);
    const char* got;  // "n1:cpus/mem[/gres] …", "-" when it does not fit
};

ClusterConfig two_nodes() {
    ClusterConfig config;
    NodeConfig n1 = World::node("n1", 8, 16000);
    n1.threads_per_core = 2;
    n1.cores_per_socket = 4;
    n1.gres = {{"gpu", "", 4, {}}, {"shard", "", 5000, {}}};
    config.nodes = {n1, World::node("n2", 4, 4000)};
    config.partitions = {World::partition("main", {"n1", "n2"}, true)};
    config.default_memory_per_cpu = {100};
    return config;
}

std::string shown(const std::optional<std::vector<NodeAllocation>>& allocation) {
    if (!allocation) return "-";
    std::string text;
    for (const auto& part : *allocation) {
        if (!text.empty()) text += " ";
        text += part.node + ":" + std::to_string(part.cpus.size()) + "/" + std::to_string(part.memory.value);
        for (const auto& gres : part.gres) text += "/" + gres.name + std::to_string(gres.count);
    }
    return text;
}

std::string fitted(const ClusterConfig& config, void (*ask)(JobSpec&)) {
    const Site site(config);
    JobSpec spec;
    ask(spec);
    return shown(fit(site, idle_nodes(site), 0, spec, demand_of(site, spec, 0)));
}

void memory(JobSpec& spec, MemoryKind kind, std::uint64_t megabytes) {
    spec.memory_kind = kind;
    spec.memory = {megabytes};
}

// n1: 4 cores of 2 threads, 16000 MB, 4 GPUs, 5000 shards; n2: 4 CPUs, 4000 MB.
const Asked table[] = {
    {"nothing: one task, a whole core", [](JobSpec&) {}, "n1:2/200"},
    {"-n 5 rounds up to cores", [](JobSpec& s) { s.tasks = 5; }, "n1:6/600"},
    {"-n 10 needs both nodes", [](JobSpec& s) { s.tasks = 10; }, "n1:8/800 n2:2/200"},
    {"-n 13 is too many", [](JobSpec& s) { s.tasks = 13; }, "-"},
    {"-N 2: a task each", [](JobSpec& s) { s.min_nodes = s.max_nodes = 2; }, "n1:2/200 n2:1/100"},
    {"-N 2 --ntasks-per-node=3",
     [](JobSpec& s) {
         s.min_nodes = s.max_nodes = 2;
         s.tasks_per_node = 3;
     },
     "n1:4/400 n2:3/300"},
    {"-n 6 --ntasks-per-node=3 needs two",
     [](JobSpec& s) {
         s.tasks = 6;
         s.tasks_per_node = 3;
     },
     "n1:4/400 n2:3/300"},
    {"-n 4 -N 1 -c 2",
     [](JobSpec& s) {
         s.tasks = 4;
         s.cpus_per_task = 2;
         s.min_nodes = s.max_nodes = 1;
     },
     "n1:8/800"},
    {"--mem is per node",
     [](JobSpec& s) {
         memory(s, MemoryKind::per_node, 3000);
         s.min_nodes = s.max_nodes = 2;
     },
     "n1:2/3000 n2:1/3000"},
    {"--mem=0 is the whole node", [](JobSpec& s) { s.memory_kind = MemoryKind::per_node; }, "n1:2/16000"},
    {"--mem too large for one of two",
     [](JobSpec& s) {
         memory(s, MemoryKind::per_node, 5000);
         s.min_nodes = 2;
     },
     "-"},
    {"--mem-per-cpu counts the other thread",
     [](JobSpec& s) {
         memory(s, MemoryKind::per_cpu, 1000);
         s.tasks = 3;
     },
     "n1:4/4000"},
    {"--mem-per-gpu",
     [](JobSpec& s) {
         memory(s, MemoryKind::per_gpu, 700);
         s.gres = {{"gpu", "", 2}};
     },
     "n1:2/1400/gpu2"},
    {"-G 3",
     [](JobSpec& s) {
         s.gpus = {{"gpu", "", 3}};
     },
     "n1:2/200/gpu3"},
    {"-G 5 is too many",
     [](JobSpec& s) {
         s.gpus = {{"gpu", "", 5}};
     },
     "-"},
    {"--gpus-per-task=2 -n 2",
     [](JobSpec& s) {
         s.tasks = 2;
         s.gpus_per_task = {{"gpu", "", 2}};
     },
     "n1:2/200/gpu4"},
    {"--cpus-per-gpu=3 -G 2",
     [](JobSpec& s) {
         s.gpus = {{"gpu", "", 2}};
         s.cpus_per_gpu = 3;
     },
     "n1:6/600/gpu2"},
    {"--cpus-per-gpu=5 -G 2: too few CPUs",
     [](JobSpec& s) {
         s.gpus = {{"gpu", "", 2}};
         s.cpus_per_gpu = 5;
     },
     "-"},
    {"gpu:1,gpu:2 are three", [](JobSpec& s) { s.gres = {{"gpu", "", 1}, {"gpu", "", 2}}; }, "n1:2/200/gpu3"},
    {"gpu:3,gpu:2 are five", [](JobSpec& s) { s.gres = {{"gpu", "", 3}, {"gpu", "", 2}}; }, "-"},
    {"an amount without devices",
     [](JobSpec& s) {
         s.gres = {{"shard", "", 4000}};
     },
     "n1:2/200/shard4000"},
    {"--exclusive takes all CPUs", [](JobSpec& s) { s.exclusive = Exclusive::node; }, "n1:8/800/gpu4"},
    {"-O -n 50: one CPU a node",
     [](JobSpec& s) {
         s.tasks = 50;
         s.overcommit = true;
     },
     "n1:2/200"},
    {"--hint=nomultithread: a core a CPU",
     [](JobSpec& s) {
         s.tasks = 3;
         s.hint = "nomultithread";
     },
     "n1:6/600"},
    {"--ntasks-per-core=1 -c 2: the threads of a core are one task's",
     [](JobSpec& s) {
         s.tasks = 2;
         s.cpus_per_task = 2;
         s.tasks_per_core = 1;
     },
     "n1:4/400"},
    {"--ntasks-per-core=1 -n 3",
     [](JobSpec& s) {
         s.tasks = 3;
         s.tasks_per_core = 1;
     },
     "n1:6/600"},
    {"-w n2", [](JobSpec& s) { s.node_list = "n2"; }, "n2:1/100"},
    {"-x n1", [](JobSpec& s) { s.exclude = "n1"; }, "n2:1/100"},
    {"--mincpus=3", [](JobSpec& s) { s.min_cpus_per_node = 3; }, "n1:4/400"},
    {"--mincpus=5",
     [](JobSpec& s) {
         s.min_cpus_per_node = 5;
         s.exclude = "n1";
     },
     "-"},
    {"-n 4294967295 -c 4294967295", [](JobSpec& s) { s.tasks = s.cpus_per_task = 0xFFFFFFFF; }, "-"},
};

TEST(Fit, OnAnIdleCluster) {
    for (const auto& row : table) EXPECT_EQ(fitted(two_nodes(), row.ask), row.got) << row.what;
}

/// n1 to n4, each of two sockets with two cores; n2 is dear.
ClusterConfig four_nodes() {
    ClusterConfig config;
    for (const char* name : {"n1", "n2", "n3", "n4"}) {
        NodeConfig node = World::node(name, 4, 4000);
        node.sockets = node.cores_per_socket = 2;
        node.weight = node.name == "n2" ? 9 : 1;
        config.nodes.push_back(node);
    }
    config.partitions = {World::partition("main", {"n1", "n2", "n3", "n4"}, true)};
    config.default_memory_per_cpu = {100};
    return config;
}

void nodes(JobSpec& spec, std::uint32_t least, std::uint32_t most) {
    spec.min_nodes = least;
    spec.max_nodes = most;
}

const Asked placements[] = {
    {"-N 2 -n 4 fills the first", [](JobSpec& s) { nodes(s, 2, 2), s.tasks = 4; }, "n1:3/300 n3:1/100"},
    {"-m cyclic deals out",
     [](JobSpec& s) { nodes(s, 2, 2), s.tasks = 4, s.distribution = "cyclic:block"; }, "n1:2/200 n3:2/200"},
    {"-m plane=3 -n 8 -N 3",
     [](JobSpec& s) { nodes(s, 3, 3), s.tasks = 8, s.distribution = "plane=3"; }, "n1:3/300 n3:3/300 n4:2/200"},
    {"-N 2-3 takes three", [](JobSpec& s) { nodes(s, 2, 3); }, "n1:1/100 n3:1/100 n4:1/100"},
    {"-N 2-3 --use-min-nodes", [](JobSpec& s) { nodes(s, 2, 3), s.use_min_nodes = true; }, "n1:1/100 n3:1/100"},
    {"-N 2-9 -n 3: a node a task at most", [](JobSpec& s) { nodes(s, 2, 9), s.tasks = 3; },
     "n1:1/100 n3:1/100 n4:1/100"},
    {"--spread-job -n 6", [](JobSpec& s) { s.tasks = 6, s.spread = true; }, "n1:2/200 n2:2/200 n3:1/100 n4:1/100"},
    {"--contiguous takes the dear neighbour", [](JobSpec& s) { nodes(s, 3, 3), s.contiguous = true; },
     "n1:1/100 n2:1/100 n3:1/100"},
    {"--contiguous around -w n4", [](JobSpec& s) { nodes(s, 2, 2), s.contiguous = true, s.node_list = "n4"; },
     "n3:1/100 n4:1/100"},
    {"--contiguous without n3", [](JobSpec& s) { nodes(s, 3, 3), s.contiguous = true, s.exclude = "n3"; }, "-"},
    {"--ntasks-per-socket=1 -n 2 -N 1", [](JobSpec& s) { nodes(s, 1, 1), s.tasks = 2, s.tasks_per_socket = 1; },
     "n1:2/200"},
    {"--ntasks-per-socket=1 -n 3 needs two", [](JobSpec& s) { s.tasks = 3, s.tasks_per_socket = 1; },
     "n1:2/200 n3:1/100"},
    {"--ntasks-per-socket=1 -n 3 -N 1", [](JobSpec& s) { nodes(s, 1, 1), s.tasks = 3, s.tasks_per_socket = 1; }, "-"},
    {"--ntasks-per-socket=1 --exclusive has the node for two",
     [](JobSpec& s) { s.tasks = 2, s.tasks_per_socket = 1, s.exclusive = Exclusive::node; }, "n1:4/400"},
    {"--ntasks-per-socket=1 --exclusive -n 3 -N 1",
     [](JobSpec& s) { nodes(s, 1, 1), s.tasks = 3, s.tasks_per_socket = 1, s.exclusive = Exclusive::node; }, "-"},
    {"-B 3", [](JobSpec& s) { s.sockets_per_node = 3; }, "-"},
};

TEST(Fit, PlacesTasksAsAsked) {
    for (const auto& row : placements) EXPECT_EQ(fitted(four_nodes(), row.ask), row.got) << row.what;
}

TEST(Fit, ATaskOfEachSocketComesFromEachSocket) {
    const Site site(four_nodes());
    JobSpec spec;
    spec.tasks = 2;
    spec.tasks_per_socket = 1;
    const auto allocation = fit(site, idle_nodes(site), 0, spec, demand_of(site, spec, 0));
    ASSERT_TRUE(allocation);
    EXPECT_EQ(allocation->at(0).cpus, (std::vector<std::uint32_t>{0, 2}));
}

TEST(Fit, AWholeNodesMemoryEndsAtTheMaximum) {
    ClusterConfig config = two_nodes();
    config.max_memory_per_node = {9000};
    EXPECT_EQ(fitted(config, [](JobSpec& s) { s.memory_kind = MemoryKind::per_node; }), "n1:2/9000");
}

TEST(Fit, APartitionsLeastNodesAreForWhoDoesNotSay) {
    ClusterConfig config = four_nodes();
    config.partitions[0].info.min_nodes = 2;
    EXPECT_EQ(fitted(config, [](JobSpec&) {}), "n1:1/100 n3:1/100");
    EXPECT_EQ(fitted(config, [](JobSpec& s) { nodes(s, 1, 1); }), "n1:1/100");  // it waits: PartitionNodeLimit
}

TEST(Fit, LowestFreeCoresThenBegunCoresThenTheRest) {
    ClusterConfig config = two_nodes();
    config.allocate_whole_cores = false;
    const Site site(config);
    auto use = idle_nodes(site);
    take(use[0], site, 0, {"n1", {0, 3}, {}, {}}, true);  // cores 0 and 1 are begun
    JobSpec spec;
    spec.tasks = 3;
    const auto allocation = fit(site, use, 0, spec, demand_of(site, spec, 0));
    ASSERT_TRUE(allocation);
    EXPECT_EQ(allocation->at(0).cpus, (std::vector<std::uint32_t>{1, 4, 5}));
}

TEST(Fit, WhatIsTakenComesBack) {
    const Site site(two_nodes());
    auto use = idle_nodes(site);
    JobSpec spec;
    spec.gres = {{"gpu", "", 2}};
    spec.max_nodes = 1;
    spec.tasks = 4;
    const auto allocation = fit(site, use, 0, spec, demand_of(site, spec, 0));
    ASSERT_TRUE(allocation);
    take(use[0], site, 0, allocation->at(0), true);
    EXPECT_EQ(use[0].cpus_busy, 4u);
    EXPECT_EQ(use[0].pools[0].used, 2u);
    give_back(use[0], site, 0, allocation->at(0), true);
    EXPECT_EQ(use, idle_nodes(site));
}

TEST(Demand, RequestedAndAllocatedTres) {
    const Site site(two_nodes());
    JobSpec spec;
    spec.tasks = 3;
    spec.gres = {{"gpu", "", 2}};
    const Demand demand = demand_of(site, spec, 0);
    EXPECT_EQ(text::format_tres(requested_tres(site, demand, 0)), "cpu=3,mem=300M,node=1,gres/gpu=2");
    const auto allocation = fit(site, idle_nodes(site), 0, spec, demand);
    EXPECT_EQ(text::format_tres(allocated_tres(*allocation)), "cpu=4,mem=400M,node=1,gres/gpu=2");
}

}  // namespace
}  // namespace msd::core
