// SPDX-License-Identifier: MIT
#include "daemon/exec/order.hpp"

#include <gtest/gtest.h>

namespace msd::exec {
namespace {

class Order : public ::testing::Test {
  protected:
    Order() {
        spec_.name = "train";
        spec_.work_dir = "/home/alice/run";
        spec_.umask = 027;
        spec_.arguments = {"a", "b c"};
        spec_.limits = {{"NOFILE", 1024}};
        job_.id = JobId{12};
        job_.user = "alice";
        job_.allocation = {{"n1", {0, 1}, Megabytes{100}, {}}};
        config_.nodes.resize(1);
        config_.nodes[0].name = "n1";
        paths_.spool_root = "/spool";
        credentials_ = {1001, 1002, {1002, 4}, true};
    }
    stepd::LaunchOrder make() {
        job_.spec = std::make_shared<const JobSpec>(spec_);
        return make_order(job_, "#!/bin/sh\n", {"A=1"}, config_, paths_, credentials_);
    }
    void of_array() {
        job_.array.master_id = JobId{10};
        job_.array.is_task = true;
        job_.array.task_id = 3;
    }

    JobSpec spec_;
    Job job_;
    core::ClusterConfig config_;
    ExecPaths paths_;
    Credentials credentials_;
};

TEST_F(Order, CarriesTheJob) {
    const auto order = make();
    EXPECT_EQ(order.job_id, 12u);
    EXPECT_EQ(order.shown_id, "12");
    EXPECT_EQ(order.node, "n1");
    EXPECT_EQ(order.spool_dir, "/spool/job00012");
    EXPECT_EQ(order.script, "#!/bin/sh\n");
    EXPECT_EQ(order.environment, std::vector<std::string>{"A=1"});
    EXPECT_EQ(order.arguments, spec_.arguments);
    EXPECT_EQ(order.uid, 1001u);
    EXPECT_EQ(order.gid, 1002u);
    EXPECT_EQ(order.groups, (std::vector<std::uint32_t>{1002, 4}));
    EXPECT_TRUE(order.switch_user);
    EXPECT_EQ(order.work_dir, "/home/alice/run");
    EXPECT_EQ(order.umask, 027u);
    EXPECT_EQ(order.limits, spec_.limits);
    EXPECT_EQ(order.kernel_cpus, (std::vector<std::uint32_t>{0, 1}));
}

TEST_F(Order, HasSlurmsDefaultFiles) {
    const auto order = make();
    EXPECT_EQ(order.std_in, "/dev/null");
    EXPECT_EQ(order.std_out, "/home/alice/run/slurm-12.out");
    EXPECT_EQ(order.std_err, "") << "joined";
    EXPECT_FALSE(order.append);
    of_array();
    EXPECT_EQ(make().std_out, "/home/alice/run/slurm-10_3.out");
    EXPECT_EQ(make().shown_id, "10_3");
}

TEST_F(Order, ExpandsPatterns) {
    spec_.std_out = "logs/%x-%j-%u-%N.out";
    spec_.std_err = "/var/tmp/%A_%a.err";
    spec_.std_in = "in.%j";
    of_array();
    const auto order = make();
    EXPECT_EQ(order.std_out, "/home/alice/run/logs/train-12-alice-n1.out");
    EXPECT_EQ(order.std_err, "/var/tmp/10_3.err");
    EXPECT_EQ(order.std_in, "/home/alice/run/in.12");
}

TEST_F(Order, JoinsEqualNames) {
    spec_.std_out = "x.%j";
    spec_.std_err = "x.12";
    EXPECT_EQ(make().std_err, "");
    EXPECT_EQ(job_files(job_).std_err, "/home/alice/run/x.12");
}

TEST_F(Order, AppendsAsAskedOrAsTheSiteDoes) {
    config_.append_output = true;
    EXPECT_TRUE(make().append);
    spec_.open_mode = OpenMode::truncate;
    EXPECT_FALSE(make().append);
    config_.append_output = false;
    spec_.open_mode = OpenMode::append;
    EXPECT_TRUE(make().append);
}

TEST_F(Order, ARestartHasItsOwnSpool) {
    job_.restarts = 2;
    EXPECT_EQ(make().spool_dir, "/spool/job00012.2");
    EXPECT_EQ(make().restarts, 2u);
}

TEST_F(Order, TranslatesCpuNumbersOfAllNodes) {
    config_.nodes.resize(2);
    config_.nodes[0].kernel_cpus = {8, 4};
    config_.nodes[1].name = "n2";
    config_.nodes[1].kernel_cpus = {5, 6, 7};
    job_.allocation.push_back({"n2", {2, 0, 9}, Megabytes{50}, {}});
    EXPECT_EQ(make().kernel_cpus, (std::vector<std::uint32_t>{4, 5, 7, 8, 9}));
}

TEST_F(Order, LimitsMemoryToTheSumOfItsNodes) {
    EXPECT_EQ(make().memory_limit_bytes, 0u) << "none in force";
    EXPECT_EQ(make().sample_ms, 0u);
    job_.memory_per_node = Megabytes{100};
    EXPECT_EQ(make().memory_limit_bytes, 100u << 20);
    EXPECT_EQ(make().sample_ms, paths_.sample_ms) << "watched where no cgroup holds it";
    job_.allocation.push_back({"n2", {0}, Megabytes{50}, {}});
    EXPECT_EQ(make().memory_limit_bytes, 150u << 20);
}

TEST_F(Order, HasAControlGroupWhereThereAreAny) {
    EXPECT_TRUE(make().group.name.empty());
    paths_.has_groups = true;
    paths_.groups.controllers = {"memory", "pids"};
    paths_.groups.policy.max_processes = 99;
    job_.memory_per_node = Megabytes{100};
    const auto order = make();
    EXPECT_EQ(order.group.name, "job_12");
    EXPECT_EQ(order.script_group.name, "step_batch");
    EXPECT_EQ(order.sample_ms, paths_.sample_ms) << "the shepherd samples if the limit can not be set";
}

}  // namespace
}  // namespace msd::exec
