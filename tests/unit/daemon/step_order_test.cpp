// SPDX-License-Identifier: MIT
#include "daemon/exec/step_order.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/support/paths.hpp"

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

/// A job of one node with GPUs whose options leave nothing out, as far as they go together or not.
Job everything_asked() {
    auto spec = std::make_shared<JobSpec>();
    spec->name = "all", spec->account = "physics", spec->qos = "normal", spec->reservation = "morning";
    spec->licenses = "matlab", spec->wckey = "key", spec->hint = "multithread", spec->distribution = "plane=2";
    spec->cpus_per_task = spec->tasks_per_node = spec->tasks_per_core = spec->tasks_per_socket = spec->tasks_per_gpu = 1;
    spec->threads_per_core = spec->cpus_per_gpu = 1;
    spec->overcommit = true;
    spec->gpus = spec->gpus_per_node = spec->gpus_per_socket = spec->gpus_per_task = {{"gpu", "", 2}};
    for (const char* option : {"cpu-freq", "gpu-bind", "oom-kill-step", "tres-bind"}) spec->kept_options.emplace_back(option, "1");
    Job job;
    job.id = JobId{7};
    job.spec = spec;
    job.restarts = 1;
    job.allocation = {two_tasks("cores").allocation[0]};
    job.allocation[0].gres = {{"gpu", "", 2, {0, 1}}, {"shard", "", 1, {}}};
    return job;
}

std::set<std::string> names_of_variables(const Job& job) {
    Step step = two_tasks("cores");
    step.allocation = job.allocation;
    SiteFacts site;
    site.cluster_name = "peer", site.conf_path = "/etc/slurm.conf";
    std::set<std::string> names;
    const auto add = [&](const std::vector<std::string>& variables) {
        for (const std::string& variable : variables) names.insert(variable.substr(0, variable.find('=')));
    };
    add(step_variables(job, step, site));
    add(make_step_order(step, one_node(), true).tasks.at(0).environment);
    return names;
}

/// Every variable that real Slurm may give the tasks of a step is made here for one that asked for it all, or by another
/// hand, or is not for a reason.
TEST(StepOrder, KnowsEveryVariableOfSteps) {
    std::ifstream facts(ms::test::shared_path("surface/output_env.tsv"));
    if (!facts) GTEST_SKIP() << "no ../shared/surface/output_env.tsv: the list of Slurm's variables is not here";
    const std::map<std::string, std::string> without = {
        {"SLURM_TASK_PID", "set by the shepherd"},
        {"SLURMD_DEBUG", "for debugging slurmd"},
        {"SLURM_CONF", "of the job's environment, as are those below"},
        {"SLURM_PRIO_PROCESS", "sent by the submitter"},
        {"SLURM_SUBMIT_DIR", "sent by the submitter"},
        {"SLURM_SUBMIT_HOST", "sent by the submitter"},
        {"SLURM_UMASK", "sent by the submitter"},
        {"SLURM_EXPORT_ENV", "sent by the submitter"},
        {"SLURM_LABELIO", "set by srun"},
        {"SLURM_MPI_TYPE", "set by srun"},
        {"SLURM_OVERCOMMIT", "set by srun"},
        {"SLURM_EXTERNAL_LAUNCHER", "read by srun"},
        {"SLURM_PTY_WIN_COL", "set by srun"},
        {"SLURM_PTY_WIN_ROW", "set by srun"},
        {"SLURM_PTY_PORT", "srun listens on no port"},
        {"SLURM_STEP_LAUNCHER_PORT", "srun listens on no port"},
        {"SLURM_SRUN_COMM_PORT", "srun listens on no port"},
        {"SLURM_STEP_RESV_PORTS", "no ports are reserved"},
        {"SLURM_RLIMIT_<NAME>", "consumed by the launcher"},
        {"SLURM_JOB_SLUID", "there is no multi-cluster id"},
        {"SLURM_ARBITRARY_NODELIST", "--distribution=arbitrary is laid out as block"},
        {"CUDA_MPS_ACTIVE_THREAD_PERCENTAGE", "for parts of a GPU alone: devices_test.cpp"},
        {"TMPDIR", "set by the shepherd"},
        {"PMI_RANK", "set by the shepherd: pmi_test.cpp"},
        {"PMI_SIZE", "set by the shepherd: pmi_test.cpp"},
        {"PMI_FD", "set by the shepherd: pmi_test.cpp"},
        {"PMI_JOBID", "set by the shepherd: pmi_test.cpp"},
        {"PMIX_RANK", "set by libpmix"},
        {"DISPLAY / XAUTHORITY", "handed on by srun"},
    };
    const std::set<std::string> made = names_of_variables(everything_asked());
    for (std::string line; std::getline(facts, line);) {
        std::istringstream fields(line);
        std::string name, scope, when, form, kind;
        for (auto* field : {&name, &scope, &when, &form, &kind}) std::getline(fields, *field, '\t');
        const bool foreign = kind == "hardware-specific" || kind == "deprecated" || name == "variable" ||
                             name.find("CONTAINER") != name.npos || name == "SLURM_RUNTIME" || name.find("HET") != name.npos;
        if (scope.find('S') == scope.npos || foreign || without.count(name)) continue;
        EXPECT_TRUE(made.count(name)) << name << ": " << when;
    }
}

}  // namespace
}  // namespace msd::exec
