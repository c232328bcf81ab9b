// SPDX-License-Identifier: MIT
// What tasks and jobs are told of their GPUs, beside what the captures of real Slurm show.
#include "daemon/exec/devices.hpp"

#include <gtest/gtest.h>

#include <map>

#include "daemon/core/site/site.hpp"

namespace msd::exec {
namespace {

using Numbers = std::vector<std::uint32_t>;
using Names = std::vector<std::string>;

/// GPUs 0 to 3 are /dev/nvidia2 to 5; 0 and 1 near CPUs 0-1, which the kernel counts 10 and 11.
core::NodeConfig four_gpus() {
    core::NodeConfig node;
    node.name = "n1";
    node.cpus = 4;
    node.kernel_cpus = {10, 11, 12, 13};
    core::GresConfig line{"gpu", "a100", 4, {}, {}, {}};
    for (std::uint32_t i = 0; i < 4; ++i) {
        core::GresDevice gpu;
        gpu.files = {"/dev/nvidia" + std::to_string(i + 2)};
        gpu.cpus = i < 2 ? Numbers{0, 1} : Numbers{2, 3};
        line.devices.push_back(gpu);
    }
    node.gres = {line};
    return node;
}

NodeAllocation part_of(Numbers indices) {
    NodeAllocation part;
    part.node = "n1";
    part.gres = {{"gpu", "a100", indices.size(), indices}};
    return part;
}

std::string value(const std::string& name, const Numbers& own, const NodeAllocation& part, const core::NodeConfig& node, bool closed) {
    for (const auto& each : device_values(own, part, &node, closed))
        if (each.first == name) return each.second;
    return "-";
}

TEST(ExecDevices, NumbersAreTheMachinesUnlessOthersAreClosed) {
    const auto node = four_gpus();
    const auto part = part_of({1, 3});
    EXPECT_EQ(gpu_numbers({1, 3}, &node), "3,5");
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES", {1, 3}, part, node, false), "3,5");
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES", {1, 3}, part, node, true), "0,1");
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES", {3}, part, node, true), "1");
    EXPECT_EQ(gpu_numbers({1, 3}, nullptr), "1,3");
    EXPECT_EQ(device_files(part, node), (Names{"/dev/nvidia3", "/dev/nvidia5"}));
    EXPECT_EQ(all_device_files(node).size(), 4u);
}

TEST(ExecDevices, VariablesAreThoseOfTheMaker) {
    auto node = four_gpus();
    node.gres[0].variables = core::GresConfig::cuda;
    node.gres.push_back({"gpu", "mi210", 1, {}, {}, {}, core::GresConfig::rocr});
    auto part = part_of({0});
    part.gres.push_back({"gpu", "mi210", 1, {4}});
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES", {0, 4}, part, node, true), "0");
    EXPECT_EQ(value("ROCR_VISIBLE_DEVICES", {0, 4}, part, node, true), "0");
    EXPECT_EQ(value("ROCR_VISIBLE_DEVICES", {0, 4}, part, node, false), "4");
    EXPECT_EQ(value("GPU_DEVICE_ORDINAL", {0, 4}, part, node, false), "-");
}

TEST(ExecDevices, AnInstanceIsCalledByItsName) {
    auto node = four_gpus();
    node.gres[0].devices[1].unique_id = "MIG-a";
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES", {1}, part_of({1}), node, true), "MIG-a");
    EXPECT_EQ(gpu_numbers({1}, &node), "3");
}

TEST(ExecDevices, PartsOfAGpuShowIt) {
    auto node = four_gpus();
    node.gres.push_back({"mps", "", 800, {}, {}, {}});
    ASSERT_TRUE(core::share_gpus(node));
    NodeAllocation part;
    part.node = "n1";
    part.gres = {{"mps", "a100", 50, {2}}};
    EXPECT_EQ(gpu_count(part), 1u);
    EXPECT_EQ(value("CUDA_VISIBLE_DEVICES", {2}, part, node, false), "4");
    EXPECT_EQ(value("CUDA_MPS_ACTIVE_THREAD_PERCENTAGE", {2}, part, node, false), "25");
}

/// As real Slurm 22.05 told two or four tasks with four GPUs.
struct BindRow {
    const char* bind;
    Numbers first, second, last;  // of tasks 0, 1 and 3
};
TEST(ExecDevices, BindingsAsRealSlurms) {
    auto node = four_gpus();
    const BindRow rows[] = {
        {"", {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}},
        {"none", {0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}},
        {"single:1", {0}, {1}, {3}},
        {"single:2", {0}, {0}, {1}},
        {"per_task:2", {0, 1}, {2, 3}, {}},
        {"map_gpu:3,2,1,0", {3}, {2}, {0}},
        {"map_gpu:0*2,1*2", {0}, {0}, {1}},
        {"verbose,mask_gpu:0x3,0xc", {0, 1}, {2, 3}, {2, 3}},
        {"closest", {2, 3}, {2, 3}, {2, 3}},
    };
    for (const auto& row : rows) {
        StepSpec spec;
        spec.gpu_bind = row.bind;
        const auto of_task = [&](std::uint32_t task) { return gpus_of_task(spec, part_of({0, 1, 2, 3}), task, {12}, &node); };
        EXPECT_EQ(of_task(0), row.first) << row.bind;
        EXPECT_EQ(of_task(1), row.second) << row.bind;
        EXPECT_EQ(of_task(3), row.last) << row.bind;
    }
}

TEST(ExecDevices, GpusOfATaskAreItsOwn) {
    const auto node = four_gpus();
    StepSpec spec;
    spec.gpus_per_task = {{"gpu", "", 2}};
    EXPECT_EQ(gpus_of_task(spec, part_of({0, 1, 2, 3}), 1, {}, &node), (Numbers{2, 3}));
    spec.gpu_bind = "none";
    EXPECT_EQ(gpus_of_task(spec, part_of({0, 1, 2, 3}), 1, {}, &node).size(), 4u);
}

}  // namespace
}  // namespace msd::exec
