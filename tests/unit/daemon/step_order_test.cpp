// SPDX-License-Identifier: MIT
#include "daemon/exec/step_order.hpp"

#include <gtest/gtest.h>

namespace msd::exec {
namespace {

/// Two tasks with a CPU each, on a node of four.
Step two_tasks(const std::string& cpu_bind) {
    Step step;
    step.tasks = 2;
    step.tasks_on = {2};
    NodeAllocation part;
    part.node = "n1";
    part.cpus = {2, 3};
    step.allocation = {part};
    step.spec.cpu_bind = cpu_bind;
    return step;
}

core::ClusterConfig one_node() {
    core::ClusterConfig config;
    core::NodeConfig node;
    node.name = "n1";
    node.cpus = 4;
    config.nodes = {node};
    return config;
}

using Texts = std::vector<std::string>;

TEST(StepOrder, VerboseBindingIsAnnouncedAsItIs) {
    const auto order = make_step_order(two_tasks("verbose,map_cpu:2,3"), one_node(), true);
    ASSERT_EQ(order.tasks.size(), 2u);
    EXPECT_EQ(order.tasks[0].announcement, (Texts{"cpu-bind=MASK - n1, task  0  0 [", "]: mask 0x4 set\n"}));
    EXPECT_EQ(order.tasks[1].announcement, (Texts{"cpu-bind=MASK - n1, task  1  1 [", "]: mask 0x8 set\n"}));
    EXPECT_EQ(make_step_order(two_tasks("verbose,none"), one_node(), true).tasks[0].announcement,
              (Texts{"cpu-bind=NONE - n1, task  0  0 [", "]: mask 0xC\n"}));
}

TEST(StepOrder, WhereNothingIsBoundNoneIsToBeBound) {
    const auto order = make_step_order(two_tasks("verbose,map_cpu:2,3"), one_node(), false);
    EXPECT_TRUE(order.tasks[0].kernel_cpus.empty());
    EXPECT_EQ(order.tasks[0].announcement.at(0), "cpu-bind=NONE - n1, task  0  0 [");
    EXPECT_TRUE(make_step_order(two_tasks(""), one_node(), true).tasks[0].announcement.empty());
}

}  // namespace
}  // namespace msd::exec
