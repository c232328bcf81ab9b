// SPDX-License-Identifier: MIT
#include "daemon/exec/hooks.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/temp_dir.hpp"

namespace msd::exec {
namespace {

Job a_job() {
    JobSpec spec;
    spec.comment = "a remark";
    Job job;
    job.id = JobId{7};
    job.user = "alice";
    job.restarts = 2;
    job.spec = std::make_shared<JobSpec>(spec);
    return job;
}

TEST(SiteHooks, PatternsStandForWhatTheyMatchInOrder) {
    ms::test::TempDir dir;
    const std::string second = dir.write("20-b", ""), first = dir.write("10-a", "");
    core::SiteHooks hooks;
    hooks.prolog = {"/no/such/program", dir.path() + "/[0-9]*"};
    hooks.prolog_slurmctld = {"/ctld"};
    hooks.epilog = {"/epilog"};
    stepd::LaunchOrder order;
    add_hooks(order, hooks, a_job(), SiteFacts{});
    std::vector<std::string> paths;
    for (const auto& hook : order.prologs) paths.push_back(hook.path);
    EXPECT_EQ(paths, (std::vector<std::string>{"/ctld", "/no/such/program", first, second}));
    EXPECT_FALSE(order.prologs[0].holds_job);
    EXPECT_TRUE(order.prologs[1].holds_job);
    EXPECT_EQ(order.prologs[1].node_fault, "Prolog error");
    EXPECT_EQ(order.epilogs.at(0).context, "epilog_slurmd");
}

TEST(SiteHooks, AreToldOfTheJobAndNothingOfItsEnvironment) {
    core::SiteHooks hooks;
    hooks.epilog = {"/epilog"};
    stepd::LaunchOrder order;
    order.std_out = order.std_err = "/out";
    order.environment = {"LD_PRELOAD=evil.so"};
    add_hooks(order, hooks, a_job(), SiteFacts{});
    const auto has = [&](const char* entry) {
        return std::count(order.hook_environment.begin(), order.hook_environment.end(), entry) == 1;
    };
    for (const char* entry : {"SLURM_JOB_ID=7", "SLURM_JOB_USER=alice", "SLURM_JOB_RESTART_COUNT=2",
                              "SLURM_JOB_COMMENT=a remark", "SLURM_JOB_STDOUT=/out"})
        EXPECT_TRUE(has(entry)) << entry;
    EXPECT_FALSE(has("LD_PRELOAD=evil.so"));
    EXPECT_FALSE(has("ENVIRONMENT=BATCH"));
}

TEST(SiteHooks, ASiteWithoutThemCostsNothing) {
    stepd::LaunchOrder order;
    add_hooks(order, core::SiteHooks{}, a_job(), SiteFacts{});
    EXPECT_TRUE(order.prologs.empty() && order.epilogs.empty() && order.hook_environment.empty());
}

}  // namespace
}  // namespace msd::exec
