// SPDX-License-Identifier: MIT
// What is found of GPUs: by NVIDIA's library (a stand-in of it that the build makes) and by the kernel's files.
#include "daemon/hardware/gpus.hpp"

#include <gtest/gtest.h>

#include "daemon/config/kernel_files.hpp"
#include "daemon/hardware/gpu_use.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace msd::hardware {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<std::uint32_t>;

/// A machine whose library tells what `said` says.
struct Machine {
    explicit Machine(const std::string& said) {
        ::setenv("MS_FAKE_NVML", root.write("nvml", said).c_str(), 1);
        auto opened = Nvml::open(ms::test::binary_path("tests/nvml"));
        EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
        if (opened) nvml = std::move(*opened);
    }
    ~Machine() { ::unsetenv("MS_FAKE_NVML"); }
    std::vector<Gpu> gpus() const { return find_gpus(config::KernelFiles(root.path()), nvml.get()); }

    ms::test::TempDir root;
    std::unique_ptr<Nvml> nvml;
};

constexpr const char* four_gpus =
    "gpu GPU-1 1 0000:5e:00.0 40960 f0 NVIDIA A100-SXM4-40GB\n"
    "gpu GPU-0 0 0000:3b:00.0 40960 f NVIDIA A100-SXM4-40GB\n"
    "gpu GPU-2 2 0000:86:00.0 16384 ff00 Tesla T4\n"
    "link 0 0000:3b:00.0\nlink 0 0000:3b:00.0\nlink 1 0000:5e:00.0\nlink 1 0000:5e:00.0\n";

TEST(Gpus, TheLibraryTellsAllOfAGpu) {
    const auto gpus = Machine(four_gpus).gpus();
    ASSERT_EQ(gpus.size(), 3u);  // by device number
    EXPECT_EQ(gpus[0].file, "/dev/nvidia0");
    EXPECT_EQ(gpus[0].type, "a100");
    EXPECT_EQ(gpus[0].model, "nvidia_a100-sxm4-40gb");
    EXPECT_EQ(gpus[0].uuid, "GPU-0");
    EXPECT_EQ(gpus[0].bus, "0000:3b:00.0");
    EXPECT_EQ(gpus[0].memory, ms::Megabytes{40960});
    EXPECT_EQ(gpus[0].cpus, (Numbers{0, 1, 2, 3}));
    EXPECT_EQ(gpus[0].links, (std::vector<std::int32_t>{-1, 2, 0}));
    EXPECT_EQ(gpus[1].uuid, "GPU-1");
    EXPECT_EQ(gpus[2].type, "t4");
    EXPECT_EQ(gpus[2].links, (std::vector<std::int32_t>{0, 0, -1}));
}

TEST(Gpus, InstancesStandInTheirGpusPlace) {
    Machine machine(
        "gpu GPU-0 0 0000:3b:00.0 40960 f NVIDIA A100-SXM4-40GB\n"
        "gpu GPU-1 1 0000:5e:00.0 40960 f0 NVIDIA A100-SXM4-40GB\n"
        "mig 0 MIG-a 1 0 4864 1g.5gb\nmig 0 MIG-b 2 0 20096 3g.20gb\n");
    machine.root.write("proc/driver/nvidia-caps/mig-minors", "config 1\ngpu0/gi1/access 12\ngpu0/gi1/ci0/access 13\n");
    const auto gpus = machine.gpus();
    ASSERT_EQ(gpus.size(), 3u);
    EXPECT_EQ(gpus[0].type, "a100_1g.5gb");
    EXPECT_EQ(gpus[0].uuid, "MIG-a");
    EXPECT_EQ(gpus[0].file, "/dev/nvidia0");
    EXPECT_EQ(gpus[0].more_files, (Names{"/dev/nvidia-caps/nvidia-cap12", "/dev/nvidia-caps/nvidia-cap13"}));
    EXPECT_EQ(gpus[0].memory, ms::Megabytes{4864});
    EXPECT_EQ(gpus[1].type, "a100_3g.20gb");
    EXPECT_EQ(gpus[1].more_files, Names{});  // the driver does not list them
    EXPECT_EQ(gpus[2].type, "a100");
    EXPECT_EQ(gpus[2].instance, "");
}

TEST(Gpus, ActivityIsThatOfTheMoment) {
    Machine machine(std::string(four_gpus) + "use 0 37 1200\nprocess 0 4711 600\nprocess 0 4712 500\n");
    const auto before = machine.nvml->activity("GPU-1");
    ASSERT_TRUE(before);
    EXPECT_EQ(before->utilization_percent, 37u);
    EXPECT_EQ(before->memory_used_bytes, 1200ull << 20);
    ASSERT_EQ(before->processes.size(), 2u);
    EXPECT_EQ(before->processes[1].pid, 4712u);
    EXPECT_EQ(before->processes[1].memory_bytes, 500ull << 20);
    machine.root.write("nvml", four_gpus);
    EXPECT_TRUE(machine.nvml->activity("GPU-1")->processes.empty());
    EXPECT_FALSE(machine.nvml->activity("GPU-9"));
}

TEST(Gpus, MoreProcessesThanThereIsRoomForAtFirst) {
    std::string said = four_gpus;
    for (int pid = 100; pid < 140; ++pid) said += "process 0 " + std::to_string(pid) + " 1\n";
    EXPECT_EQ(Machine(said).nvml->activity("GPU-1")->processes.size(), 40u);
}

TEST(Gpus, WithoutADriverTheLibrarySaysSo) {
    ::unsetenv("MS_FAKE_NVML");
    const auto opened = Nvml::open(ms::test::binary_path("tests/nvml"));
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("Driver Not Loaded"), std::string::npos) << opened.error().message;
    EXPECT_FALSE(Nvml::open("/nowhere"));
}

TEST(Gpus, WithoutTheLibraryTheDriversFilesAreRead) {
    const ms::test::TempDir root;
    root.write("dev/nvidia0", "");
    root.write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: NVIDIA L4\nDevice Minor: 0\n");
    root.write("sys/bus/pci/devices/0000:01:00.0/local_cpulist", "0-1\n");
    const auto gpus = find_gpus(config::KernelFiles(root.path()), nullptr);
    ASSERT_EQ(gpus.size(), 1u);
    EXPECT_EQ(gpus[0].model, "nvidia_l4");
    EXPECT_EQ(gpus[0].cpus, (Numbers{0, 1}));
}

TEST(Gpus, AmdStandsInTheKernelsFiles) {
    const ms::test::TempDir root;
    const std::string nodes = "sys/class/kfd/kfd/topology/nodes/";
    root.write(nodes + "0/properties", "cpu_cores_count 64\nsimd_count 0\ndrm_render_minor 0\n");
    root.write(nodes + "1/properties", "simd_count 416\ndevice_id 29711\nlocation_id 49920\ndomain 0\ndrm_render_minor 129\n");
    root.write(nodes + "2/properties", "simd_count 240\ndevice_id 1\nlocation_id 768\ndomain 1\ndrm_render_minor 128\n");
    root.write(nodes + "1/mem_banks/0/properties", "heap_type 1\nsize_in_bytes 68702699520\n");
    root.write("sys/class/drm/renderD129/device/local_cpulist", "0-31\n");
    root.write("sys/class/drm/renderD129/device/unique_id", "d1f5c1a2\n");
    root.write("sys/class/drm/renderD128/device/product_name", "AMD Radeon Pro W7900\n");
    const auto gpus = find_gpus(config::KernelFiles(root.path()), nullptr);
    ASSERT_EQ(gpus.size(), 2u);
    EXPECT_EQ(gpus[0].file, "/dev/dri/renderD128");
    EXPECT_EQ(gpus[0].model, "amd_radeon_pro_w7900");
    EXPECT_EQ(gpus[0].bus, "0001:03:00.0");
    EXPECT_EQ(gpus[1].vendor, Vendor::amd);
    EXPECT_EQ(gpus[1].type, "mi210");
    EXPECT_EQ(gpus[1].memory, ms::Megabytes{65520});
    EXPECT_EQ(gpus[1].bus, "0000:c3:00.0");
    EXPECT_EQ(gpus[1].uuid, "d1f5c1a2");
    EXPECT_EQ(gpus[1].cpus.size(), 32u);
}

TEST(GpuUse, WhatNoJobStartedIsOutside) {
    Machine machine(std::string(four_gpus) + "process 0 40 600\nprocess 1 31 600\nprocess 2 99 1\n");
    const auto process = [&](int pid, int parent) {
        machine.root.write("proc/" + std::to_string(pid) + "/stat",
                           std::to_string(pid) + " (a name) here) S " + std::to_string(parent) + " 1 1\n");
    };
    process(40, 1), process(20, 1), process(30, 20), process(31, 30);
    const config::KernelFiles files(machine.root.path());
    EXPECT_EQ(parent_of(files, 31), 30u);
    EXPECT_EQ(parent_of(files, 99), 0u);  // gone: nobody's use
    const auto used = [&](std::set<std::uint32_t> shepherds) {
        return files_used_outside(*machine.nvml, machine.gpus(), files, shepherds);
    };
    EXPECT_EQ(used({20}), (std::set<std::string>{"/dev/nvidia1"}));
    EXPECT_EQ(used({}), (std::set<std::string>{"/dev/nvidia0", "/dev/nvidia1"}));
}

TEST(GpuUse, AProcessHasItsShareOfAllGpus) {
    Machine machine(std::string(four_gpus) +
                    "use 0 70 900\nprocess 0 40 600\n"                     // told as a whole: its only process's
                    "use 1 90 900\nprocess 1 40 100 25\nprocess 1 41 200 60\n"  // told by process
                    "use 2 50 900\nprocess 2 42 1\nprocess 2 43 2\n");     // of several nobody's
    const config::KernelFiles files(machine.root.path());
    const auto shares = gpu_shares(machine.nvml.get(), machine.gpus(), files);
    constexpr std::uint64_t mega = 1 << 20;
    EXPECT_EQ(shares, (std::map<std::uint32_t, GpuShare>{
                          {40, {700 * mega, 95}}, {41, {200 * mega, 60}}, {42, {1 * mega, 0}}, {43, {2 * mega, 0}}}));
}

TEST(GpuUse, AMigInstanceTellsTheMemoryOfItsProcessesAndWhoUsesItOutside) {
    Machine machine(
        "gpu GPU-0 0 0000:3b:00.0 40960 f NVIDIA A100-SXM4-40GB\n"
        "mig 0 MIG-a 1 0 4864 1g.5gb\nmig 0 MIG-b 2 0 20096 3g.20gb\nuse 0 80 5000\n"
        "mig-process MIG-a 40 600\nmig-process MIG-b 41 700\n");
    machine.root.write("proc/40/stat", "40 (job) S 20 40 40 0\n");
    machine.root.write("proc/41/stat", "41 (notebook) S 1 41 41 0\n");
    const config::KernelFiles files(machine.root.path());
    constexpr std::uint64_t mega = 1 << 20;
    EXPECT_EQ(gpu_shares(machine.nvml.get(), machine.gpus(), files),
              (std::map<std::uint32_t, GpuShare>{{40, {600 * mega, 0}}, {41, {700 * mega, 0}}}));
    EXPECT_EQ(files_used_outside(*machine.nvml, machine.gpus(), files, {20}), (std::set<std::string>{"MIG-b"}));
}

TEST(GpuUse, AmdsDriverTellsTheMemoryOfEachProcess) {
    const ms::test::TempDir root;
    const std::string nodes = "sys/class/kfd/kfd/topology/nodes/", processes = "sys/class/kfd/kfd/proc/";
    root.write(nodes + "0/gpu_id", "0\n");
    root.write(nodes + "1/gpu_id", "9500\n");
    root.write(nodes + "1/properties", "simd_count 416\ndrm_render_minor 128\n");
    root.write(nodes + "2/gpu_id", "9501\n");
    root.write(nodes + "2/properties", "simd_count 416\ndrm_render_minor 129\n");
    root.write("sys/class/drm/renderD128/device/gpu_busy_percent", "80\n");
    root.write("sys/class/drm/renderD129/device/gpu_busy_percent", "60\n");
    root.write(processes + "40/vram_9500", "4096\n");
    root.write(processes + "40/vram_9501", "1000\n");
    root.write(processes + "41/vram_9501", "2000\n");
    root.write(processes + "42/vram_9500", "0\n");
    const auto shares = gpu_shares(nullptr, {}, config::KernelFiles(root.path()));
    EXPECT_EQ(shares, (std::map<std::uint32_t, GpuShare>{{40, {5096, 80}}, {41, {2000, 0}}}));
}

}  // namespace
}  // namespace msd::hardware
