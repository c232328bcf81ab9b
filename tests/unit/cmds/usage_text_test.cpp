// SPDX-License-Identifier: MIT
#include "cmds/shared/usage_text.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace ms::cmds {
namespace {

Step two_tasks_on_two_nodes() {
    TaskUsage first, second;
    first.cpu_time = {Micros{3'500'000}, Micros{500'000}};
    first.memory = 2 << 10;
    first.memory_peak = 8 << 10;
    first.read = 10;
    first.written = 7;
    second.cpu_time = {Micros{61'000'000}, Micros{0}};
    second.memory = second.memory_peak = 4 << 10;
    second.virtual_memory = second.virtual_memory_peak = 1 << 20;
    second.pages = 3;
    Step step;
    step.id = 0;
    step.tasks = 2;
    step.allocation = {{"n1", {0}, {}, {}}, {"n2", {0}, {}, {}}};
    step.tasks_on = {1, 1};
    step.usage = Usage::of(std::vector{first, second});
    return step;
}

TEST(UsageText, ListsHaveSlurmsOrderAndUnits) {
    const Usage usage = two_tasks_on_two_nodes().usage;
    EXPECT_EQ(usage_list(usage, Over::max, false, {}), "cpu=00:01:01,energy=0,fs/disk=10,mem=8K,pages=3,vmem=1M");
    EXPECT_EQ(usage_list(usage, Over::min, false, {}), "cpu=00:00:04,energy=0,fs/disk=0,mem=4K,pages=0,vmem=0");
    EXPECT_EQ(usage_list(usage, Over::mean, false, {}), "cpu=00:00:32,energy=0,fs/disk=5,mem=3K,pages=1,vmem=512K");
    EXPECT_EQ(usage_list(usage, Over::total, false, {.raw = true}),
              "cpu=00:01:05,energy=0,fs/disk=10,mem=6144,pages=3,vmem=1048576");
    EXPECT_EQ(usage_list(usage, Over::total, true, {}), "energy=0,fs/disk=7");
}

TEST(UsageText, NodesAndTasksAreThoseOfTheExtremes) {
    const Step step = two_tasks_on_two_nodes();
    EXPECT_EQ(usage_node_list(step, Over::max, false), "cpu=n2,energy=n1,fs/disk=n1,mem=n1,pages=n2,vmem=n2");
    EXPECT_EQ(usage_task_list(step.usage, Over::max, false), "cpu=1,fs/disk=0,mem=0,pages=1,vmem=1");
    EXPECT_EQ(usage_task_list(step.usage, Over::min, false), "cpu=0,fs/disk=1,mem=1,pages=0,vmem=0");
    EXPECT_EQ(usage_node_list(step, Over::min, true), "energy=n1,fs/disk=n2");
}

TEST(UsageText, GpusAreThereWhereTheyWereUsed) {
    TaskUsage task;
    task.gpu_memory = task.gpu_memory_peak = 3 << 20;
    EXPECT_EQ(usage_list(Usage::of(std::vector{task}), Over::max, false, {}),
              "cpu=00:00:00,energy=0,fs/disk=0,gres/gpumem=3M,mem=0,pages=0,vmem=0");
}

}  // namespace
}  // namespace ms::cmds
