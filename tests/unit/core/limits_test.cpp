// SPDX-License-Identifier: MIT
// What accounts, QOS and their limits mean for jobs.
#include <gtest/gtest.h>

#include "daemon/core/accounts/book_changes.hpp"
#include "daemon/core/schedule/forecast.hpp"
#include "daemon/core/site/change_site.hpp"
#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

using Action = AccountsChange::Action;
using Entity = AccountsChange::Entity;
using Settings = std::vector<std::pair<std::string, std::string>>;

class Limits : public ::testing::Test {
  protected:
    Limits() : world(config()) {
        change(Action::add, Entity::account, {}, {{"Names", "lab"}});
        change(Action::add, Entity::user, {}, {{"Names", "alice,bob"}, {"Accounts", "lab"}});
        change(Action::add, Entity::qos, {}, {{"Names", "fast"}, {"Priority", "10"}});
        change(Action::modify, Entity::cluster, {}, {{"QosLevel", "normal,fast"}});
    }
    ~Limits() override { EXPECT_EQ(world.complaints(), std::vector<std::string>{}); }

    static ClusterConfig config() {
        ClusterConfig config = World::small_cluster();
        config.policy = SitePolicy::strict;
        config.enforce = {true, true, true, false};
        config.priority_weight_qos = 1000;
        return config;
    }
    static std::vector<AccountSetting> settings(const Settings& values) {
        std::vector<AccountSetting> all;
        for (const auto& [key, value] : values) all.push_back({key, AccountSetting::How::set, value});
        return all;
    }
    AccountsChanged change(Action action, Entity entity, const Settings& where, const Settings& set, const std::string& by = "root") {
        auto reply = world.send(ChangeBook{World::user(by), {action, entity, settings(where), settings(set), false}});
        if (const auto* error = std::get_if<Error>(&*reply)) {
            ADD_FAILURE() << error->message;
            return {};
        }
        return std::get<AccountsChanged>(*reply);
    }
    void limit_qos(const std::string& key, const std::string& value) {
        change(Action::modify, Entity::qos, {{"Names", "normal"}}, {{key, value}});
    }
    void limit_user(const std::string& user, const std::string& key, const std::string& value) {
        change(Action::modify, Entity::user, {{"Names", user}}, {{key, value}});
    }
    JobSpec sized(std::uint32_t tasks, std::int64_t minutes = 10) {
        JobSpec spec = world.spec();
        spec.tasks = tasks;
        spec.time_limit = TimeLimit::of_minutes(minutes);
        return spec;
    }
    std::uint32_t submit(JobSpec spec, const std::string& user = "alice") { return world.submit(std::move(spec), user).id.value; }
    std::string reason(std::uint32_t id) { return std::string(reason_name(world.reason(id))); }

    World world;
};

TEST_F(Limits, RunMinutesOfUsersAndAccountsWithinAQos) {
    limit_qos("MaxTRESRunMinsPerUser", "cpu=20");
    EXPECT_EQ(reason(submit(sized(1, 15))), "None");
    EXPECT_EQ(reason(submit(sized(1, 10))), "MaxCpuRunMinsPerUser");
    EXPECT_EQ(reason(submit(sized(1, 10), "bob")), "None");
    limit_qos("MaxTRESRunMinsPerUser", "cpu=-1");
    limit_qos("MaxTRESRunMinsPerAccount", "cpu=30");
    EXPECT_EQ(reason(submit(sized(1, 10), "bob")), "MaxCpuRunMinsPerAccount");
}

TEST_F(Limits, RunMinutesShrinkWhileJobsRun) {
    limit_qos("GrpTRESRunMins", "cpu=30");
    submit(sized(1, 20));
    const auto waits = submit(sized(1, 20));
    EXPECT_EQ(reason(waits), "QOSGrpCPURunMinutesLimit");
    world.pass(std::chrono::minutes{9});
    EXPECT_EQ(reason(waits), "QOSGrpCPURunMinutesLimit") << "there are 11 minutes left of the first, and it wants 20";
    world.pass(std::chrono::minutes{2});
    EXPECT_EQ(world.job_state(waits), JobState::running);
}

TEST_F(Limits, AJobThatIsEndingHasNothingLeft) {
    limit_qos("GrpTRESRunMins", "cpu=30");
    submit(sized(1, 20));
    submit(sized(1, 5));
    world.pass(std::chrono::minutes{9});  // the second one goes on for four minutes beyond its limit
    EXPECT_EQ(reason(submit(sized(1, 20))), "QOSGrpCPURunMinutesLimit");
}

TEST_F(Limits, WhatIsUsedUpKeepsJobsWaitingAndEndsThoseThatRun) {
    change(Action::modify, Entity::account, {{"Names", "lab"}}, {{"GrpTRESMins", "cpu=40"}});
    const auto first = submit(sized(2, 60));
    world.pass(std::chrono::minutes{10});
    world.end(first);  // 20 of 40
    const auto second = submit(sized(2, 60), "bob");
    EXPECT_EQ(world.job_state(second), JobState::running);
    world.pass(std::chrono::minutes{9});
    EXPECT_TRUE(world.take_signals().empty());
    world.pass(std::chrono::minutes{1});
    const auto signals = world.take_signals();
    ASSERT_FALSE(signals.empty());
    EXPECT_TRUE(signals.back().time_limit);
    world.end_by_signal(second, 15);
    EXPECT_EQ(world.job_state(second), JobState::timeout);
    const auto third = submit(sized(1, 1));
    EXPECT_EQ(reason(third), "AssocGrpCPUMinutesLimit");
    change(Action::modify, Entity::account, {{"Names", "lab"}}, {{"GrpTRESMins", "cpu=60"}});
    EXPECT_EQ(world.job_state(third), JobState::running);
}

TEST_F(Limits, WithSafeAJobStartsOnlyWhereItCanEndWithinTheMinutes) {
    world.change_site([](ClusterConfig& site, Time) -> Result<void> {
        site.enforce.safe = true;
        return {};
    });
    limit_qos("GrpTRESMins", "cpu=40");
    const auto first = submit(sized(1, 30));
    const auto second = submit(sized(1, 11));
    EXPECT_EQ(world.job_state(first), JobState::running);
    EXPECT_EQ(reason(second), "QOSGrpCPUMinutesLimit");
    world.pass(std::chrono::minutes{5});
    EXPECT_EQ(reason(second), "QOSGrpCPUMinutesLimit") << "what the first has used already counts, too";
    world.end(first);
    EXPECT_EQ(world.job_state(second), JobState::running);
}

TEST_F(Limits, AForecastKnowsWhatWasUsedBefore) {
    EXPECT_FALSE(limits_what_is_used(*world.state().config().book));
    change(Action::modify, Entity::account, {{"Names", "lab"}}, {{"GrpTRESMins", "cpu=40"}});
    EXPECT_TRUE(limits_what_is_used(*world.state().config().book));
    submit(sized(4, 5));  // will have used 20 of 40
    const auto second = submit(sized(4, 5), "bob");
    std::vector<JobPtr> jobs;
    for (const auto& [id, job] : world.state().jobs()) jobs.push_back(job);
    const auto planned = [&](std::uint64_t minutes) {
        return forecast(world.state().config(), jobs, world.now(), {{"lab", "alice", "normal", {{"cpu", minutes * 60}}}});
    };
    ASSERT_EQ(planned(19).size(), 1u);
    EXPECT_EQ(planned(19).front().job.value, second);
    EXPECT_TRUE(planned(20).empty());
}

TEST_F(Limits, WallTimeOfAGroupIsThatOfItsJobsHoweverLargeTheyAre) {
    limit_user("alice", "GrpWall", "15");
    const auto first = submit(sized(3, 60));
    world.pass(std::chrono::minutes{14});
    world.end(first);
    const auto second = submit(sized(1, 60));
    EXPECT_EQ(world.job_state(second), JobState::running);
    world.pass(std::chrono::minutes{1});
    world.end(second);
    EXPECT_EQ(reason(submit(sized(1))), "AssocGrpWallLimit");
    EXPECT_EQ(reason(submit(sized(1), "bob")), "None");
}

TEST_F(Limits, UsageIsWeighedByItsQosAndSuspensionsDoNotCount) {
    change(Action::modify, Entity::qos, {{"Names", "fast"}}, {{"UsageFactor", "2"}});
    change(Action::modify, Entity::account, {{"Names", "lab"}}, {{"GrpTRESMins", "cpu=40"}});
    JobSpec fast = sized(1, 60);
    fast.qos = "fast";
    const auto first = submit(fast);
    world.pass(std::chrono::minutes{10});  // counts as 20
    world.control(ControlRequest::Operation::suspend, std::to_string(first));
    world.pass(std::chrono::minutes{30});
    world.control(ControlRequest::Operation::resume, std::to_string(first));
    world.pass(std::chrono::minutes{9});
    EXPECT_EQ(reason(submit(sized(1, 1), "bob")), "None");
    world.pass(std::chrono::minutes{2});
    EXPECT_EQ(reason(submit(sized(1, 1), "bob")), "AssocGrpCPUMinutesLimit");
}

TEST_F(Limits, WhatWasUsedBeforeTheStartCounts) {
    limit_qos("GrpTRESMins", "cpu=10");
    PastUsage past;
    past.add(world.state().site(), {"lab", "alice", "normal", {{"cpu", 600}}});
    restore_usage(world.state(), past);
    EXPECT_EQ(reason(submit(sized(1))), "QOSGrpCPUMinutesLimit");
    JobSpec fast = sized(1);
    fast.qos = "fast";
    EXPECT_EQ(reason(submit(fast)), "None");
}

TEST_F(Limits, AQosMayScaleWhatAssociationsAllow) {
    limit_user("alice", "MaxTRESPerJob", "cpu=1");
    EXPECT_EQ(reason(submit(sized(2))), "AssocMaxCpuPerJobLimit");
    limit_qos("LimitFactor", "2");
    EXPECT_EQ(reason(submit(sized(2))), "None");
    EXPECT_EQ(reason(submit(sized(3))), "AssocMaxCpuPerJobLimit");
}

TEST_F(Limits, DenyOnLimitRefusesWhatIsLargerThanItsWholeGroupMayBe) {
    limit_qos("GrpTRES", "cpu=2");
    EXPECT_EQ(reason(submit(sized(3))), "QOSGrpCpuLimit");
    limit_qos("Flags", "DenyOnLimit");
    EXPECT_EQ(world.refused(sized(3)).code, Errc::accounting_policy);
}

TEST_F(Limits, AJobBelowMinPrioThresholdHoldsNobodyBack) {
    submit(sized(3));
    const auto first = submit(sized(2), "bob"), second = submit(sized(1), "bob");
    EXPECT_EQ(world.job_state(second), JobState::pending);
    limit_qos("MinPrioThreshold", "4294967000");
    EXPECT_EQ(world.job_state(second), JobState::running);
    EXPECT_EQ(world.job_state(first), JobState::pending);
}

TEST_F(Limits, JobsAreChargedToTheDefaultAccountAndOnlyTheirOwnAreTaken) {
    const auto id = submit(sized(1));
    EXPECT_EQ(world.job(id).spec->account, "lab");
    EXPECT_EQ(world.job(id).spec->qos, "normal");
    JobSpec other = sized(1);
    other.account = "root";
    EXPECT_EQ(world.refused(other).code, Errc::invalid_account);
    EXPECT_EQ(world.refused(sized(1), "carol").code, Errc::invalid_account);
    JobSpec unknown = sized(1);
    unknown.qos = "nosuch";
    EXPECT_EQ(world.refused(unknown).code, Errc::invalid_qos);
    limit_user("alice", "QosLevel", "normal");
    JobSpec fast = sized(1);
    fast.qos = "fast";
    EXPECT_EQ(world.refused(fast).code, Errc::invalid_qos);
    EXPECT_GT(submit(fast, "bob"), 0u);
}

TEST_F(Limits, ALimitOfJobsLetsOthersPassAndEndsWithAJob) {
    limit_qos("MaxJobsPerUser", "1");
    const auto first = submit(sized(1)), second = submit(sized(1)), third = submit(sized(1)), bobs = submit(sized(1), "bob");
    EXPECT_EQ(world.job_state(first), JobState::running);
    EXPECT_EQ(reason(second), "QOSMaxJobsPerUserLimit");
    EXPECT_EQ(reason(third), "QOSMaxJobsPerUserLimit");
    EXPECT_EQ(world.job_state(bobs), JobState::running);
    world.end(first);
    EXPECT_EQ(world.job_state(second), JobState::running);
    EXPECT_EQ(reason(third), "QOSMaxJobsPerUserLimit");
    limit_qos("MaxJobsPerUser", "-1");
    EXPECT_EQ(world.job_state(third), JobState::running);
}

TEST_F(Limits, TheLimitStaysTheReasonWhenNodesChangeAndTheDaemonComesBack) {
    limit_qos("MaxJobsPerUser", "1");
    const auto first = submit(sized(1)), second = submit(sized(1));
    JobSpec large = sized(4);
    large.qos = "fast";
    const auto head = submit(large);  // nobody behind it is looked at
    EXPECT_EQ(reason(head), "Resources");
    EXPECT_EQ(reason(second), "QOSMaxJobsPerUserLimit");
    EXPECT_EQ(world.update_node("n1", {{"State", "drain"}, {"Reason", "fans"}}), "");
    EXPECT_EQ(world.update_node("n1", {{"State", "resume"}}), "");
    EXPECT_EQ(reason(second), "QOSMaxJobsPerUserLimit");
    world.restart();
    EXPECT_EQ(reason(second), "QOSMaxJobsPerUserLimit");
    world.end(first);
    EXPECT_EQ(reason(second), "Resources");  // the one before it has them
    world.end(head);
    EXPECT_EQ(world.job_state(second), JobState::running);
    EXPECT_EQ(reason_name(world.job(second).waited_for), "QOSMaxJobsPerUserLimit");
}

TEST_F(Limits, TheAccountsAboveCountEverybodyBelow) {
    change(Action::modify, Entity::account, {{"Names", "lab"}}, {{"GrpTRES", "cpu=2"}});
    const auto first = submit(sized(1)), bobs = submit(sized(1), "bob"), second = submit(sized(1));
    EXPECT_EQ(world.job_state(bobs), JobState::running);
    EXPECT_EQ(reason(second), "AssocGrpCpuLimit");
    world.end(first);
    EXPECT_EQ(world.job_state(second), JobState::running);
}

TEST_F(Limits, AJobThatIsTooLargeWaitsOrIsRefused) {
    limit_qos("MaxTRESPerJob", "cpu=2");
    const auto large = submit(sized(3));
    EXPECT_EQ(reason(large), "QOSMaxCpuPerJobLimit");
    limit_qos("Flags", "DenyOnLimit");
    const Error error = world.refused(sized(3));
    EXPECT_EQ(error.code, Errc::accounting_policy);
    EXPECT_EQ(error.message.substr(0, error.message.find('\n')), "QOSMaxCpuPerJobLimit");
    limit_qos("Flags", "-1");
    limit_user("bob", "MaxWallDurationPerJob", "5");
    EXPECT_EQ(reason(submit(sized(1, 10), "bob")), "AssocMaxWallDurationPerJobLimit");
}

TEST_F(Limits, MoreJobsThanMayBeSubmittedAreRefused) {
    limit_user("alice", "MaxSubmitJobs", "2");
    submit(sized(1));
    JobSpec array = sized(1);
    array.array = "1-2";
    EXPECT_EQ(world.refused(array).code, Errc::accounting_policy);
    submit(sized(1));
    const Error error = world.refused(sized(1));
    EXPECT_EQ(error.message.substr(0, error.message.find('\n')), "AssocMaxSubmitJobLimit");
}

TEST_F(Limits, AnArrayStartsAsManyElementsAsAreAllowed) {
    limit_qos("MaxJobsPerUser", "2");
    JobSpec array = sized(1);
    array.array = "0-3";
    const auto id = submit(array);
    EXPECT_EQ(reason(id), "QOSMaxJobsPerUserLimit");
    EXPECT_EQ(world.job(id).array.waiting.count(), 2u);
}

TEST_F(Limits, AQosOfMorePriorityGoesFirst) {
    const auto blocker = submit(sized(4));
    const auto slow = submit(sized(4));
    JobSpec quick = sized(4);
    quick.qos = "fast";
    const auto fast = submit(quick);
    EXPECT_EQ(world.job(fast).priority, world.job(slow).priority + 999);
    world.end(blocker);
    EXPECT_EQ(world.job_state(fast), JobState::running);
    EXPECT_EQ(world.job_state(slow), JobState::pending);
}

TEST_F(Limits, OnlyThoseWhoMayChangeTheBookDo) {
    const auto try_it = [&](const std::string& by, Entity entity, const Settings& set) {
        auto reply = world.send(ChangeBook{World::user(by), {Action::add, entity, {}, settings(set), false}});
        return std::holds_alternative<AccountsChanged>(*reply);
    };
    EXPECT_FALSE(try_it("alice", Entity::account, {{"Names", "mine"}}));
    EXPECT_FALSE(try_it("alice", Entity::user, {{"Names", "carol"}, {"Accounts", "lab"}}));
    change(Action::add, Entity::coordinator, {}, {{"Accounts", "lab"}, {"Names", "alice"}});
    EXPECT_TRUE(try_it("alice", Entity::user, {{"Names", "carol"}, {"Accounts", "lab"}}));
    EXPECT_FALSE(try_it("alice", Entity::user, {{"Names", "dave"}, {"Accounts", "lab"}, {"AdminLevel", "Administrator"}}));
    EXPECT_FALSE(try_it("alice", Entity::account, {{"Names", "mine"}}));
    change(Action::modify, Entity::user, {{"Names", "bob"}}, {{"AdminLevel", "Operator"}});
    EXPECT_TRUE(try_it("bob", Entity::account, {{"Names", "his"}}));
}

TEST(Book, QosWordsOfAnAssociationAreRelativeToItsParents) {
    AccountBook book = new_book();
    Qos fast;
    fast.id = 2;
    fast.name = "fast";
    book.qos.push_back(fast);
    book.associations.push_back({3, "lab", "", "", "root", 1, 0, {}, "", {"+fast"}});
    book.associations.push_back({4, "lab", "alice", "", "", 1, 0, {}, "", {"-normal"}});
    put_in_order(book);
    EXPECT_EQ(book.qos_of(*book.find("lab")), (std::vector<std::string>{"fast", "normal"}));
    EXPECT_EQ(book.qos_of(*book.find("lab", "alice")), (std::vector<std::string>{"fast"}));
}

/// Three nodes of four CPUs.
class NodeLimits : public Limits {
  protected:
    NodeLimits() {
        EXPECT_EQ(world.change_site([](ClusterConfig& config, Time) -> Result<void> {
            config.nodes = {World::node("n1", 4), World::node("n2", 4), World::node("n3", 4)};
            config.partitions = {World::partition("main", {"n1", "n2", "n3"}, true)};
            return {};
        }), "");
    }
    std::string node(std::uint32_t id) {
        std::string names;
        for (const NodeAllocation& part : world.job(id).allocation) names += (names.empty() ? "" : ",") + part.node;
        return names;
    }
    JobSpec on_nodes(std::uint32_t count, std::uint32_t tasks) {
        JobSpec spec = sized(tasks);
        spec.min_nodes = spec.max_nodes = count;
        return spec;
    }
};

TEST_F(NodeLimits, JobsOfAGroupOnOneNodeHaveOneNodeTogether) {
    change(Action::modify, Entity::account, {{"Names", "lab"}}, {{"GrpTRES", "node=1"}});
    const auto first = submit(sized(3));
    const auto second = submit(sized(1), "bob");
    EXPECT_EQ(node(first), "n1");
    EXPECT_EQ(node(second), "n1");
    const auto third = submit(sized(1));
    EXPECT_EQ(reason(third), "AssocGrpNodeLimit");  // there is room on other nodes alone
    world.end(second);
    EXPECT_EQ(node(third), "n1");
}

TEST_F(NodeLimits, ANodeInUseIsTakenBeforeOneThatIsNot) {
    world.submit(sized(2), "root");  // n1 has two CPUs left
    change(Action::modify, Entity::account, {{"Names", "lab"}}, {{"GrpTRES", "node=1"}});
    const auto first = submit(sized(4));
    EXPECT_EQ(node(first), "n2");
    const auto second = submit(sized(1));
    EXPECT_EQ(reason(second), "AssocGrpNodeLimit");
    world.end(first);
    EXPECT_EQ(node(second), "n1");
    EXPECT_EQ(node(submit(sized(1))), "n1");
}

TEST_F(NodeLimits, OneOfTheGroupAndANewOneAreAsManyAsTheLimitAllows) {
    limit_qos("MaxTRESPerUser", "node=2");
    const auto first = submit(on_nodes(1, 2));
    EXPECT_EQ(node(first), "n1");
    const auto both = submit(on_nodes(2, 6));
    EXPECT_EQ(node(both), "n1,n2");
    EXPECT_EQ(reason(submit(on_nodes(1, 1))), "QOSMaxNodePerUserLimit");
    EXPECT_EQ(world.job_state(submit(on_nodes(1, 3), "bob")), JobState::running);  // the limit is a user's
    EXPECT_EQ(reason(submit(on_nodes(3, 3))), "QOSMaxNodePerUserLimit");
}

TEST_F(NodeLimits, AJobThatWaitsForItsNodeHoldsNobodyBack) {
    limit_user("alice", "GrpTRES", "node=1");
    submit(sized(4));
    EXPECT_EQ(reason(submit(sized(1))), "AssocGrpNodeLimit");
    EXPECT_EQ(world.job_state(submit(sized(4), "bob")), JobState::running);
}

TEST_F(Limits, TheQosOfAPartitionComesBeforeTheJobsOwn) {
    limit_qos("MaxTRESPerJob", "cpu=3,node=1");
    change(Action::modify, Entity::qos, {{"Names", "fast"}}, {{"MaxTRESPerJob", "cpu=2"}, {"MaxJobsPerUser", "1"}});
    EXPECT_EQ(world.change_site([](ClusterConfig& config, Time) -> Result<void> {
        config.partitions[0].info.qos = "fast";
        return {};
    }), "");
    EXPECT_EQ(reason(submit(sized(3))), "QOSMaxCpuPerJobLimit");
    const auto first = submit(sized(1));
    EXPECT_EQ(world.job_state(first), JobState::running);
    const auto second = submit(sized(1));
    EXPECT_EQ(reason(second), "QOSMaxJobsPerUserLimit");
    EXPECT_EQ(world.job_state(submit(sized(1), "bob")), JobState::running);
    world.end(first);
    EXPECT_EQ(world.job_state(second), JobState::running);
    change(Action::modify, Entity::qos, {{"Names", "normal"}}, {{"Flags", "OverPartQOS"}});
    EXPECT_EQ(reason(submit(sized(4))), "QOSMaxCpuPerJobLimit");
    EXPECT_EQ(reason(submit(sized(3))), "QOSMaxJobsPerUserLimit");  // three are enough for its own
}

TEST_F(Limits, AQosOfAPartitionThatIsNotThereIsTold) {
    ClusterConfig config = World::small_cluster();
    EXPECT_TRUE(unknown_partition_qos(config).empty());
    config.partitions[0].info.qos = "nosuch";
    EXPECT_EQ(unknown_partition_qos(config),
              std::vector<std::string>{"partition main: QOS=nosuch does not exist, and limits nothing"});
}

TEST_F(Limits, EachSizeOfAJobCountsByItself) {
    limit_qos("GrpTRESMins", "cpu=100000");
    ASSERT_EQ(world.change_site([](ClusterConfig& config, Time) -> Result<void> {
        config.nodes.push_back(World::node("n2", 4));
        config.partitions[0].info.nodes = {"n1", "n2"};
        return {};
    }), "");
    JobSpec spec = sized(8);
    spec.min_nodes = spec.max_nodes = 2;
    const auto job = submit(spec);
    ASSERT_EQ(world.job_state(job), JobState::running);
    const auto used = [&] {
        const auto& groups = world.state().indexes().groups;
        const auto at = groups.find(qos_group("normal"));
        const std::uint64_t running = at == groups.end() ? 0 : at->second.use.used.at("cpu", world.now());
        return world.state().past().of(qos_group("normal"), "cpu") + running;
    };
    world.pass(Seconds{60});
    JobUpdate update;
    update.keys = {JobKey::node_count};
    update.values.min_nodes = update.values.max_nodes = 1;
    ASSERT_EQ(world.update(update, std::to_string(job)).code, Errc::ok);
    EXPECT_EQ(used(), 8u * 60);
    world.pass(Seconds{30});
    EXPECT_EQ(used(), 8u * 60 + 4 * 30);
    world.end(job);
    EXPECT_EQ(used(), 8u * 60 + 4 * 30);
}

TEST_F(Limits, AJobOfSeveralPartitionsWaitsOnlyWhereItsQosLimitsIt) {
    change(Action::add, Entity::qos, {}, {{"Names", "tight"}, {"MaxJobsPerUser", "1"}});
    ASSERT_EQ(world.change_site([](ClusterConfig& config, Time) -> Result<void> {
        config.partitions[0].info.qos = "tight";
        config.partitions.push_back(World::partition("open", {"n1"}));
        config.partitions[1].info.default_time = TimeLimit::of_minutes(7);
        return {};
    }), "");
    const auto in = [&](const std::string& partitions) {
        JobSpec spec = sized(1);
        spec.partition = partitions;
        spec.time_limit = {};
        return submit(std::move(spec));
    };
    const auto first = in("main");
    EXPECT_EQ(world.job_state(first), JobState::running);
    const auto elsewhere = in("main,open");
    EXPECT_EQ(world.job_state(elsewhere), JobState::running);
    EXPECT_EQ(world.job(elsewhere).partition, "open");
    EXPECT_EQ(world.job(elsewhere).time_limit, TimeLimit::of_minutes(7));  // of the partition that it came to
    const auto filler = submit([&] { auto spec = sized(2); spec.partition = "open"; return spec; }());
    EXPECT_EQ(world.job_state(filler), JobState::running);
    // No room in the one, limited in the other: it is first in line, and begins where there is a place first.
    const auto waiting = in("main,open");
    EXPECT_EQ(reason(waiting), "Resources");
    world.end(first);
    EXPECT_EQ(world.job(waiting).partition, "main");
    EXPECT_EQ(reason(in("main")), "QOSMaxJobsPerUserLimit");
}

TEST_F(Limits, LimitedInAllItsPartitionsAJobWakesForAnyOfThem) {
    change(Action::add, Entity::qos, {}, {{"Names", "left,right"}, {"MaxJobsPerUser", "1"}});
    ASSERT_EQ(world.change_site([](ClusterConfig& config, Time) -> Result<void> {
        config.partitions[0].info.qos = "left";
        config.partitions.push_back(World::partition("other", {"n1"}));
        config.partitions[1].info.qos = "right";
        return {};
    }), "");
    const auto in = [&](const std::string& partitions) {
        JobSpec spec = sized(1);
        spec.partition = partitions;
        return submit(std::move(spec));
    };
    const auto left = in("main"), right = in("other");
    const auto waiting = in("main,other");
    EXPECT_EQ(reason(waiting), "QOSMaxJobsPerUserLimit");
    world.end(right);
    EXPECT_EQ(world.job(waiting).partition, "other");
    EXPECT_EQ(world.job_state(left), JobState::running);
}

}  // namespace
}  // namespace ms::test
