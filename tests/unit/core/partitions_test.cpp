// SPDX-License-Identifier: MIT
// What a partition asks of jobs: who is refused, who waits and with which words, who may be beside whom.
#include <gtest/gtest.h>

#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

/// A world whose second partition, "lab", is the one under test; both have node n1 of four CPUs.
class Partitions : public ::testing::Test {
  protected:
    ~Partitions() override {
        EXPECT_EQ(world ? world->complaints() : std::vector<std::string>{}, std::vector<std::string>{});
    }

    static ClusterConfig cluster() {
        ClusterConfig config = World::small_cluster();
        config.policy = SitePolicy::strict;
        config.partitions.push_back(World::partition("lab", {"n1"}));
        return config;
    }
    void begin(ClusterConfig config) { world = std::make_unique<World>(std::move(config)); }
    void begin(std::function<void(PartitionInfo&)> edit) {
        ClusterConfig config = cluster();
        edit(config.partitions[1].info);
        begin(std::move(config));
    }
    JobSpec in_lab() const {
        JobSpec spec = world->spec();
        spec.partition = "lab";
        return spec;
    }
    std::uint32_t submit(JobSpec spec, const std::string& user = "alice") { return world->submit(std::move(spec), user).id.value; }
    JobState state(std::uint32_t id) const { return world->job_state(id); }
    std::string text(std::uint32_t id) const { return world->job(id).reason_text; }

    std::unique_ptr<World> world;
};

TEST_F(Partitions, AccountsThatMayNotWaitWithSlurmsWords) {
    begin([](PartitionInfo& lab) { lab.allow_accounts = "chem,bio"; });
    JobSpec spec = in_lab();
    spec.account = "physics";
    const auto id = submit(spec);
    EXPECT_EQ(world->reason(id), Reason::account_not_allowed);
    EXPECT_EQ(text(id), "Job's account not permitted to use this partition (lab allows chem,bio not physics)");
    spec.account = "bio";
    EXPECT_EQ(state(submit(spec)), JobState::running);
    EXPECT_EQ(world->change_site([](ClusterConfig& config, Time) -> Result<void> {
        config.partitions[1].info.allow_accounts.clear();
        config.partitions[1].info.deny_accounts = "bio";
        return {};
    }), "");
    EXPECT_EQ(state(id), JobState::running);
    EXPECT_EQ(text(submit(spec)), "Job's account not permitted to use this partition (lab denies bio including bio)");
}

TEST_F(Partitions, QosThatMayNotWaitToo) {
    begin([](PartitionInfo& lab) { lab.deny_qos = "normal"; });
    const auto id = submit(in_lab());
    EXPECT_EQ(world->reason(id), Reason::qos_not_allowed);
    EXPECT_EQ(text(id), "Job's QOS not permitted to use this partition (lab denies normal including normal)");
}

TEST_F(Partitions, HostsOnWhichJobsMayBeSubmitted) {
    begin([](PartitionInfo& lab) { lab.alloc_nodes = "login[1-2],vm"; });
    JobSpec spec = in_lab();
    for (const char* host : {"login2", "vm"}) {
        spec.submit_host = host;
        EXPECT_EQ(state(submit(spec)), JobState::running) << host;
    }
    spec.submit_host = "login3";
    EXPECT_EQ(world->refused(spec).code, Errc::access_denied);
    EXPECT_EQ(world->refused(spec, "root").code, Errc::access_denied);
}

TEST_F(Partitions, WhatAJobCountsIsWeighed) {
    ClusterConfig config = cluster();
    config.partitions[1].info.billing_weights = "CPU=1.5,Mem=1G,License/matlab=10";
    config.licenses["matlab"] = 4;
    begin(config);
    JobSpec spec = in_lab();
    spec.tasks = 2;
    spec.memory_kind = MemoryKind::per_node;
    spec.memory = {1536};
    spec.licenses = "matlab:2";
    const auto id = submit(spec);
    EXPECT_EQ(world->job(id).req_tres, "cpu=2,mem=1.50G,node=1,billing=24");
    EXPECT_EQ(world->job(id).alloc_tres, "cpu=2,mem=1.50G,node=1,billing=24");
    spec.partition = "main";
    spec.licenses.clear();
    EXPECT_EQ(world->job(submit(spec)).alloc_tres, "cpu=2,mem=1.50G,node=1,billing=2");
}

TEST_F(Partitions, WhereRootOrJobsWithoutReservationMayNotEnter) {
    begin([](PartitionInfo& lab) { lab.no_root_jobs = true; });
    EXPECT_EQ(world->refused(in_lab(), "root").code, Errc::access_denied);
    EXPECT_EQ(state(submit(in_lab())), JobState::running);
    begin([](PartitionInfo& lab) { lab.needs_reservation = true; });
    EXPECT_EQ(world->refused(in_lab()).code, Errc::access_denied);
}

TEST_F(Partitions, AClosedOneSendsJobsToItsAlternate) {
    begin([](PartitionInfo& lab) {
        lab.state = PartitionState::drain;
        lab.alternate = "main";
    });
    EXPECT_EQ(world->job(submit(in_lab())).partition, "main");
    begin([](PartitionInfo& lab) {
        lab.state = PartitionState::inactive;
        lab.alternate = "nowhere";
    });
    EXPECT_EQ(world->refused(in_lab()).code, Errc::invalid_partition);
    begin([](PartitionInfo& lab) { lab.state = PartitionState::drain; });
    EXPECT_EQ(world->refused(in_lab()).code, Errc::partition_down);
}

TEST_F(Partitions, CpusOfANodeAreLimitedForAllItsJobsTogether) {
    begin([](PartitionInfo& lab) { lab.max_cpus_per_node = 2; });
    JobSpec two = in_lab();
    two.tasks = 2;
    const auto first = submit(two);
    EXPECT_EQ(state(first), JobState::running);
    const auto second = submit(in_lab());
    EXPECT_EQ(world->reason(second), Reason::resources);
    EXPECT_EQ(state(submit(world->spec())), JobState::running);  // the other partition has the rest
    JobSpec three = in_lab();
    three.tasks = 3;
    EXPECT_EQ(world->reason(submit(three)), Reason::partition_config);
    JobSpec whole = in_lab();
    whole.exclusive = Exclusive::node;
    EXPECT_EQ(world->refused(whole).code, Errc::node_config_unavailable);
    world->end(first);
    EXPECT_EQ(state(second), JobState::running);
}

TEST_F(Partitions, MoreThanMaxMemPerNodeWaits) {
    begin([](PartitionInfo& lab) { lab.max_memory_per_node = {2048}; });
    JobSpec spec = in_lab();
    spec.memory_kind = MemoryKind::per_cpu;
    spec.memory = {1024};
    spec.cpus_per_task = 3;
    EXPECT_EQ(world->reason(submit(spec)), Reason::memory_limit);
    spec.cpus_per_task = 2;
    EXPECT_EQ(state(submit(spec)), JobState::running);
}

TEST_F(Partitions, WithEnforcePartLimitsTheyAreRefused) {
    ClusterConfig config = cluster();
    config.partition_limits = PartitionLimits::refuse_if_all;
    config.partitions[1].info.max_time = TimeLimit::of_minutes(5);
    begin(config);
    JobSpec spec = in_lab();
    spec.time_limit = TimeLimit::of_minutes(10);
    EXPECT_EQ(world->refused(spec).code, Errc::invalid_time_limit);
    spec.partition = "lab,main";
    EXPECT_EQ(state(submit(spec)), JobState::running);
    config.partition_limits = PartitionLimits::refuse_if_any;
    begin(config);
    EXPECT_EQ(world->refused(spec).code, Errc::invalid_time_limit);
}

TEST_F(Partitions, OneUserHasTheNode) {
    begin([](PartitionInfo& lab) { lab.exclusive_user = true; });
    const auto mine = submit(in_lab());
    EXPECT_EQ(state(submit(in_lab())), JobState::running);
    EXPECT_EQ(world->reason(submit(world->spec(), "bob")), Reason::resources);
    EXPECT_EQ(state(submit(world->spec())), JobState::pending);  // behind bob's
    world->end(mine);
    world->end(2);
    EXPECT_EQ(state(3), JobState::running);
    EXPECT_EQ(state(submit(in_lab())), JobState::pending);  // now there is bob
}

TEST_F(Partitions, ExclusiveUserOfAJob) {
    begin(cluster());
    JobSpec spec = world->spec();
    spec.exclusive = Exclusive::user;
    EXPECT_EQ(state(submit(spec)), JobState::running);
    EXPECT_EQ(state(submit(world->spec())), JobState::running);
    EXPECT_EQ(state(submit(world->spec(), "bob")), JobState::pending);
}

TEST_F(Partitions, TheLeastLoadedNodeComesFirst) {
    ClusterConfig config = cluster();
    config.nodes.push_back(World::node("n2", 4));
    config.partitions[0].info.nodes = config.partitions[1].info.nodes = {"n1", "n2"};
    config.partitions[1].info.least_loaded = true;
    begin(config);
    const auto node_of = [&](std::uint32_t id) { return world->job(id).allocation.at(0).node; };
    EXPECT_EQ(node_of(submit(in_lab())), "n1");
    EXPECT_EQ(node_of(submit(in_lab())), "n2");
    EXPECT_EQ(node_of(submit(in_lab())), "n1");
    EXPECT_EQ(node_of(submit(world->spec())), "n1");
}

TEST_F(Partitions, ItsOwnTimeBeyondTheLimit) {
    begin([](PartitionInfo& lab) { lab.over_time_limit = TimeLimit::of_minutes(5); });
    JobSpec spec = in_lab();
    spec.time_limit = TimeLimit::of_minutes(10);
    const auto id = submit(spec);
    world->pass(std::chrono::minutes{14});
    EXPECT_FALSE(world->job(id).flags & job_killed_by_timeout);
    world->pass(std::chrono::minutes{2});
    EXPECT_TRUE(world->job(id).flags & job_killed_by_timeout);
}

TEST_F(Partitions, DefaultsForEachGpu) {
    ClusterConfig config = cluster();
    config.nodes[0].gres = {{"gpu", "", 2, {}}};
    config.default_cpus_per_gpu = 1;
    config.partitions[1].info.default_cpus_per_gpu = 2;
    config.partitions[1].info.default_memory_per_gpu = {700};
    begin(config);
    JobSpec spec = in_lab();
    spec.gpus = {{"gpu", "", 2}};
    const auto id = submit(spec);
    EXPECT_EQ(world->job(id).cpus, 4u);
    EXPECT_EQ(world->job(id).allocation.at(0).memory.value, 1400u);
}

TEST_F(Partitions, OneWithJobsCanNotBeDeleted) {
    begin(cluster());
    const auto id = submit(in_lab());
    const auto remove = [&] {
        ChangeSite event{World::user("root"), [](ClusterConfig& config, Time) -> Result<void> {
            config.partitions.pop_back();
            return {};
        }};
        event.unused_partition = "lab";
        const auto reply = world->send(event);
        const auto* error = std::get_if<Error>(&*reply);
        return error ? error->code : Errc::ok;
    };
    EXPECT_EQ(remove(), Errc::partition_in_use);
    world->end(id);
    EXPECT_EQ(remove(), Errc::ok);
}

TEST_F(Partitions, OnlyTheNumbersOfNodesThatAreListed) {
    ClusterConfig config = cluster();
    for (const char* name : {"n2", "n3", "n4"}) config.nodes.push_back(World::node(name, 4));
    config.partitions[0].info.nodes = {"n1", "n2", "n3", "n4"};
    begin(config);
    JobSpec spec = world->spec();
    spec.min_nodes = 1;
    spec.max_nodes = 3;
    spec.tasks_per_node = 4;
    spec.kept_options.emplace_back("node-counts", "1,3");
    JobSpec two = world->spec();
    two.min_nodes = two.max_nodes = 2;
    two.tasks_per_node = 4;
    submit(two);
    const auto id = submit(spec);  // two are free
    EXPECT_EQ(world->job(id).allocation.size(), 1u);
}

// ---- what programs of the site do to a node

TEST_F(Partitions, AFailedPrologDrainsTheNode) {
    begin(cluster());
    world->starts_by_hand = true;
    const auto id = submit(world->spec());
    LaunchFailed failed;
    failed.job = JobId{id};
    failed.why = "Prolog error: it ended with 3";
    failed.hold = true;
    failed.node_fault = "Prolog error";
    world->send(failed);
    EXPECT_EQ(text(id), "launch failed requeued held");
    const NodeStatus& status = world->state().config().nodes[0].status;
    EXPECT_TRUE(status.flags & node_drain);
    EXPECT_EQ(status.reason, "Prolog error");
    EXPECT_EQ(status.reason_user, "root");
    EXPECT_EQ(status.reason_time, world->now());
    EXPECT_EQ(world->reason(submit(world->spec())), Reason::req_node_not_avail);
}

TEST_F(Partitions, AFailedEpilogDrainsTheNodeAndChangesNothingOfTheJob) {
    begin(cluster());
    const auto id = submit(world->spec());
    EXPECT_EQ(world->update_node("n1", {{"State", "DRAIN"}, {"Reason", "a disk"}}), "");
    Ended ended;
    ended.job = JobId{id};
    ended.node_fault = "Epilog error: it ended with 3";
    world->send(ended);
    EXPECT_EQ(state(id), JobState::completed);
    EXPECT_EQ(world->state().config().nodes[0].status.reason, "a disk");  // what was said first
    EXPECT_EQ(world->update_node("n1", {{"State", "RESUME"}}), "");
    const auto next = submit(world->spec());
    ended.job = JobId{next};
    world->send(ended);
    EXPECT_EQ(world->state().config().nodes[0].status.reason, "Epilog error");
}

}  // namespace
}  // namespace ms::test
