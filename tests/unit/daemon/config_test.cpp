// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/config/keys.hpp"
#include "daemon/config/load.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/temp_dir.hpp"

namespace msd::config {
namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<std::uint32_t>;

/// One socket of four cores of two threads, 16001 MB, two GPUs.
Detected machine() {
    Detected found;
    found.host = "vm";
    found.cpus = {0, 4, 1, 5, 2, 6, 3, 7};
    found.cores_per_socket = 4;
    found.threads_per_core = 2;
    found.memory = ms::Megabytes{16001};
    found.tmp_disk = ms::Megabytes{500};
    found.gpus = {{"a100", "/dev/nvidia0"}, {"a100", "/dev/nvidia1"}};
    for (auto& gpu : found.gpus) gpu.model = "nvidia_a100-sxm4-40gb";
    return found;
}

Names files_of(const core::GresConfig& gres) {
    Names files;
    for (const auto& device : gres.devices) files.insert(files.end(), device.files.begin(), device.files.end());
    return files;
}

class Config : public testing::Test {
  protected:
    /// The configuration of this text, which must load.
    Loaded load_text(const std::string& text) {
        auto loaded = load(dir_.write("msd.conf", text), machine());
        EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
        return loaded ? *loaded : Loaded{};
    }
    /// The message for a text that must not load, the directory cut off.
    std::string error_of(const std::string& text) {
        const auto loaded = load(dir_.write("msd.conf", text), machine());
        return loaded ? "it loaded" : without_directory(loaded.error().message);
    }
    std::string without_directory(std::string message) const {
        const auto at = message.find(dir_.path() + "/");
        return at == std::string::npos ? message : message.erase(at, dir_.path().size() + 1);
    }

    ms::test::TempDir dir_;
};

// ---- nothing but the machine

TEST(Detection, WithoutAFileTheMachineIsOneNodeOfOnePartition) {
    const auto loaded = load(std::nullopt, machine());
    ASSERT_TRUE(loaded);
    const auto& cluster = loaded->cluster;
    EXPECT_EQ(cluster.policy, core::SitePolicy::lenient);
    ASSERT_EQ(cluster.nodes.size(), 1u);
    const auto& node = cluster.nodes[0];
    EXPECT_EQ(node.name, "vm");
    EXPECT_EQ(node.cpus, 8u);
    EXPECT_EQ(node.cores_per_socket, 4u);
    EXPECT_EQ(node.threads_per_core, 2u);
    EXPECT_EQ(node.memory.value, 16001u);
    EXPECT_EQ(node.tmp_disk.value, 500u);
    EXPECT_EQ(node.kernel_cpus, (Numbers{0, 4, 1, 5, 2, 6, 3, 7}));
    ASSERT_EQ(node.gres.size(), 1u);
    EXPECT_EQ(node.gres[0].name, "gpu");
    EXPECT_EQ(node.gres[0].type, "a100");
    EXPECT_EQ(node.gres[0].count, 2u);
    EXPECT_EQ(files_of(node.gres[0]), (Names{"/dev/nvidia0", "/dev/nvidia1"}));

    ASSERT_EQ(cluster.partitions.size(), 1u);
    const auto& partition = cluster.partitions[0].info;
    EXPECT_EQ(partition.name, "debug");
    EXPECT_TRUE(partition.is_default);
    EXPECT_TRUE(partition.max_time.is_unlimited());
    EXPECT_EQ(partition.default_memory_per_cpu.value, 2000u);  // 16001 / 8, rounded down
    EXPECT_EQ(partition.nodes, Names{"vm"});
    EXPECT_EQ(partition.total_cpus, 8u);
    EXPECT_TRUE(loaded->daemon.bind_to_cpus);
    EXPECT_TRUE(loaded->notices.empty());
    EXPECT_TRUE(loaded->warnings.empty());
}

TEST_F(Config, AnEmptyFileIsStrictAndElseTheSame) {
    const auto loaded = load_text("");
    EXPECT_EQ(loaded.cluster.policy, core::SitePolicy::strict);
    EXPECT_EQ(loaded.cluster.nodes.at(0).name, "vm");
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.name, "debug");
}

TEST_F(Config, ASiteDefaultOfMemoryIsKept) {
    const auto loaded = load_text("DefMemPerNode=300\n");
    EXPECT_EQ(loaded.cluster.default_memory_per_node.value, 300u);
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.default_memory_per_cpu.value, 0u);
}

// ---- the site

TEST_F(Config, SiteKeys) {
    const auto loaded = load_text(
        "clustername=Mine SITEPOLICY=Lenient\nKillWait=5 MinJobAge=10\nMaxArraySize=100001 MaxJobCount=5000\n"
        "FirstJobId=100 MaxJobId=900\nJobRequeue=0\nJobFileAppend=yes\nOverTimeLimit=2\n"
        "SchedulerParameters=bf_window=60,requeue_delay=7\nDependencyParameters=kill_invalid_depend\n"
        "SelectType=select/cons_tres\nSelectTypeParameters=CR_CPU_Memory\nLicenses=matlab:4,stata\n"
        "DefMemPerCPU=1G\nJobAcctGatherFrequency=task=9,energy=30\nJobAcctGatherParams=NoOverMemoryKill\n"
        "SlurmctldDebug=debug3\nSlurmctldLogFile=/var/log/msd.log\nStateSaveLocation=/srv/msd\nTaskPlugin=task/none\n");
    const auto& c = loaded.cluster;
    EXPECT_EQ(c.cluster_name, "mine");
    EXPECT_EQ(c.policy, core::SitePolicy::lenient);
    EXPECT_EQ(c.kill_wait.count(), 5);
    EXPECT_EQ(c.min_job_age.count(), 10);
    EXPECT_EQ(c.max_array_size, 100001u);
    EXPECT_EQ(c.max_job_count, 5000u);
    EXPECT_EQ(c.first_job_id, 100u);
    EXPECT_EQ(c.max_job_id, 900u);
    EXPECT_FALSE(c.requeue_by_default);
    EXPECT_TRUE(c.append_output);
    EXPECT_EQ(c.over_time_limit.count(), 120);
    EXPECT_EQ(c.requeue_delay.count(), 7);
    EXPECT_TRUE(c.kill_invalid_dependencies);
    EXPECT_FALSE(c.allocate_whole_cores);
    EXPECT_TRUE(c.memory_is_a_resource);
    EXPECT_EQ(c.licenses, (std::map<std::string, std::uint64_t>{{"matlab", 4}, {"stata", 1}}));
    EXPECT_EQ(c.default_memory_per_cpu.value, 1024u);
    EXPECT_EQ(loaded.daemon.sample_interval.count(), 9);
    EXPECT_FALSE(loaded.daemon.enforce_memory);
    EXPECT_FALSE(loaded.daemon.bind_to_cpus);
    EXPECT_EQ(loaded.daemon.log_level, log::Level::debug);
    EXPECT_EQ(loaded.daemon.log_file, "/var/log/msd.log");
    EXPECT_EQ(loaded.daemon.state_dir, "/srv/msd");
    EXPECT_EQ(loaded.inert, Names{"SchedulerParameters=bf_window=60"});
}

TEST_F(Config, BadValuesNamePlaceKeyValueAndWhatIsAllowed) {
    EXPECT_EQ(error_of("\nKillwait=soon\n"), "msd.conf:2: KillWait=soon: must be whole seconds");
    EXPECT_EQ(error_of("MaxArraySize=0"), "msd.conf:1: MaxArraySize=0: must be a number from 1 to 4000001");
    EXPECT_EQ(error_of("SitePolicy=maybe"), "msd.conf:1: SitePolicy=maybe: must be lenient or strict");
    EXPECT_EQ(error_of("JobRequeue=perhaps"), "msd.conf:1: JobRequeue=perhaps: must be YES or NO");
    EXPECT_EQ(error_of("StateSaveLocation=here"), "msd.conf:1: StateSaveLocation=here: must be an absolute path");
    EXPECT_EQ(error_of("SlurmctldDebug=loud").substr(0, 52), "msd.conf:1: SlurmctldDebug=loud: must be quiet, fata");
    EXPECT_EQ(error_of("NodeName=n1 CPUs=none"), "msd.conf:1: CPUs=none: must be a number from 1 to 65536");
    EXPECT_EQ(error_of("PartitionName=p State=SIDEWAYS"),
              "msd.conf:1: State=SIDEWAYS: must be UP, DOWN, DRAIN or INACTIVE");
    EXPECT_EQ(error_of("NodeName=n Features="), "msd.conf:1: Features=: must be a comma list");
    EXPECT_EQ(error_of("FirstJobId=10 MaxJobId=9"), "FirstJobId=10 is more than MaxJobId=9");
}

TEST_F(Config, UnknownKeysWarnWithTheirPlace) {
    const auto loaded = load_text("A=1\nKillWait=5 Bogus=2\nNodeName=n1 CPUs=1 Colour=red\n");
    ASSERT_EQ(loaded.warnings.size(), 3u);
    EXPECT_EQ(without_directory(loaded.warnings[0]), "msd.conf:1: unknown key A is ignored");
    EXPECT_EQ(without_directory(loaded.warnings[1]), "msd.conf:2: unknown key Bogus is ignored");
    EXPECT_EQ(without_directory(loaded.warnings[2]), "msd.conf:3: unknown key Colour is ignored");
    EXPECT_EQ(loaded.cluster.kill_wait.count(), 5);
}

TEST_F(Config, AnAdminsSlurmConfCarriesOver) {
    const auto loaded = load_text(
        "ClusterName=peer\nSlurmctldHost=vm(127.0.0.1)\nAuthType=auth/munge\nSlurmctldPort=6817\n"
        "ProctrackType=proctrack/cgroup\nAccountingStorageType=accounting_storage/slurmdbd\n"
        "SchedulerType=sched/backfill\nPriorityWeightAge=1000\nGresTypes=gpu\n"
        "SlurmdLogFile=/var/log/slurmd.log\nSlurmdDebug=info\n"
        "NodeSet=fast Nodes=n[1-2]\nDownNodes=vm State=DOWN Reason=\"not yet\"\n"
        "NodeName=vm NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000 Gres=gpu:4 State=UNKNOWN\n"
        "PartitionName=debug Nodes=vm Default=YES MaxTime=1-0 DefaultTime=60 QOS=normal\n"
        "PartitionName=long Nodes=ALL MaxTime=INFINITE AllowQos=ALL\n");
    EXPECT_TRUE(loaded.warnings.empty()) << loaded.warnings.at(0);
    EXPECT_EQ(loaded.inert, (Names{"SlurmctldHost", "AuthType", "SlurmctldPort", "ProctrackType",
                                   "AccountingStorageType", "SchedulerType", "PriorityWeightAge", "GresTypes",
                                   "SlurmdLogFile", "SlurmdDebug", "NodeSet", "DownNodes"}));
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.qos, "normal");
    EXPECT_EQ(loaded.cluster.partitions.at(1).info.allow_qos, "");
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.max_time, ms::TimeLimit::of_minutes(1440));
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.default_time, ms::TimeLimit::of_minutes(60));
    EXPECT_TRUE(loaded.cluster.partitions.at(1).info.max_time.is_unlimited());
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.default_memory_per_cpu.value, 0u);
}

// ---- nodes

TEST_F(Config, HostlistsAndDefaultLines) {
    const auto loaded = load_text(
        "NodeName=DEFAULT CPUs=2 RealMemory=100 Features=a,b Weight=7\nNodeName=n[1-2] NodeAddr=10.0.0.[1-2]\n"
        "NodeName=big RealMemory=500\nNodeName=later State=FUTURE\n");
    const auto& nodes = loaded.cluster.nodes;
    ASSERT_EQ(nodes.size(), 3u);
    EXPECT_EQ(nodes[1].name, "n2");
    EXPECT_EQ(nodes[1].address, "10.0.0.2");
    EXPECT_EQ(nodes[1].memory.value, 100u);
    EXPECT_EQ(nodes[1].features, (Names{"a", "b"}));
    EXPECT_EQ(nodes[2].memory.value, 500u);
    EXPECT_EQ(nodes[2].weight, 7u);
    EXPECT_EQ(nodes[2].address, "big");
    EXPECT_EQ(nodes[0].kernel_cpus, (Numbers{0, 4}));
    EXPECT_EQ(nodes[1].kernel_cpus, (Numbers{1, 5}));
    EXPECT_EQ(nodes[2].kernel_cpus, (Numbers{2, 6}));
}

TEST_F(Config, NodesThatSayNothingHaveAllCpusAndShareWhatMemoryIsLeft) {
    const auto loaded = load_text("NodeName=a CPUs=2 RealMemory=1\nNodeName=b,c\n");
    const auto& nodes = loaded.cluster.nodes;
    ASSERT_EQ(nodes.size(), 3u);
    EXPECT_EQ(nodes[1].cpus, 8u);
    EXPECT_EQ(nodes[1].threads_per_core, 2u);
    EXPECT_EQ(nodes[2].memory.value, 8000u);
    EXPECT_EQ(nodes[1].kernel_cpus, (Numbers{1, 5, 2, 6, 3, 7, 0, 4}));  // the same ones again, from where a's end
    EXPECT_FALSE(loaded.daemon.bind_to_cpus);
}

TEST_F(Config, VirtualNodesAreNamedByAddressesOfThisMachine) {
    const auto loaded = load_text("VirtualNodes=3\n");
    const auto& nodes = loaded.cluster.nodes;
    ASSERT_EQ(nodes.size(), 3u);
    EXPECT_EQ(nodes[0].name, "127.0.0.1");
    EXPECT_EQ(nodes[2].name, "127.0.0.3");
    EXPECT_EQ(nodes[2].cpus, 8u);
    EXPECT_EQ(nodes[2].memory.value, 5333u);
    ASSERT_EQ(nodes[1].gres.size(), 1u);
    EXPECT_EQ(files_of(nodes[1].gres[0]), Names{"/dev/nvidia1"});
    EXPECT_TRUE(nodes[2].gres.empty());
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.total_cpus, 24u);
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.default_memory_per_cpu.value, 666u);
}

TEST_F(Config, VirtualNodesInPlaceOfNodeLines) {
    EXPECT_EQ(error_of("VirtualNodes=2\nNodeName=n1"),
              "msd.conf:2: NodeName=n1: there can be no NodeName line beside VirtualNodes (or MSD_NODES)");
    EXPECT_EQ(error_of("VirtualNodes=0"), "msd.conf:1: VirtualNodes=0: must be a number from 1 to 254");
    const auto asked = load(dir_.write("msd.conf", "VirtualNodes=2\n"), machine(), 4);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->cluster.nodes.size(), 4u);
    EXPECT_EQ(load(std::nullopt, machine(), 2)->cluster.policy, core::SitePolicy::lenient);
}

TEST(VirtualNodes, AreAskedForByTheEnvironment) {
    ::unsetenv("MSD_NODES");
    EXPECT_EQ(*virtual_nodes_asked(), 0u);
    ::setenv("MSD_NODES", "4", 1);
    EXPECT_EQ(*virtual_nodes_asked(), 4u);
    ::setenv("MSD_NODES", "many", 1);
    EXPECT_EQ(virtual_nodes_asked().error().message, "MSD_NODES=many: must be a number from 1 to 254");
    ::unsetenv("MSD_NODES");
}

TEST_F(Config, TopologyIsCompleted) {
    const auto shape = [&](const std::string& keys) {
        const auto node = load_text("NodeName=n " + keys).cluster.nodes.at(0);
        return Numbers{node.cpus, node.sockets, node.cores_per_socket, node.threads_per_core};
    };
    EXPECT_EQ(shape("CPUs=4"), (Numbers{4, 4, 1, 1}));
    EXPECT_EQ(shape("Sockets=2 CoresPerSocket=2 ThreadsPerCore=2"), (Numbers{8, 2, 2, 2}));
    EXPECT_EQ(shape("Boards=1 SocketsPerBoard=2 CoresPerSocket=4"), (Numbers{8, 2, 4, 1}));
    EXPECT_EQ(shape("CPUs=8 CoresPerSocket=4 ThreadsPerCore=2"), (Numbers{8, 1, 4, 2}));
    EXPECT_EQ(shape("CPUs=4 Sockets=1 CoresPerSocket=4 ThreadsPerCore=2"), (Numbers{4, 1, 4, 1}));
    EXPECT_EQ(error_of("NodeName=n CPUs=5 Sockets=1 CoresPerSocket=4 ThreadsPerCore=2"),
              "msd.conf:1: CPUs=5: must be Sockets × CoresPerSocket, with or without ThreadsPerCore: 4 or 8");
}

TEST_F(Config, WhereCpusAreCoresOneThreadOfEachIsTaken) {
    const auto loaded = load_text("NodeName=n CPUs=4 Sockets=1 CoresPerSocket=4 ThreadsPerCore=2");
    EXPECT_EQ(loaded.cluster.nodes.at(0).kernel_cpus, (Numbers{0, 1, 2, 3}));
}

TEST_F(Config, MoreCpusThanThereAreCanNotBeBound) {
    const auto loaded = load_text("NodeName=n CPUs=64 RealMemory=20000");
    EXPECT_EQ(loaded.cluster.nodes.at(0).cpus, 64u);
    EXPECT_EQ(loaded.cluster.nodes.at(0).kernel_cpus.at(8), 0u);  // the machine's again
    EXPECT_FALSE(loaded.daemon.bind_to_cpus);
    EXPECT_EQ(loaded.notices.back().text, "jobs are not kept on CPUs of their own: the configuration declares 64 CPUs "
                                          "and msd may use 8");
    EXPECT_EQ(loaded.warnings, Names{"the nodes' RealMemory is 20000 MB in all and this machine has 16001 MB"});
}

TEST_F(Config, NodesStandOnce) {
    EXPECT_EQ(error_of("NodeName=n[1-3]\nNodeName=n2"), "msd.conf:2: NodeName=n2 is a second one");
    EXPECT_EQ(error_of("NodeName=n[1-2] NodeAddr=a,b,c"),
              "msd.conf:1: NodeAddr=a,b,c: must name as many as NodeName=n[1-2]");
    EXPECT_EQ(error_of("NodeName=n State=FUTURE"), "every NodeName line has State=FUTURE: there is no node");
}

// ---- gres

TEST_F(Config, GresWithoutLinesIsCounted) {
    const auto node = load_text("NodeName=n CPUs=2 Gres=gpu:4,nic:a:2").cluster.nodes.at(0);
    ASSERT_EQ(node.gres.size(), 2u);
    EXPECT_EQ(node.gres[0].count, 4u);
    EXPECT_TRUE(node.gres[0].devices.empty());
    EXPECT_EQ(node.gres[1].type, "a");
}

TEST_F(Config, GresLinesBringFilesAndAreDealtOutOnce) {
    const auto loaded = load_text(
        "NodeName=n[1-2] CPUs=2 Gres=gpu:v100:2\nName=gpu Type=v100 File=/dev/nvidia[0-3]\n");
    EXPECT_EQ(files_of(loaded.cluster.nodes.at(0).gres.at(0)), (Names{"/dev/nvidia0", "/dev/nvidia1"}));
    EXPECT_EQ(files_of(loaded.cluster.nodes.at(1).gres.at(0)), (Names{"/dev/nvidia2", "/dev/nvidia3"}));
}

TEST_F(Config, AGresConfBesideTheFileIsRead) {
    dir_.write("gres.conf", "AutoDetect=off\nNodeName=n2 Name=gpu Type=t File=/dev/x0 Cores=0-1\nName=disk Count=2K\n");
    const auto loaded = load_text("NodeName=n[1-2] CPUs=2\n");
    const auto& nodes = loaded.cluster.nodes;
    ASSERT_EQ(nodes.at(0).gres.size(), 1u);
    EXPECT_EQ(nodes.at(0).gres[0].name, "disk");
    EXPECT_EQ(nodes.at(0).gres[0].count, 2048u);
    ASSERT_EQ(nodes.at(1).gres.size(), 2u);
    EXPECT_EQ(files_of(nodes.at(1).gres[0]), Names{"/dev/x0"});
    EXPECT_EQ(nodes.at(1).gres[0].devices[0].cpus, (Numbers{0, 1}));
}

TEST_F(Config, AutoDetectTakesTheMachinesGpus) {
    const auto loaded = load_text("NodeName=n[1-2] CPUs=2 Gres=gpu:1\nAutoDetect=nvml\n");
    EXPECT_EQ(files_of(loaded.cluster.nodes.at(1).gres.at(0)), Names{"/dev/nvidia1"});
    EXPECT_EQ(loaded.cluster.nodes.at(1).gres.at(0).type, "a100");
}

TEST_F(Config, GresThatIsNotThereIsAnError) {
    EXPECT_EQ(error_of("NodeName=n CPUs=2 Gres=gpu:4\nName=gpu File=/dev/nvidia[0-1]\n"),
              "msd.conf:1: Gres=gpu:4: the gres lines have 2 of 4 for node n");
    EXPECT_EQ(error_of("Name=gpu File=/dev/nvidia[0-1] Count=3\n"),
              "msd.conf:1: Count=3: must be 2, the number of files");
    EXPECT_EQ(error_of("NodeName=n Gres=:::\n"), "msd.conf:1: Gres=:::: must be a list NAME[:TYPE]:COUNT,…");
}

TEST_F(Config, ATypeMayBeAPartOfTheDetectedModel) {
    const auto gres = load_text("NodeName=n CPUs=2 Gres=gpu:a100-sxm4:2\nAutoDetect=nvml\n").cluster.nodes.at(0).gres.at(0);
    EXPECT_EQ(gres.type, "a100-sxm4");
    EXPECT_EQ(gres.model, "nvidia_a100-sxm4-40gb");
    EXPECT_EQ(gres.variables, core::GresConfig::cuda);
    EXPECT_EQ(error_of("NodeName=n CPUs=2 Gres=gpu:h100:1\nAutoDetect=nvml\n"), "it loaded");  // counted: no line of that type
}

TEST_F(Config, DetectedCpusAreTheNodesNumbers) {
    Detected found = machine();
    found.gpus[0].cpus = {0, 4, 1, 5};
    found.gpus[1].cpus = {0, 1, 2, 3, 4, 5, 6, 7};
    const auto loaded = load(std::nullopt, found);
    ASSERT_TRUE(loaded);
    const auto& devices = loaded->cluster.nodes.at(0).gres.at(0).devices;
    EXPECT_EQ(devices.at(0).cpus, (Numbers{0, 1, 2, 3}));
    EXPECT_EQ(devices.at(1).cpus, Numbers{});  // all are near
}

TEST_F(Config, CoresBecomeTheirThreads) {
    const auto node = load_text("NodeName=n Sockets=1 CoresPerSocket=4 ThreadsPerCore=2 Gres=gpu:1\n"
                                "Name=gpu File=/dev/x0 Cores=1,3\n").cluster.nodes.at(0);
    EXPECT_EQ(node.gres.at(0).devices.at(0).cpus, (Numbers{2, 3, 6, 7}));
    EXPECT_EQ(error_of("NodeName=n CPUs=2\nName=gpu File=/dev/x0 Cores=1-2\n"),
              "msd.conf:2: Cores=: must be below 2, the number of cores of node n");
}

TEST_F(Config, SharesAreSpreadOverTheGpus) {
    const auto gres = load_text("NodeName=n CPUs=2 Gres=gpu:a:1,gpu:b:2,shard:7,mps:b:200\n").cluster.nodes.at(0).gres;
    ASSERT_EQ(gres.size(), 5u);
    EXPECT_EQ(gres[2].name + gres[2].type, "sharda");
    EXPECT_EQ(gres[2].shares, std::vector<std::uint64_t>{3});
    EXPECT_EQ(gres[3].shares, (std::vector<std::uint64_t>{2, 2}));
    EXPECT_EQ(gres[3].count, 4u);
    EXPECT_EQ(gres[4].name + gres[4].type, "mpsb");
    EXPECT_EQ(gres[4].shares, (std::vector<std::uint64_t>{100, 100}));
    EXPECT_EQ(error_of("NodeName=n CPUs=2 Gres=shard:4\n"),
              "msd.conf:1: node n has shard, which is a part of GPUs, and no gpu to have it of");
}

TEST_F(Config, SharesOfSomeFilesOnly) {
    const auto gres = load_text("NodeName=n CPUs=2\nName=gpu File=/dev/x[0-2]\nName=mps Count=200 File=/dev/x1\n")
                          .cluster.nodes.at(0).gres;
    ASSERT_EQ(gres.size(), 2u);
    EXPECT_EQ(gres[1].shares, (std::vector<std::uint64_t>{0, 200, 0}));
}

TEST_F(Config, WhatElseALineSays) {
    const auto gres = load_text("NodeName=n CPUs=2\nName=gpu MultipleFiles=/dev/x0,/dev/caps/1 Flags=amd_gpu_env,explicit\n"
                                "Name=gpu Type=l Count=1 File=/dev/y0 Links=-1\nName=fpga Count=2 File=/dev/f[0-1] Flags=CountOnly\n");
    const auto& lines = gres.cluster.nodes.at(0).gres;
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_EQ(lines[0].count, 1u);
    EXPECT_EQ(lines[0].devices.at(0).files.size(), 2u);
    EXPECT_EQ(lines[0].variables, core::GresConfig::rocr);
    EXPECT_EQ(lines[1].devices.at(0).links, std::vector<std::int32_t>{-1});
    EXPECT_TRUE(lines[2].devices.empty());
    EXPECT_EQ(gres.inert, Names{"Flags=explicit"});
    EXPECT_EQ(error_of("Name=gpu File=/dev/x[0-1] Links=0,1\n"),
              "msd.conf:1: Links=: must have one -1, which stands for the device itself");
    EXPECT_EQ(error_of("Name=gpu File=/dev/x0 Flags=odd\n").substr(0, 28), "msd.conf:1: Flags=odd: must ");
    EXPECT_EQ(error_of("Name=gpu MultipleFiles=/dev/x[0-1] Count=2\n"),
              "msd.conf:1: Count=2: must be 1, since the files are one device's");
}

// ---- partitions

TEST_F(Config, PartitionKeys) {
    const auto loaded = load_text(
        "NodeName=n[1-4] CPUs=1\nPartitionName=DEFAULT MaxTime=60 PriorityTier=3\n"
        "PartitionName=a Nodes=n[1-2] Default=YES MaxNodes=2 MinNodes=2 State=DRAIN PriorityJobFactor=5 Hidden=YES "
        "RootOnly=YES AllowGroups=staff,ops AllowAccounts=ALL DefMemPerCPU=10 OverSubscribe=FORCE:2\n"
        "PartitionName=b Nodes=ALL OverSubscribe=EXCLUSIVE DefaultTime=NONE DefMemPerNode=UNLIMITED "
        "MaxTime=UNLIMITED\n");
    const auto& a = loaded.cluster.partitions.at(0).info;
    EXPECT_EQ(a.nodes, (Names{"n1", "n2"}));
    EXPECT_EQ(a.total_cpus, 2u);
    EXPECT_EQ(a.max_time, ms::TimeLimit::of_minutes(60));
    EXPECT_EQ(a.priority_tier, 3u);
    EXPECT_EQ(a.max_nodes, 2u);
    EXPECT_EQ(a.min_nodes, 2u);
    EXPECT_EQ(a.state, ms::PartitionState::drain);
    EXPECT_EQ(a.priority_job_factor, 5u);
    EXPECT_TRUE(a.hidden);
    EXPECT_TRUE(a.root_only);
    EXPECT_EQ(a.allow_groups, "staff,ops");
    EXPECT_EQ(a.allow_accounts, "");
    EXPECT_EQ(a.default_memory_per_cpu.value, 10u);
    EXPECT_EQ(a.oversubscribe, "FORCE:2");
    EXPECT_TRUE(loaded.inert.empty());
    EXPECT_EQ(loaded.cluster.partitions.at(0).jobs_per_cpu, 2u);
    EXPECT_TRUE(loaded.cluster.partitions.at(0).always_shares);
    const auto& b = loaded.cluster.partitions.at(1);
    EXPECT_TRUE(b.exclusive);
    EXPECT_FALSE(b.info.is_default);
    EXPECT_EQ(b.info.total_cpus, 4u);
    EXPECT_FALSE(b.info.default_time.is_set());
    EXPECT_TRUE(b.info.max_time.is_unlimited());
}

TEST_F(Config, ProgramsAroundJobs) {
    const auto& hooks = load_text("Prolog=/etc/a\nProlog=/etc/b.d/*\nEpilogSlurmctld=/etc/c\nTaskProlog=/etc/d\n"
                                  "PrologEpilogTimeout=7\nSchedulerParameters=nohold_on_prolog_fail\n")
                            .cluster.hooks;
    EXPECT_EQ(hooks.prolog, (Names{"/etc/a", "/etc/b.d/*"}));
    EXPECT_EQ(hooks.epilog_slurmctld, Names{"/etc/c"});
    EXPECT_EQ(hooks.task_prolog, "/etc/d");
    EXPECT_EQ(hooks.timeout, ms::Seconds{7});
    EXPECT_FALSE(hooks.hold_on_prolog_failure);
    EXPECT_EQ(error_of("Epilog=epilog.sh"), "msd.conf:1: Epilog=epilog.sh: must be an absolute path or pattern");
}

TEST_F(Config, MemoryHasMaxima) {
    const auto loaded = load_text("MaxMemPerNode=8G\nPartitionName=a Nodes=ALL MaxMemPerCPU=512\n");
    EXPECT_EQ(loaded.cluster.max_memory_per_node.value, 8192u);
    EXPECT_EQ(loaded.cluster.partitions.at(0).info.max_memory_per_cpu.value, 512u);
    EXPECT_TRUE(loaded.inert.empty());
}

TEST_F(Config, OnePartitionIsTheDefault) {
    const auto defaults = [](const Loaded& loaded) {
        Names names;
        for (const auto& partition : loaded.cluster.partitions)
            if (partition.info.is_default) names.push_back(partition.info.name);
        return names;
    };
    EXPECT_EQ(defaults(load_text("PartitionName=a Nodes=ALL")), Names{"a"});
    const auto none = load_text("PartitionName=a\nPartitionName=b");
    EXPECT_EQ(defaults(none), Names{"a"});
    EXPECT_EQ(none.warnings, Names{"no partition has Default=YES: the default partition is a"});
    const auto both = load_text("PartitionName=a Default=YES\nPartitionName=b Default=YES");
    EXPECT_EQ(defaults(both), Names{"b"});
    EXPECT_EQ(both.warnings, Names{"both a and b have Default=YES: the default partition is b"});
}

TEST_F(Config, PartitionsThatCanNotBe) {
    EXPECT_EQ(error_of("PartitionName=a Nodes=n9"), "msd.conf:1: Nodes=n9: there is no NodeName=n9");
    EXPECT_EQ(error_of("PartitionName=a\nPartitionName=a"), "msd.conf:2: PartitionName=a is a second one");
    EXPECT_EQ(error_of("PartitionName=a MaxTime=5 DefaultTime=6"),
              "msd.conf:1: PartitionName=a: DefaultTime is longer than MaxTime");
}

TEST_F(Config, SelectLinearGivesWholeNodes) {
    const auto loaded = load_text("SelectType=select/linear\nPartitionName=a Nodes=ALL");
    EXPECT_TRUE(loaded.cluster.partitions.at(0).exclusive);
}

// ---- the tables and the file

template <class Line>
void every_row_is_whole(std::span<const Key<Line>> keys, Section section) {
    std::set<std::string> names;
    for (const auto& key : keys) {
        EXPECT_TRUE(names.insert(std::string(key.name)).second) << key.name << " stands twice";
        EXPECT_NE(key.apply, nullptr) << key.name;
        EXPECT_FALSE(key.allowed.empty()) << key.name;
        EXPECT_FALSE(key.meaning.empty()) << key.name;
        EXPECT_EQ(find_inert(section, key.name), nullptr) << key.name << " is said to have no effect too";
    }
}
TEST(ConfigKeys, EveryRowIsWhole) {
    every_row_is_whole(site_keys(), Section::site);
    every_row_is_whole(node_keys(), Section::node);
    every_row_is_whole(partition_keys(), Section::partition);
    every_row_is_whole(gres_keys(), Section::gres);
}

TEST(ConfigFile, MsdConfComesFirstAndEmptyMeansNone) {
    const ms::test::TempDir home;
    ::setenv("XDG_CONFIG_HOME", home.path().c_str(), 1);
    ::unsetenv("MSD_CONF");
    EXPECT_EQ(find_config(false), std::nullopt);
    const auto own = home.write("msd/msd.conf", "");
    EXPECT_EQ(find_config(false), own);
    ::setenv("MSD_CONF", "/elsewhere", 1);
    EXPECT_EQ(find_config(false), "/elsewhere");
    EXPECT_EQ(find_config(true), "/elsewhere");
    ::setenv("MSD_CONF", "", 1);
    EXPECT_EQ(find_config(false), std::nullopt);
    ::unsetenv("MSD_CONF");
    ::unsetenv("XDG_CONFIG_HOME");
}

TEST(ConfigFile, AFileThatIsNotThereIsAnError) {
    const auto loaded = load("/nowhere/msd.conf", machine());
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().message, "/nowhere/msd.conf: No such file or directory");
}

TEST(ConfigFile, TheExampleLoadsWithoutAComplaint) {
    const auto loaded = load(ms::test::source_path("packaging/msd.conf.example"), machine());
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->warnings, Names{});
    EXPECT_EQ(loaded->inert, Names{});
}

}  // namespace
}  // namespace msd::config
