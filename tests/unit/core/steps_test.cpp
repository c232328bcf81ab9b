// SPDX-License-Identifier: MIT
// Steps in the core: what they get of the job, when they wait, how they end.
#include "daemon/core/jobs/steps.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

/// A running job of 4 CPUs on one node, or of 2 on each of several.
class CoreSteps : public ::testing::Test {
  protected:
    std::uint32_t run_job(std::uint32_t tasks = 4, std::uint32_t nodes = 1) {
        JobSpec spec = world.spec("steps");
        spec.tasks = tasks;
        spec.min_nodes = spec.max_nodes = nodes;
        return world.submit(spec).id.value;
    }
    std::optional<Reply> ask(std::uint32_t job, StepSpec spec, const std::string& user = "alice") {
        return world.send(CreateStep{World::user(user), {JobId{job}, std::move(spec), false}});
    }
    Step step(std::uint32_t job, StepSpec spec) {
        const auto reply = ask(job, std::move(spec));
        if (const auto* error = std::get_if<Error>(&*reply)) ADD_FAILURE() << error->message;
        return std::get_if<StepReply>(&*reply) ? std::get<StepReply>(*reply).step : Step{};
    }
    Errc refusal(std::uint32_t job, StepSpec spec, const std::string& user = "alice") {
        const auto reply = ask(job, std::move(spec), user);
        return std::holds_alternative<Error>(*reply) ? std::get<Error>(*reply).code : Errc::ok;
    }
    void end_step(std::uint32_t job, std::int32_t number, std::uint32_t code = 0) {
        world.send(StepEnded{JobId{job}, world.job(job).restarts, {number, {code, 0}, false, false, {}, world.now()}});
    }
    void TearDown() override { EXPECT_EQ(world.complaints(), std::vector<std::string>{}); }

    static ClusterConfig two_nodes() {
        ClusterConfig config = World::small_cluster();
        config.nodes = {World::node("n1", 2), World::node("n2", 2)};
        config.partitions = {World::partition("main", {"n1", "n2"}, true)};
        return config;
    }
    World world;
};

StepSpec tasks(std::uint32_t count, bool exact = false) {
    StepSpec spec;
    spec.name = "prog";
    spec.tasks = count;
    spec.exact = exact;
    return spec;
}

TEST_F(CoreSteps, AStepHasAllOfTheJobUnlessExact) {
    const auto job = run_job();
    const Step whole = step(job, tasks(1));
    EXPECT_EQ(whole.id, 0);
    EXPECT_EQ(whole.cpus, 4u);
    EXPECT_EQ(refusal(job, tasks(1)), Errc::nodes_busy);
    end_step(job, 0);
    EXPECT_EQ(step(job, tasks(1, true)).cpus, 1u);
    EXPECT_EQ(world.job(job).steps.size(), 1u);
    EXPECT_EQ(world.job(job).next_step_id, 2u);
}

TEST_F(CoreSteps, ExactStepsShareTheJobWithoutOverlap) {
    const auto job = run_job();
    const Step first = step(job, tasks(2, true)), second = step(job, tasks(2, true));
    EXPECT_EQ(first.allocation[0].cpus, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(second.allocation[0].cpus, (std::vector<std::uint32_t>{2, 3}));
    EXPECT_EQ(refusal(job, tasks(1, true)), Errc::nodes_busy);
    StepSpec overlapping = tasks(1);
    overlapping.overlap = true;
    EXPECT_EQ(step(job, overlapping).cpus, 4u);
}

TEST_F(CoreSteps, WhatTheJobDoesNotHoldIsRefused) {
    const auto job = run_job();
    EXPECT_EQ(refusal(job, tasks(5)), Errc::too_many_cpus);
    StepSpec over = tasks(5);
    over.overcommit = true;
    EXPECT_EQ(step(job, over).tasks, 5u);
    end_step(job, 0);
    StepSpec nodes = tasks(2);
    nodes.min_nodes = 2;
    EXPECT_EQ(refusal(job, nodes), Errc::bad_node_count);
    StepSpec elsewhere = tasks(1);
    elsewhere.node_list = "n9";
    EXPECT_EQ(refusal(job, elsewhere), Errc::node_config_unavailable);
    StepSpec gpus = tasks(1);
    gpus.gres = {{"gpu", "", 1}};
    EXPECT_EQ(refusal(job, gpus), Errc::invalid_gres);
}

TEST_F(CoreSteps, OnlyTheOwnerAndOnlyWhileItRuns) {
    const auto job = run_job();
    EXPECT_EQ(refusal(job, tasks(1), "bob"), Errc::access_denied);
    EXPECT_EQ(refusal(99, tasks(1)), Errc::invalid_job_id);
    const auto waiting = run_job();
    EXPECT_EQ(refusal(waiting, tasks(1)), Errc::job_pending);
    world.end(job);
    EXPECT_EQ(refusal(job, tasks(1)), Errc::job_already_done);
}

TEST_F(CoreSteps, TasksGoOverNodesByBlockOrByTurns) {
    world = World(two_nodes());
    const auto job = run_job(4, 2);
    const Step block = step(job, tasks(3));
    EXPECT_EQ(block.tasks_on, (std::vector<std::uint32_t>{2, 1}));
    EXPECT_EQ(block.node_list, "n[1-2]");
    EXPECT_EQ(place_tasks(block.tasks_on, block.spec.distribution), (std::vector<std::uint32_t>{0, 0, 1}));
    end_step(job, 0);
    StepSpec cyclic = tasks(3);
    cyclic.distribution = "cyclic";
    const Step turns = step(job, cyclic);
    EXPECT_EQ(place_tasks(turns.tasks_on, turns.spec.distribution), (std::vector<std::uint32_t>{0, 1, 0}));
    end_step(job, 1);
    StepSpec second_node = tasks(1);
    second_node.relative = 1;
    EXPECT_EQ(step(job, second_node).node_list, "n2");
}

TEST_F(CoreSteps, EndsAreKeptInTheRecordAndTheRows) {
    const auto job = run_job();
    step(job, tasks(4));
    end_step(job, 0, 7);
    EXPECT_TRUE(world.job(job).steps.empty());
    EXPECT_EQ(world.job(job).derived_exit.code, 7u);
    const Step& row = world.steps().back();
    EXPECT_EQ(row.state, JobState::failed);
    EXPECT_EQ(row.exit.code, 7u);
    const auto rows = world.steps().size();
    end_step(job, 0, 7);  // told again
    EXPECT_EQ(world.steps().size(), rows);
}

TEST_F(CoreSteps, ACancelledStepEndsAsCancelledAndTheJobGoesOn) {
    const auto job = run_job();
    step(job, tasks(1));
    world.take_effects();
    EXPECT_EQ(world.cancel(std::to_string(job) + ".0"), Errc::ok);
    const auto signals = world.take_signals();
    ASSERT_EQ(signals.size(), 1u);
    EXPECT_EQ(signals[0].step, 0);
    EXPECT_EQ(signals[0].signal, SIGTERM);
    EXPECT_EQ(world.cancel(std::to_string(job) + ".7"), Errc::invalid_job_id);
    end_step(job, 0);
    EXPECT_EQ(world.steps().back().state, JobState::cancelled);
    EXPECT_EQ(world.job_state(job), JobState::running);
}

TEST_F(CoreSteps, TheJobsEndClosesWhatIsStillOnRecord) {
    const auto job = run_job();
    step(job, tasks(1));
    world.end(job);
    EXPECT_TRUE(world.job(job).steps.empty());
    bool closed = false;
    for (const Step& row : world.steps()) closed = closed || (row.id == 0 && row.state == JobState::cancelled);
    EXPECT_TRUE(closed);
}

TEST_F(CoreSteps, StepsOutliveTheDaemonAndOnlyThoseThatThereAre) {
    const auto job = run_job();
    step(job, tasks(1, true));
    step(job, tasks(1, true));
    world.restart();
    EXPECT_EQ(world.job(job).steps.size(), 2u);
    step(job, tasks(1, true));  // asked for before the shepherd was heard
    world.send(Started{JobId{job}, 0, std::vector<std::int32_t>{1}, 2});
    ASSERT_EQ(world.job(job).steps.size(), 2u);
    EXPECT_EQ(world.job(job).steps[0].id, 1);
    EXPECT_EQ(world.job(job).steps[1].id, 2);
}

TEST_F(CoreSteps, AJobWithoutAScriptHasNoBatchStepAndIsNotRequeued) {
    JobSpec spec = world.spec("salloc");
    spec.kind = JobKind::attended;
    const auto job = world.submit(spec).id.value;
    EXPECT_EQ(world.job_state(job), JobState::running);
    EXPECT_TRUE(world.steps().empty());
    world.fail_launch(job, "gone", true);
    EXPECT_EQ(world.job_state(job), JobState::node_fail);
}

}  // namespace
}  // namespace ms::test
