// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "daemon/config/detect.hpp"
#include "daemon/config/node_live.hpp"
#include "tests/support/temp_dir.hpp"

namespace msd::config {
namespace {

using Numbers = std::vector<std::uint32_t>;

TEST(KernelFiles, CpuLists) {
    EXPECT_EQ(parse_cpu_list("0-3,8\n"), (Numbers{0, 1, 2, 3, 8}));
    EXPECT_EQ(parse_cpu_list("0"), Numbers{0});
    EXPECT_EQ(parse_cpu_list("0-x"), Numbers{});
    EXPECT_EQ(parse_cpu_list("0-99999999999"), Numbers{});
}

TEST(KernelFiles, Meminfo) {
    const auto info = parse_meminfo("MemTotal:       16309432 kB\nMemFree:         1048575 kB\nMemAvailable: 9 kB\n");
    EXPECT_EQ(info.total.value, 15927u);
    EXPECT_EQ(info.free.value, 1023u);
    EXPECT_EQ(parse_meminfo("").total.value, 0u);
}

TEST(KernelFiles, Loadavg) {
    EXPECT_EQ(parse_loadavg("12.13 4.00 1.00 2/345 678\n"), 1213u);
    EXPECT_EQ(parse_loadavg("0.05 0.01 0.00 1/1 1"), 5u);
    EXPECT_EQ(parse_loadavg(""), 0u);
}

TEST(KernelFiles, BootTime) {
    EXPECT_EQ(ms::epoch_seconds(parse_boot_time("cpu 1 2\nbtime 1700000000\nprocesses 5\n")), 1700000000);
    EXPECT_FALSE(ms::is_set(parse_boot_time("cpu 1 2\n")));
}

TEST(KernelFiles, OwnCgroup) {
    const std::string text = "5:cpu,cpuacct:/a\n4:memory:/b:c\n0::/user.slice/x\n";
    EXPECT_EQ(parse_own_cgroup(text), "/user.slice/x");
    EXPECT_EQ(parse_own_cgroup(text, "memory"), "/b:c");
    EXPECT_EQ(parse_own_cgroup(text, "cpuacct"), "/a");
    EXPECT_EQ(parse_own_cgroup(text, "pids"), std::nullopt);
    EXPECT_EQ(parse_own_cgroup("4:memory:/b\n"), std::nullopt);
}

TEST(KernelFiles, Mountinfo) {
    const auto mounts = parse_mountinfo(
        "30 22 0:27 / /sys/fs/cgroup rw,nosuid shared:9 master:2 - cgroup2 cgroup2 rw,nsdelegate\n"
        "31 22 0:28 /a /mnt/with\\040blank rw - tmpfs tmpfs rw\n"
        "broken line\n");
    ASSERT_EQ(mounts.size(), 2u);
    EXPECT_EQ(mounts[0].point, "/sys/fs/cgroup");
    EXPECT_EQ(mounts[0].type, "cgroup2");
    EXPECT_EQ(mounts[0].options, "rw,nsdelegate");
    EXPECT_EQ(mounts[1].root, "/a");
    EXPECT_EQ(mounts[1].point, "/mnt/with blank");
}

TEST(KernelFiles, MemoryLimits) {
    EXPECT_EQ(parse_memory_limit("1073741824\n"), ms::Megabytes{1024});
    EXPECT_EQ(parse_memory_limit("max\n"), std::nullopt);
    EXPECT_EQ(parse_memory_limit("9223372036854771712\n"), std::nullopt);
}

TEST(KernelFiles, GpuTypes) {
    EXPECT_EQ(short_gpu_type("NVIDIA A100-SXM4-40GB"), "a100");
    EXPECT_EQ(short_gpu_type("Tesla V100-PCIE-16GB"), "v100");
    EXPECT_EQ(short_gpu_type("NVIDIA GeForce RTX 3090"), "rtx_3090");
    EXPECT_EQ(short_gpu_type("NVIDIA H100 PCIe"), "h100");
    EXPECT_EQ(short_gpu_type(""), "");
}

TEST(KernelFiles, NvidiaInformation) {
    const auto info = parse_nvidia_information("Model: \t\t NVIDIA L4\nIRQ:   \t\t 42\nDevice Minor: \t 3\n");
    ASSERT_TRUE(info);
    EXPECT_EQ(info->type, "l4");
    EXPECT_EQ(info->minor, 3u);
    EXPECT_FALSE(parse_nvidia_information("Model: NVIDIA L4\n"));
}

// ---- whole machines, made of files

struct Machine {
    ms::test::TempDir root;
    ProcessFacts process{{}, "host.example.org", "Linux 6.1", "x86_64", ms::Megabytes{1000}};

    void cpu(std::uint32_t number, int socket, int core) {
        const std::string at = "sys/devices/system/cpu/cpu" + std::to_string(number) + "/topology/";
        root.write(at + "physical_package_id", std::to_string(socket) + "\n");
        root.write(at + "core_id", std::to_string(core) + "\n");
    }
    Detected detect() const { return config::detect(KernelFiles(root.path()), process); }
};

/// Two sockets of two cores of two threads, numbered as Intel firmware does: first threads first.
struct Server : Machine {
    Server() {
        root.write("sys/devices/system/cpu/online", "0-7\n");
        for (std::uint32_t i = 0; i < 8; ++i) cpu(i, static_cast<int>(i % 4 / 2), static_cast<int>(i % 2));
    }
};

TEST(Detect, ThreadsOfACoreStandSideBySide) {
    const auto found = Server().detect();
    EXPECT_EQ(found.cpus, (Numbers{0, 4, 1, 5, 2, 6, 3, 7}));
    EXPECT_EQ(found.sockets, 2u);
    EXPECT_EQ(found.cores_per_socket, 2u);
    EXPECT_EQ(found.threads_per_core, 2u);
    EXPECT_EQ(found.host, "host");
}

TEST(Detect, OnlyAllowedCpusCount) {
    Server machine;
    machine.process.allowed_cpus = {0, 1, 4, 5, 99};
    const auto found = machine.detect();
    EXPECT_EQ(found.cpus, (Numbers{0, 4, 1, 5}));
    EXPECT_EQ(found.sockets, 1u);
    EXPECT_EQ(found.threads_per_core, 2u);
}

TEST(Detect, UnevenCoresAreToldAsSingleCpus) {
    Server machine;
    machine.process.allowed_cpus = {0, 1, 4};
    const auto found = machine.detect();
    EXPECT_EQ(found.cpus, (Numbers{0, 4, 1}));
    EXPECT_EQ(found.cores_per_socket, 3u);
    EXPECT_EQ(found.threads_per_core, 1u);
}

TEST(Detect, AMachineThatTellsNothingHasOneCpu) {
    const Machine machine;
    const auto found = machine.detect();
    EXPECT_EQ(found.cpus, Numbers{0});
    EXPECT_EQ(found.memory.value, 1u);
    EXPECT_TRUE(found.cgroup.path.empty());
    EXPECT_TRUE(found.gpus.empty());
}

TEST(Detect, TheLowestCgroupLimitAboveIsTheMemory) {
    Machine machine;
    machine.root.write("proc/meminfo", "MemTotal: 8388608 kB\n");
    EXPECT_EQ(machine.detect().memory.value, 8192u);
    machine.root.write("proc/self/cgroup", "0::/a/b\n");
    machine.root.write("proc/self/mountinfo", "30 22 0:27 / /cg rw - cgroup2 cgroup2 rw\n");
    machine.root.write("cg/a/b/memory.max", "max\n");
    machine.root.write("cg/a/memory.max", "2147483648\n");
    EXPECT_EQ(machine.detect().memory.value, 2048u);
}

TEST(Detect, Version1LimitsCountToo) {
    Machine machine;
    machine.root.write("proc/meminfo", "MemTotal: 8388608 kB\n");
    machine.root.write("proc/self/cgroup", "4:memory:/docker/x\n0::/\n");
    machine.root.write("proc/self/mountinfo", "34 30 0:31 /docker/x /cg/memory rw - cgroup cgroup rw,memory\n");
    machine.root.write("cg/memory/memory.limit_in_bytes", "1073741824\n");
    EXPECT_EQ(machine.detect().memory.value, 1024u);
}

TEST(Detect, AWritableCgroupIsDelegated) {
    Machine machine;
    machine.root.write("proc/self/cgroup", "0::/me\n");
    machine.root.write("proc/self/mountinfo", "30 22 0:27 / /cg rw - cgroup2 cgroup2 rw\n");
    machine.root.write("cg/me/cgroup.controllers", "cpuset cpu memory pids\n");
    EXPECT_FALSE(machine.detect().cgroup.delegated);  // no cgroup.procs there
    EXPECT_EQ(machine.detect().cgroup.path, "/cg/me");
    machine.root.write("cg/me/cgroup.procs", "");
    machine.root.write("cg/me/cgroup.subtree_control", "");
    const auto found = machine.detect();
    EXPECT_TRUE(found.cgroup.delegated);
    EXPECT_TRUE(found.cgroup.has("memory"));
    EXPECT_FALSE(found.cgroup.has("io"));
}

TEST(Detect, AJobMayHaveAPartOfTheProcessesTheKernelAllows) {
    Machine machine;
    EXPECT_EQ(machine.detect().max_processes, 0u);
    machine.root.write("proc/sys/kernel/pid_max", "4194304\n");
    machine.root.write("proc/sys/kernel/threads-max", "10000\n");
    EXPECT_EQ(machine.detect().max_processes, 1500u);
}

TEST(Detect, GpusAreTheDevicesInNumericOrder) {
    Machine machine;
    for (const char* name : {"nvidia10", "nvidia2", "nvidiactl", "nvidia-uvm"})
        machine.root.write(std::string("dev/") + name, "");
    machine.root.write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: NVIDIA L4\nDevice Minor: 2\n");
    machine.root.write("proc/driver/nvidia/gpus/0000:02:00.0/information", "Model: NVIDIA L4\nDevice Minor: 7\n");
    const auto found = machine.detect();
    ASSERT_EQ(found.gpus.size(), 2u);
    EXPECT_EQ(found.gpus[0].file, "/dev/nvidia2");
    EXPECT_EQ(found.gpus[0].type, "l4");
    EXPECT_EQ(found.gpus[1].file, "/dev/nvidia10");
    EXPECT_EQ(found.gpus[1].type, "");
}

TEST(Detect, ThisMachine) {
    const auto found = detect(KernelFiles(), process_facts());
    EXPECT_GE(found.cpus.size(), 1u);
    EXPECT_EQ(found.cpus.size(), std::size_t{found.sockets} * found.cores_per_socket * found.threads_per_core);
    EXPECT_GT(found.memory.value, 1u);
    EXPECT_FALSE(found.host.empty());
    EXPECT_TRUE(ms::is_set(found.boot_time));
    EXPECT_EQ(found.boot_id.size(), 36u);
}

TEST(NodeLive, ReadsLoadAndFreeMemory) {
    Machine machine;
    machine.root.write("proc/loadavg", "1.50 0 0 1/1 1\n");
    machine.root.write("proc/meminfo", "MemTotal: 4096 kB\nMemFree: 2048 kB\n");
    const auto live = read_node_live(KernelFiles(machine.root.path()));
    EXPECT_EQ(live.load_percent, 150u);
    EXPECT_EQ(live.memory_free.value, 2u);
}

}  // namespace
}  // namespace msd::config
