// SPDX-License-Identifier: MIT
// Running jobs that give nodes back.
#include "daemon/core/requests/resize.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

/// A job on n1, n2 and n3, two CPUs each, of four nodes that have no others.
class Resize : public ::testing::Test {
  protected:
    void SetUp() override { job = run(); }
    void TearDown() override { EXPECT_EQ(world.complaints(), std::vector<std::string>{}); }

    static ClusterConfig four_nodes() {
        ClusterConfig config = World::small_cluster();
        config.nodes.clear();
        for (const char* name : {"n1", "n2", "n3", "n4"}) config.nodes.push_back(World::node(name, 2));
        config.partitions = {World::partition("main", {"n1", "n2", "n3", "n4"}, true)};
        return config;
    }
    std::uint32_t run(JobKind kind = JobKind::batch) {
        JobSpec spec = world.spec("wide");
        spec.kind = kind;
        spec.min_nodes = spec.max_nodes = 3;
        spec.tasks = 6;
        spec.tasks_per_node = 2;
        return world.submit(spec).id.value;
    }
    std::uint32_t next_job() {
        JobSpec spec = world.spec("next");
        spec.tasks = 2;
        spec.min_nodes = spec.max_nodes = 2;
        return world.submit(spec).id.value;
    }
    static JobUpdate count(std::uint32_t least, std::uint32_t most) {
        JobUpdate update;
        update.keys = {JobKey::node_count};
        update.values.min_nodes = least;
        update.values.max_nodes = most;
        return update;
    }
    static JobUpdate list(const std::string& names) {
        JobUpdate update;
        update.keys = {JobKey::node_list};
        update.values.node_list = names;
        return update;
    }
    Errc ask(const JobUpdate& update, const std::string& user = "alice") {
        return world.update(update, std::to_string(job), user).code;
    }
    std::vector<std::string> nodes() const {
        std::vector<std::string> names;
        for (const auto& part : world.job(job).allocation) names.push_back(part.node);
        return names;
    }
    using Names = std::vector<std::string>;

    World world{four_nodes()};
    std::uint32_t job = 0;
};

TEST_F(Resize, TheLastNodesGoAndOthersGetThem) {
    const auto waiting = next_job();
    EXPECT_EQ(world.reason(waiting), Reason::resources);
    const Time start = world.job(job).start;
    world.pass(Seconds{10});
    world.take_effects();
    EXPECT_EQ(ask(count(2, 2)), Errc::ok);
    EXPECT_EQ(nodes(), (Names{"n1", "n2"}));
    EXPECT_EQ(world.job_state(waiting), JobState::running);
    const Job& now = world.job(job);
    EXPECT_EQ(now.nodes, 2u);
    EXPECT_EQ(now.cpus, 4u);
    EXPECT_EQ(now.alloc_tres, "cpu=4,mem=400M,node=2,billing=4");
    EXPECT_EQ(now.req_tres, "cpu=6,mem=600M,node=2,billing=6");
    EXPECT_EQ(now.tasks, 6u);
    EXPECT_EQ(now.start, start);
    EXPECT_EQ(now.resized.at, start + Seconds{10});
    std::size_t told = 0;
    for (const Effect& each : world.take_effects())
        if (const auto* order = std::get_if<GiveBack>(&each)) told += order->job->id.value == job;
    EXPECT_EQ(told, 1u);
}

TEST_F(Resize, ByNameAndNoMoreThanOnce) {
    EXPECT_EQ(ask(list("n[1,3]")), Errc::ok);
    EXPECT_EQ(nodes(), (Names{"n1", "n3"}));
    EXPECT_EQ(ask(list("n1,n3")), Errc::ok);
    EXPECT_EQ(ask(count(2, 2)), Errc::ok);
    EXPECT_EQ(world.job(job).resized.count, 1u);  // nothing was given back
}

TEST_F(Resize, WhatIsRefused) {
    EXPECT_EQ(ask(count(4, 4)), Errc::not_supported);
    EXPECT_EQ(ask(count(2, 3)), Errc::job_not_pending);
    EXPECT_EQ(ask(count(0, 0)), Errc::bad_node_count);
    EXPECT_EQ(ask(list("n4")), Errc::invalid_node_name);
    EXPECT_EQ(ask(list("n[1")), Errc::invalid_node_name);
    EXPECT_EQ(ask(list("n2")), Errc::invalid_node_name);  // its script runs on n1
    EXPECT_EQ(ask(list("")), Errc::job_not_pending);
    EXPECT_EQ(ask(count(1, 1), "bob"), Errc::invalid_user_id);
    world.control(ControlRequest::Operation::suspend, std::to_string(job));
    EXPECT_EQ(ask(count(1, 1)), Errc::job_not_pending);
    EXPECT_EQ(nodes(), (Names{"n1", "n2", "n3"}));
}

TEST_F(Resize, AnAllocationMayKeepAnyOfItsNodes) {
    world.end(job);
    job = run(JobKind::attended);
    EXPECT_EQ(ask(list("n3")), Errc::ok);
    EXPECT_EQ(nodes(), (Names{"n3"}));
}

TEST_F(Resize, EachSizeIsARowOfItsOwn) {
    StepSpec all;
    all.tasks = 3;
    all.overlap = true;
    world.send(CreateStep{World::user("alice"), {JobId{job}, all, false}});
    world.pass(Seconds{10});
    EXPECT_EQ(ask(count(2, 2)), Errc::ok);
    world.pass(Seconds{5});
    EXPECT_EQ(ask(count(1, 1)), Errc::ok);
    world.pass(Seconds{3});
    const std::size_t steps_before = world.steps().size();
    world.send(StepEnded{JobId{job}, 0, {0, {0, 9}, false, false, {}, world.now()}});
    EXPECT_TRUE(world.job(job).steps.empty());
    world.end(job);
    EXPECT_EQ(world.steps().size(), steps_before);  // they began with the first size, whose rows are closed

    ASSERT_EQ(world.incarnations().size(), 2u);
    const Job first = of_this_size(*world.incarnations()[0]), second = of_this_size(*world.incarnations()[1]);
    const Job last = of_this_size(world.job(job));
    EXPECT_EQ(first.end - first.start, Seconds{10});
    EXPECT_EQ(second.end - second.start, Seconds{5});
    EXPECT_EQ(last.end - last.start, Seconds{3});
    EXPECT_EQ(first.nodes, 3u);
    EXPECT_EQ(second.nodes, 2u);
    EXPECT_EQ(shown_state(second.state, second.flags), "RESIZING");
    EXPECT_EQ(incarnation(first), 0u);
    EXPECT_EQ(incarnation(second), 1u);
    EXPECT_EQ(incarnation(last), 2u);
    EXPECT_EQ(run_time(world.job(job), world.now()), Seconds{18});
}

TEST_F(Resize, ARequeuedJobAsksForAllAgain) {
    EXPECT_EQ(ask(count(1, 1)), Errc::ok);
    EXPECT_EQ(world.control(ControlRequest::Operation::requeue, std::to_string(job)), Errc::ok);
    world.end_by_signal(job, 15);
    EXPECT_EQ(world.job_state(job), JobState::pending);
    EXPECT_EQ(world.job(job).nodes, 3u);
    EXPECT_EQ(world.job(job).req_tres, "cpu=6,mem=600M,node=3,billing=6");
    EXPECT_FALSE(is_set(world.job(job).resized.at));
    EXPECT_EQ(incarnation(world.job(job)), 2u);
    world.pass(Seconds{600});
    EXPECT_EQ(nodes(), (Names{"n1", "n2", "n3"}));
    world.restart();
}

}  // namespace
}  // namespace ms::test
