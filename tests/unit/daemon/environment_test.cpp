// SPDX-License-Identifier: MIT
#include "daemon/exec/environment.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "libms/base/fd.hpp"
#include "tests/support/paths.hpp"

namespace msd::exec {
namespace {

using Variables = std::map<std::string, std::string>;

Variables as_map(const std::vector<std::string>& entries) {
    Variables out;
    for (const auto& entry : entries) {
        const std::size_t equals = entry.find('=');
        EXPECT_TRUE(out.emplace(entry.substr(0, equals), entry.substr(equals + 1)).second) << entry << " twice";
    }
    return out;
}

/// A running one-CPU job of alice on one node, as real Slurm's captures show it.
struct Shape {
    JobSpec spec;
    Job job;
    std::vector<std::string> submitted{"HOME=/home/alice", "LOGNAME=alice", "SHELL=/bin/bash", "USER=alice"};

    Shape() {
        spec.name = "env";
        spec.account = "physics";
        spec.qos = "normal";
        spec.submit_dir = "/home/alice";
        spec.submit_host = "vm";
        job.id = JobId{98};
        job.uid = job.gid = 1001;
        job.user = job.group = "alice";
        job.partition = "debug";
        job.memory_is_per_cpu = true;
        job.memory_per_cpu = Megabytes{100};
        job.start = from_epoch_seconds(1000);
        job.end = from_epoch_seconds(1060);
        cpus(1);
    }
    void cpus(std::uint32_t count) {
        NodeAllocation part;
        part.node = "vm";
        for (std::uint32_t cpu = 0; cpu < count; ++cpu) part.cpus.push_back(cpu);
        job.allocation = {part};
        job.cpus = count;
    }
    void tasks(std::uint32_t count) { job.tasks = spec.tasks = count; }
    void gpus(std::vector<std::uint32_t> indices) {
        job.allocation[0].gres = {{"gpu", "", indices.size(), indices}};
    }
    void array(std::uint32_t master, std::uint32_t task, std::uint32_t count, std::uint32_t min, std::uint32_t max,
               std::uint32_t step) {
        job.array.master_id = JobId{master};
        job.array.is_task = true;
        job.array.task_id = task;
        job.array.task_count = count;
        job.array.task_min = min;
        job.array.task_max = max;
        job.array.task_step = step;
    }
    Variables environment() const {
        SiteFacts site;
        site.cluster_name = "peer";
        site.conf_path = "/etc/slurm.conf";
        site.node_has_gpus = true;
        site.home = "/home/alice";
        site.shell = "/bin/bash";
        return as_map(job_environment(job, spec, submitted, site));
    }
};

TEST(JobEnvironment, APlainJob) {
    const Variables expected = {
        {"ENVIRONMENT", "BATCH"},        {"HOME", "/home/alice"},          {"HOSTNAME", "vm"},
        {"LOGNAME", "alice"},            {"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"SHELL", "/bin/bash"},
        {"SLURMD_NODENAME", "vm"},       {"SLURM_CLUSTER_NAME", "peer"},   {"SLURM_CONF", "/etc/slurm.conf"},
        {"SLURM_CPUS_ON_NODE", "1"},     {"SLURM_GTIDS", "0"},             {"SLURM_JOBID", "98"},
        {"SLURM_JOB_ACCOUNT", "physics"}, {"SLURM_JOB_CPUS_PER_NODE", "1"}, {"SLURM_JOB_END_TIME", "1060"},
        {"SLURM_JOB_GID", "1001"},       {"SLURM_JOB_GROUP", "alice"},     {"SLURM_JOB_ID", "98"},
        {"SLURM_JOB_NAME", "env"},       {"SLURM_JOB_NODELIST", "vm"},     {"SLURM_JOB_NUM_NODES", "1"},
        {"SLURM_JOB_PARTITION", "debug"}, {"SLURM_JOB_QOS", "normal"},     {"SLURM_JOB_START_TIME", "1000"},
        {"SLURM_JOB_UID", "1001"},       {"SLURM_JOB_USER", "alice"},      {"SLURM_LOCALID", "0"},
        {"SLURM_MEM_PER_CPU", "100"},    {"SLURM_NNODES", "1"},            {"SLURM_NODEID", "0"},
        {"SLURM_NODELIST", "vm"},        {"SLURM_PRIO_PROCESS", "0"},      {"SLURM_PROCID", "0"},
        {"SLURM_SUBMIT_DIR", "/home/alice"}, {"SLURM_SUBMIT_HOST", "vm"},  {"SLURM_TASKS_PER_NODE", "1"},
        {"SLURM_UMASK", "0022"},         {"TMPDIR", "/tmp"},               {"USER", "alice"},
    };
    EXPECT_EQ(Shape().environment(), expected);
}

TEST(JobEnvironment, KeepsTheSubmittersVariablesButNotThoseOfAnotherJob) {
    Shape shape;
    shape.submitted = {"FOO=a=b", "EMPTY=", "TMPDIR=/scratch", "PATH=/opt/bin", "nonsense", "=x",
                       "SLURM_JOB_ID=7", "SLURM_ARRAY_TASK_ID=3", "SLURM_STEP_ID=0", "SLURM_MEM_PER_NODE=5",
                       "SLURM_RLIMIT_NOFILE=9", "SLURM_TASK_PID=1", "SLURM_NODE_ALIASES=(null)", "SLURM_TIME_FORMAT=%s",
                       "CUDA_VISIBLE_DEVICES=3", "HOSTNAME=login", "FOO=second"};
    const auto env = shape.environment();
    EXPECT_EQ(env.at("FOO"), "a=b");
    EXPECT_EQ(env.at("EMPTY"), "");
    EXPECT_EQ(env.at("TMPDIR"), "/scratch");
    EXPECT_EQ(env.at("PATH"), "/opt/bin");
    EXPECT_EQ(env.at("SLURM_JOB_ID"), "98");
    EXPECT_EQ(env.at("SLURM_TIME_FORMAT"), "%s");
    EXPECT_EQ(env.at("HOSTNAME"), "vm");
    for (const char* gone : {"SLURM_ARRAY_TASK_ID", "SLURM_STEP_ID", "SLURM_MEM_PER_NODE", "SLURM_RLIMIT_NOFILE",
                             "SLURM_TASK_PID", "SLURM_NODE_ALIASES", "CUDA_VISIBLE_DEVICES", "", "nonsense"})
        EXPECT_FALSE(env.count(gone)) << gone;
}

TEST(JobEnvironment, LeavesToALoginWhatALoginSets) {
    Shape shape;
    shape.spec.get_user_env = true;
    shape.submitted = {"FOO=1"};
    auto env = shape.environment();
    EXPECT_EQ(env.at("FOO"), "1");
    for (const char* of_the_login : {"HOME", "PATH", "USER"}) EXPECT_FALSE(env.count(of_the_login)) << of_the_login;
    SiteFacts site;
    EXPECT_TRUE(login_environment(shape.job, shape.spec, site).empty());  // nobody knows his shell
    site.home = "/home/alice";
    site.shell = "/bin/zsh";
    EXPECT_EQ(as_map(login_environment(shape.job, shape.spec, site)),
              (Variables{{"HOME", "/home/alice"}, {"SHELL", "/bin/zsh"}, {"USER", "alice"}, {"LOGNAME", "alice"},
                         {"PATH", "/usr/local/bin:/usr/bin:/bin"}}));
    shape.spec.get_user_env = false;
    EXPECT_TRUE(login_environment(shape.job, shape.spec, site).empty());
}

TEST(JobEnvironment, LeavesDevicesAloneOnANodeWithoutGpus) {
    Shape shape;
    SiteFacts site;
    const auto env = as_map(job_environment(shape.job, shape.spec, {"CUDA_VISIBLE_DEVICES=3"}, site));
    EXPECT_EQ(env.at("CUDA_VISIBLE_DEVICES"), "3");
}

TEST(JobEnvironment, CountsGpusWithoutNumbers) {
    Shape shape;
    shape.job.allocation[0].gres = {{"gpu", "a100", 2, {}}, {"shard", "", 4, {}}};
    const auto env = shape.environment();
    EXPECT_EQ(env.at("SLURM_GPUS_ON_NODE"), "2");
    EXPECT_EQ(env.at("SLURM_SHARDS_ON_NODE"), "4");
    EXPECT_FALSE(env.count("SLURM_JOB_GPUS"));
    EXPECT_FALSE(env.count("CUDA_VISIBLE_DEVICES"));
}

TEST(JobEnvironment, TellsWhatWasAskedFor) {
    Shape shape;
    JobSpec& s = shape.spec;
    s.tasks_per_core = 1;
    s.tasks_per_socket = 2;
    s.threads_per_core = 1;
    s.hint = "nomultithread";
    s.distribution = "plane=4";
    s.overcommit = true;
    s.open_mode = OpenMode::append;
    s.reservation = "maint";
    s.licenses = "matlab:2";
    s.umask = 07;
    s.cpus_per_gpu = 3;
    s.gpus = {{"gpu", "a100", 2}, {"gpu", "", 1}};
    s.gpus_per_socket = {{"gpu", "", 1}};
    s.gpus_per_node = {{"gpu", "a100", 4}};
    s.gpus_per_task = {{"gpu", "a100", 1}};
    s.cpus_per_task = 2;
    s.kept_options = {{"profile", "task"}, {"oom-kill-step", ""}, {"unheard-of", "x"}};
    s.memory_kind = MemoryKind::per_gpu;
    s.memory = Megabytes{512};
    shape.job.memory_is_per_cpu = false;
    shape.job.restarts = 2;
    shape.job.end = Time{};
    const Variables expected = {
        {"SLURM_NTASKS_PER_CORE", "1"}, {"SLURM_NTASKS_PER_SOCKET", "2"}, {"SLURM_THREADS_PER_CORE", "1"},
        {"SLURM_HINT", "nomultithread"}, {"SLURM_DISTRIBUTION", "plane"}, {"SLURM_DIST_PLANESIZE", "4"},
        {"SLURM_OVERCOMMIT", "1"}, {"SLURM_OPEN_MODE", "a"}, {"SLURM_JOB_RESERVATION", "maint"},
        {"SLURM_JOB_LICENSES", "matlab:2"}, {"SLURM_UMASK", "0007"}, {"SLURM_CPUS_PER_GPU", "3"},
        {"SLURM_GPUS", "a100:2,1"}, {"SLURM_GPUS_PER_SOCKET", "1"}, {"SLURM_PROFILE", "task"},
        {"SLURM_GPUS_PER_NODE", "a100:4"}, {"SLURM_GPUS_PER_TASK", "a100:1"}, {"SLURM_OOM_KILL_STEP", "1"},
        {"SLURM_TRES_PER_TASK", "cpu=2,gres/gpu:a100=1"},
        {"SLURM_MEM_PER_GPU", "512"}, {"SLURM_RESTART_COUNT", "2"}, {"SLURM_JOB_END_TIME", "31537000"},
    };
    auto env = shape.environment();
    for (const auto& [name, value] : expected) EXPECT_EQ(env[name], value) << name;
    EXPECT_FALSE(env.count("SLURM_MEM_PER_CPU"));
    EXPECT_FALSE(env.count("SLURM_MEM_PER_NODE"));
}

TEST(JobVariables, AStepAndAnAllocationAreToldTheirPart) {
    Shape shape;
    shape.job.allocation.push_back(shape.job.allocation[0]);
    shape.job.allocation[1].node = "vm2";
    const auto variables = [&](Kind kind) { return as_map(job_variables(shape.job, shape.spec, SiteFacts{}, kind, 1)); };
    const auto step = variables(Kind::step);
    EXPECT_EQ(step.at("SLURMD_NODENAME"), "vm2");
    EXPECT_EQ(step.at("SLURM_JOB_NODELIST"), "vm,vm2");
    for (const char* own : {"ENVIRONMENT", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_NODEID", "PATH"})
        EXPECT_FALSE(step.count(own)) << own;
    const auto shell = variables(Kind::allocation);
    EXPECT_EQ(shell.at("SLURM_NNODES"), "2");
    for (const char* of_processes : {"ENVIRONMENT", "SLURMD_NODENAME", "SLURM_JOB_UID", "SLURM_MEM_PER_CPU"})
        EXPECT_FALSE(shell.count(of_processes)) << of_processes;
}

TEST(TaskLayout, FillsNodesInBlocks) {
    Shape shape;
    const auto layout = [&](std::vector<std::uint32_t> cpus, std::uint32_t tasks, std::uint32_t cpus_per_task,
                            std::uint32_t per_node) {
        shape.job.allocation.clear();
        for (const std::uint32_t count : cpus) {
            NodeAllocation part;
            part.cpus.resize(count);
            shape.job.allocation.push_back(part);
        }
        shape.tasks(tasks);
        if (tasks == 0) shape.job.tasks = 1;
        shape.spec.cpus_per_task = cpus_per_task;
        shape.spec.tasks_per_node = per_node;
        return tasks_per_node(shape.job, shape.spec);
    };
    using Layout = std::vector<std::uint32_t>;
    EXPECT_EQ(layout({1}, 0, 0, 0), (Layout{1}));
    EXPECT_EQ(layout({8}, 4, 2, 0), (Layout{4}));
    EXPECT_EQ(layout({8, 4}, 0, 2, 0), (Layout{4, 2}));
    EXPECT_EQ(layout({4, 4, 2}, 9, 0, 0), (Layout{4, 4, 1}));
    EXPECT_EQ(layout({4, 4}, 2, 0, 0), (Layout{1, 1}));
    EXPECT_EQ(layout({4, 4}, 4, 0, 2), (Layout{2, 2}));
    EXPECT_EQ(layout({1, 1}, 5, 0, 0), (Layout{3, 2}));
    EXPECT_EQ(layout({}, 2, 0, 0), (Layout{}));
}

// ---- against real Slurm 22.05

struct Capture {
    const char* file;
    std::function<void(Shape&)> shape;
};
const Capture captures[] = {
    {"351_env_plain.txt", [](Shape&) {}},
    {"352_env_array.txt", [](Shape& s) { s.job.id = JobId{114}, s.array(99, 3, 2, 3, 5, 2); }},
    {"353_env_n4c2.txt", [](Shape& s) { s.job.id = JobId{100}, s.cpus(8), s.tasks(4), s.spec.cpus_per_task = 2; }},
    {"354_env_n4c2_mem.txt",
     [](Shape& s) {
         s.job.id = JobId{101}, s.cpus(8), s.tasks(4), s.spec.cpus_per_task = 2;
         s.job.memory_is_per_cpu = false, s.job.memory_per_node = Megabytes{800};
     }},
    {"355_env_gpu2.txt", [](Shape& s) { s.job.id = JobId{102}, s.gpus({0, 1}), s.spec.gres = {{"gpu", "", 2}}; }},
    {"356_env_gpus.txt", [](Shape& s) { s.job.id = JobId{103}, s.gpus({2, 3}), s.spec.gpus = {{"gpu", "", 2}}; }},
    {"357_env_gpus_per_task.txt",
     [](Shape& s) {
         s.job.id = JobId{104}, s.cpus(2), s.tasks(2), s.gpus({0, 1}), s.spec.gpus_per_task = {{"gpu", "", 1}};
     }},
    {"358_env_mem.txt",
     [](Shape& s) { s.job.id = JobId{105}, s.job.memory_is_per_cpu = false, s.job.memory_per_node = Megabytes{1024}; }},
    {"359_env_mempercpu.txt",
     [](Shape& s) { s.job.id = JobId{106}, s.cpus(2), s.tasks(2), s.job.memory_per_cpu = Megabytes{200}; }},
    {"360_env_nodes_tpn.txt",
     [](Shape& s) {
         s.job.id = JobId{107}, s.cpus(4), s.job.tasks = 4, s.spec.tasks_per_node = 4;
         s.spec.account = "chem", s.spec.qos = "high", s.job.partition = "long";
     }},
    {"361_env_exportnone.txt",
     [](Shape& s) { s.job.id = JobId{108}, s.spec.export_environment = "NONE", s.submitted = {}; }},
    {"362_env_exportvar.txt",
     [](Shape& s) {
         s.job.id = JobId{109}, s.spec.export_environment = "FOO=bar,ALL", s.submitted.push_back("FOO=bar");
     }},
    {"363_env_named.txt", [](Shape& s) { s.job.id = JobId{110}, s.spec.name = "my job"; }},
    {"364_env_stepn1.txt", [](Shape& s) { s.job.id = JobId{111}, s.cpus(4), s.tasks(4); }},
    {"365_env_gresstep.txt", [](Shape& s) { s.job.id = JobId{112}, s.cpus(2), s.tasks(2), s.gpus({0, 1, 2, 3}); }},
    {"366_env_array_dep.txt",
     [](Shape& s) { s.job.id = JobId{115}, s.array(113, 1, 2, 1, 2, 1), s.spec.dependency = "afterany:1"; }},
};

/// salloc's capture: the shell of an allocation.
TEST(JobVariables, MatchRealSallocs) {
    const std::string capture = ms::test::shared_path("golden/340_salloc.txt");
    if (!std::filesystem::exists(capture)) GTEST_SKIP() << "the captures of real Slurm are not here";
    Shape shape;
    shape.job.id = JobId{93};
    shape.cpus(2), shape.tasks(2);
    shape.spec.name = "interactive";
    SiteFacts site;
    site.cluster_name = "peer";
    auto ours = as_map(job_variables(shape.job, shape.spec, site, Kind::allocation));
    ours.erase("SLURM_CPUS_ON_NODE");  // since 22.05
    Variables expected;
    std::istringstream lines(read_file(capture).value());
    for (std::string line; std::getline(lines, line);)
        if (line.rfind("SLURM_", 0) == 0) expected[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
    expected.erase("SLURM_NODE_ALIASES");  // gone since
    expected.erase("SLURM_CONF");          // of salloc's own environment
    EXPECT_EQ(ours, expected);
}

/// NAME=value lines of the first "== batch" section.
Variables batch_section(const std::string& text) {
    Variables out;
    std::istringstream lines(text.substr(text.find("\n== batch\n") + 10));
    for (std::string line; std::getline(lines, line) && line.rfind("open files", 0) != 0;)
        out[line.substr(0, line.find('='))] = line.substr(line.find('=') + 1);
    return out;
}

/// Every variable that real Slurm may give a batch script is told by this job or not at all, never by another job that
/// the submitter ran in; or it is here with why.
TEST(JobEnvironment, KnowsEveryVariableOfBatchScripts) {
    const std::string facts = ms::test::shared_path("surface/output_env.tsv");
    if (!std::filesystem::exists(facts)) GTEST_SKIP() << "the list of Slurm's variables is not here";
    const std::map<std::string, std::string> without = {
        {"SLURM_NTASKS_PER_TRES", "an older name that Slurm itself no longer takes"},
        {"SLURM_ARBITRARY_NODELIST", "--distribution=arbitrary is laid out as block"},
        {"SLURM_JOB_SLUID", "there is no multi-cluster id"},
        {"SLURM_JOB_OVERSUBSCRIBE", "newer than 25.11"},
        {"SLURM_JOB_EXCLUSIVE", "newer than 25.11"},
        {"SLURM_RLIMIT_<NAME>", "consumed by the launcher"},
        {"SLURM_TASK_PID", "set by the shepherd"},
        {"SLURMD_DEBUG", "for debugging slurmd"},
        {"SBATCH_MEM_BIND", "memory is not bound"},
        {"CUDA_MPS_ACTIVE_THREAD_PERCENTAGE", "for parts of a GPU alone: devices_test.cpp"},
        {"TMPDIR", "set for every job without one"},
        {"SLURM_PRIO_PROCESS", "sent by sbatch"},
    };
    std::istringstream lines(read_file(facts).value());
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        std::istringstream fields(line);
        std::string name, scope, when, form, kind;
        for (auto* field : {&name, &scope, &when, &form, &kind}) std::getline(fields, *field, '\t');
        const bool foreign = kind == "hardware-specific" || kind == "deprecated" ||
                             name.find("CONTAINER") != name.npos || name == "SLURM_RUNTIME" ||
                             name.find("HET") != name.npos || form == "--external-launcher" || form == "slurm";
        if (scope.find('B') == scope.npos || foreign || without.count(name)) continue;
        Shape shape;
        shape.submitted = {name + "=stale"};
        EXPECT_NE(shape.environment()[name], "stale") << when;
    }
}

TEST(JobEnvironment, MatchesRealSlurm) {
    const std::string folder = ms::test::shared_path("golden/");
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "the captures of real Slurm are not here";
    const std::map<std::string, std::string> not_ours = {
        {"PWD", "the shell's"},
        {"SLURM_TASK_PID", "the shepherd's"},
        {"CUDA_HOME", "of that machine's login files"},
        {"SLURM_NODE_ALIASES", "gone since 22.05"},
        {"SLURM_WORKING_CLUSTER", "gone since 22.05"},
        {"SLURM_TOPOLOGY_ADDR", "there is no topology plugin"},
        {"SLURM_TOPOLOGY_ADDR_PATTERN", "there is no topology plugin"},
    };
    const std::map<std::string, std::string> not_theirs = {
        {"SLURM_JOB_GROUP", "since 22.05"},
        {"SLURM_JOB_START_TIME", "since 22.05"},
        {"SLURM_JOB_END_TIME", "since 22.05"},
        {"SLURM_TRES_PER_TASK", "since 22.05"},
        {"SLURM_JOB_NAME", "left out of the captures, seen in those of steps"},
        {"SLURM_UMASK", "left out of the captures, seen in those of steps"},
        {"ZE_AFFINITY_MASK", "left out of the captures"},
        {"PATH", "left out of the captures"},
    };
    for (const auto& capture : captures) {
        Shape shape;
        capture.shape(shape);
        auto expected = batch_section(read_file(folder + capture.file).value());
        auto ours = shape.environment();
        expected["SLURM_CONF"] = "/etc/slurm.conf";
        for (const auto& [name, why] : not_ours) expected.erase(name);
        for (const auto& [name, why] : not_theirs)
            if (!expected.count(name)) ours.erase(name);
        EXPECT_EQ(ours, expected) << capture.file;
    }
}

}  // namespace
}  // namespace msd::exec
