// SPDX-License-Identifier: MIT
#include "daemon/core/state.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include "daemon/core/schedule/plan.hpp"
#include "libms/text/date.hpp"
#include "tests/support/core_world.hpp"

namespace msd::core {
namespace {

using ms::test::World;

std::string complaints(const World& world) {
    std::string all;
    for (const auto& sentence : world.complaints()) all += sentence + "\n";
    return all;
}

template <class Kind>
std::vector<Kind> of_kind(const std::vector<Effect>& effects) {
    std::vector<Kind> found;
    for (const auto& effect : effects)
        if (auto* match = std::get_if<Kind>(&effect)) found.push_back(*match);
    return found;
}

TEST(Step, ASubmissionIsSavedAndNotStarted) {
    State state = make_state(World::small_cluster(), 40);
    Submit request;
    request.caller = World::user("alice");
    request.spec.name = "a";
    const Time now = from_epoch_seconds(1000);
    const Outcome outcome = step(state, request, now);
    EXPECT_EQ(std::get<SubmitReply>(*outcome.reply).id, JobId{40});
    ASSERT_EQ(of_kind<Save>(outcome.effects).size(), 1u);
    EXPECT_TRUE(of_kind<Launch>(outcome.effects).empty());

    const Outcome pass = schedule(state, now);
    ASSERT_EQ(of_kind<Launch>(pass.effects).size(), 1u);
    EXPECT_EQ(of_kind<Launch>(pass.effects)[0].job->state, JobState::running);
    EXPECT_TRUE(of_kind<Launch>(schedule(state, now).effects).empty()) << "a second pass starts nothing again";
}

TEST(Step, ARecordChangedTwiceInATurnIsSavedOnceAsItIs) {
    World world;
    world.submit(world.spec());
    world.take_effects();
    world.control(ControlRequest::Operation::suspend, "1");
    world.take_effects();
    world.cancel("1");  // resumed and then ended: two changes
    const auto saves = of_kind<Save>(world.take_effects());
    ASSERT_EQ(saves.size(), 1u);
    EXPECT_EQ(saves[0].job->flags & (job_completing | job_cancel_requested), job_completing | job_cancel_requested);
    EXPECT_EQ(complaints(world), "");
}

TEST(Step, SnapshotsDoNotChange) {
    World world;
    world.submit(world.spec());
    const JobPtr before = world.state().find_shared(JobId{1});
    const Job copy = *before;
    world.end(1);
    EXPECT_TRUE(*before == copy);
    EXPECT_EQ(world.job_state(1), JobState::completed);
}

TEST(Step, LateReportsAreIgnored) {
    World world;
    world.submit(world.spec());
    world.take_effects();
    Ended of_an_older_run{JobId{1}, 9, 0, false, {}, world.now()};
    world.send(of_an_older_run);
    world.send(Started{JobId{77}, 0});
    EXPECT_EQ(world.job_state(1), JobState::running);
    const auto effects = world.take_effects();
    EXPECT_EQ(of_kind<Save>(effects).size(), 0u);
    EXPECT_EQ(of_kind<Note>(effects).size(), 2u);
}

TEST(Step, AnIdleDaemonIsNotWoken) {
    World world;
    JobSpec spec = world.spec();
    spec.time_limit = TimeLimit::of_minutes(60);
    world.submit(spec);
    world.submit(world.spec());
    EXPECT_EQ(world.state().next_due(), world.now() + std::chrono::minutes{60});
    world.end(1);
    EXPECT_EQ(world.state().next_due(), world.now() + Seconds{300}) << "only to forget it";
    world.pass(Seconds{300});
    EXPECT_EQ(world.state().next_due(), std::nullopt) << "a job without a limit needs no clock";
}

TEST(Signals, TheLinesInTheJobsErrorOutputAreSlurms) {
    World world;
    JobSpec spec = world.spec();
    spec.time_limit = TimeLimit::of_minutes(1);
    world.submit(spec);
    world.submit(world.spec());
    world.pass(Seconds{60});
    world.cancel("2");
    const auto signals = world.take_signals();
    ASSERT_EQ(signals.size(), 2u);
    const std::string at = text::format_date(world.now());
    EXPECT_EQ(signals[0].message, "slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT " + at + " DUE TO TIME LIMIT ***");
    EXPECT_EQ(signals[1].message,
              "slurmstepd: error: *** JOB 2 ON n1 CANCELLED AT " + at + " DUE to SIGNAL Terminated ***");
    EXPECT_TRUE(signals[0].with_continue);
}

TEST(Signals, ByFilterEveryMatchHasAResult) {
    World world;
    world.submit(world.spec("a"), "alice");
    world.submit(world.spec("b"), "bob");
    world.submit(world.spec("a"), "bob");
    SignalJobs request;
    request.caller = World::user("bob");
    request.request.filter.names = {"a"};
    const auto reply = world.send(request);
    const auto& results = std::get<JobResults>(*reply).results;
    ASSERT_EQ(results.size(), 2u);
    EXPECT_EQ(results[0].code, Errc::access_denied);
    EXPECT_EQ(results[1].code, Errc::ok);
}

TEST(Steps, TheBatchStepIsSavedAtStartAndEnd) {
    World world;
    world.submit(world.spec());
    ASSERT_EQ(world.steps().size(), 1u);
    EXPECT_EQ(world.steps()[0].state, JobState::running);
    EXPECT_EQ(world.steps()[0].alloc_tres, "cpu=1,mem=100M,node=1");
    world.cancel("1");
    world.end_by_signal(1, 15);
    ASSERT_EQ(world.steps().size(), 2u);
    EXPECT_EQ(world.steps()[1].state, JobState::cancelled);
    EXPECT_EQ(world.steps()[1].exit, (ExitStatus{0, 15}));
    EXPECT_EQ(world.job(1).exit, (ExitStatus{0, 0}));
    EXPECT_EQ(world.job(1).cancelled_by, 1001u);
}

TEST(Submit, PriorityCountsDownAndOnlyNiceLowersIt) {
    World world;
    JobSpec nice = world.spec();
    nice.nice = 50;
    nice.hold = false;
    world.submit(world.spec());
    EXPECT_EQ(world.job(1).priority, 4294901759u);
    world.submit(nice);
    EXPECT_EQ(world.job(2).priority, 4294901758u - 50);

    JobSpec pushy = world.spec();
    pushy.nice = -5;
    pushy.priority_set = Choice::yes;
    pushy.priority = 4294967000u;
    EXPECT_EQ(world.submit(pushy).warnings.size(), 2u);
    EXPECT_EQ(world.job(3).priority, 4294901757u);
    world.submit(pushy, "root");
    EXPECT_EQ(world.job(4).priority, 4294967000u);
}

TEST(Submit, EveryArrayElementCountsAgainstMaxJobCount) {
    ClusterConfig config = World::small_cluster();
    config.max_job_count = 10;
    World world(config);
    JobSpec array = world.spec();
    array.array = "0-8";
    world.submit(array);
    world.submit(world.spec());
    const Error error = world.refused(world.spec());
    EXPECT_EQ(error.code, Errc::max_job_count);
    EXPECT_NE(error.message.find("MaxJobCount is 10"), std::string::npos);
}

TEST(Submit, TestOnlyTellsWhenAndWhereAndKeepsNothing) {
    World world;
    JobSpec full = world.spec();
    full.tasks = 4;
    full.time_limit = TimeLimit::of_minutes(30);
    world.submit(full);
    Submit request;
    request.caller = World::user("bob");
    request.spec = world.spec();
    request.test_only = true;
    const auto reply = world.send(request);
    const auto& told = std::get<SubmitReply>(*reply);
    EXPECT_EQ(told.id, JobId{2});
    EXPECT_EQ(told.expected_start, world.now() + std::chrono::minutes{30});
    EXPECT_EQ(told.nodes, "n1");
    EXPECT_EQ(told.partition, "main");
    EXPECT_EQ(told.cpus, 1u);
    EXPECT_FALSE(world.knows(2));
    EXPECT_EQ(world.submit(world.spec()).id, JobId{2});
}

TEST(Submit, TimeZeroAsksForNoLimit) {
    World world;
    JobSpec spec = world.spec();
    spec.time_limit = TimeLimit::of_minutes(0);
    world.submit(spec);
    EXPECT_TRUE(world.job(1).time_limit.is_unlimited());
    EXPECT_FALSE(is_set(world.job(1).end));
}

TEST(Arrays, AMillionElementsAreOneRecord) {
    ClusterConfig config = World::small_cluster();
    config.max_array_size = 2'000'000;
    config.max_job_count = 3'000'000;
    World world(config);
    JobSpec spec = world.spec();
    spec.array = "0-999999";
    world.submit(spec);
    EXPECT_EQ(world.state().jobs().size(), 5u) << "the rest, and four that run";
    EXPECT_EQ(world.job(1).array.waiting.count(), 999'996u);
    EXPECT_EQ(world.state().indexes().elements, 1'000'000u);
    EXPECT_EQ(complaints(world), "");
}

TEST(Queue, TenThousandEqualPendingJobsShareASpecAndAreSmall) {
    State state = make_state(World::small_cluster(), 1);
    Submit request;
    request.caller = World::user("alice");
    request.spec.name = "a-job-with-a-name-of-its-own";
    request.spec.submit_line = "sbatch --wrap=true --output=/home/alice/results/output-of-the-job.txt";
    request.spec.work_dir = "/home/alice/projects/simulation";
    const Time now = from_epoch_seconds(1000);
    const auto before = mallinfo2().uordblks;
    constexpr int jobs = 10'000;
    for (int i = 0; i < jobs; ++i) step(state, request, now);
    schedule(state, now);
    const auto after = mallinfo2().uordblks;
    EXPECT_EQ(state.distinct_specs(), 1u);
    if (after > before) {  // sanitizers count elsewhere
        EXPECT_LT((after - before) / jobs, 1500u) << "bytes a job";
    }
    const Plan next = plan(state, now);
    EXPECT_TRUE(next.starts.empty());
    EXPECT_EQ(next.blocked.size(), 1u) << "a pass looks at the head and nothing behind it";
    EXPECT_EQ(state.find(JobId{5})->reason, Reason::resources);
    for (std::uint32_t id = 6; id <= jobs; ++id) EXPECT_EQ(state.find(JobId{id})->reason, Reason::priority);
}

TEST(Specs, AreForgottenWithTheirLastJob) {
    World world;
    world.submit(world.spec("a"));
    world.submit(world.spec("a"));
    world.submit(world.spec("b"));
    EXPECT_EQ(world.state().distinct_specs(), 2u);
    world.end(1);
    world.end(3);
    world.pass(Seconds{300});
    EXPECT_EQ(world.state().distinct_specs(), 1u);
    world.end(2);
    world.pass(Seconds{300});
    EXPECT_EQ(world.state().distinct_specs(), 0u);
}

TEST(Infos, NodesShowWhatIsTaken) {
    ClusterConfig config = World::small_cluster();
    config.nodes[0].gres = {{"gpu", "a100", 2, {}}};
    World world(config);
    EXPECT_EQ(node_infos(world.state())[0].state, NodeState::idle);
    JobSpec spec = world.spec();
    spec.gres = {{"gpu", "", 1}};
    world.submit(spec);
    NodeInfo info = node_infos(world.state())[0];
    EXPECT_EQ(info.state, NodeState::mixed);
    EXPECT_EQ(info.cpus_allocated, 1u);
    EXPECT_EQ(info.memory_allocated, Megabytes{100});
    EXPECT_EQ(info.gres.at(0).used_indices, std::vector<std::uint32_t>{0});
    EXPECT_EQ(info.partitions, std::vector<std::string>{"main"});
    world.cancel("1");
    EXPECT_TRUE(node_infos(world.state())[0].flags & node_completing);
    world.end_by_signal(1, 15);
    EXPECT_EQ(node_infos(world.state())[0].last_busy, world.now());
    EXPECT_EQ(partition_infos(world.state())[0].total_cpus, 4u);
}

TEST(Restore, JobsTheSiteCanNotHoldAnyMoreLeaveTheQueue) {
    ClusterConfig large = World::small_cluster();
    large.partitions.push_back(World::partition("other", {"n1"}));
    World world(large);
    JobSpec all = world.spec("all");
    all.tasks = 4;
    world.submit(all);
    world.submit(all);
    JobSpec elsewhere = world.spec("elsewhere");
    elsewhere.partition = "other";
    world.submit(elsewhere);
    world.submit(world.spec("small"));

    ClusterConfig smaller = World::small_cluster();
    smaller.nodes[0].cpus = 2;
    State state = make_state(smaller, 5);
    std::vector<JobPtr> saved;
    for (const auto& [id, job] : world.saved()) saved.push_back(job);
    restore(state, saved);
    EXPECT_EQ(state.find(JobId{2})->reason, Reason::partition_config);
    EXPECT_EQ(state.find(JobId{3})->reason, Reason::partition_down);
    EXPECT_EQ(state.find(JobId{4})->reason, Reason::priority);

    State again = make_state(large, 5);
    restore(again, {state.find_shared(JobId{2}), state.find_shared(JobId{3})});
    EXPECT_EQ(again.find(JobId{2})->reason, Reason::priority);
    EXPECT_EQ(again.find(JobId{3})->reason, Reason::priority);
    EXPECT_TRUE(violations(again).empty());
}

TEST(Licenses, AskedTwiceAreAskedTogether) {
    ClusterConfig config = World::small_cluster();
    config.licenses = {{"matlab", 3}};
    World world(config);
    JobSpec spec = world.spec();
    spec.licenses = "matlab:2,matlab:2";
    EXPECT_EQ(world.refused(spec).code, Errc::invalid_licenses);
    EXPECT_EQ(complaints(world), "");
}

// ---- violations() finds what is broken: records made wrong, taken in by restore

Job running_job(std::uint32_t id) {
    Job job;
    job.id = {id};
    job.spec = std::make_shared<JobSpec>();
    job.partition = "main";
    job.state = JobState::running;
    job.start = job.submit = job.eligible = from_epoch_seconds(10);
    job.priority = 1;
    job.allocation = {{"n1", {0}, {100}, {}}};
    return job;
}

std::vector<std::string> violations_of(std::vector<Job> jobs) {
    State state = make_state(World::small_cluster(), 1);
    std::vector<JobPtr> saved;
    for (auto& job : jobs) saved.push_back(std::make_shared<Job>(std::move(job)));
    restore(state, std::move(saved));
    return violations(state);
}

TEST(Violations, ASoundRecordHasNone) { EXPECT_TRUE(violations_of({running_job(1)}).empty()); }

TEST(Violations, EachBrokenInvariantIsASentence) {
    const std::vector<std::pair<const char*, void (*)(Job&)>> breaks{
        {"runs without an allocation", [](Job& job) { job.allocation.clear(); }},
        {"runs without a start time", [](Job& job) { job.start = {}; }},
        {"is pending and holds an allocation", [](Job& job) { job.state = JobState::pending; }},
        {"has ended without an end time", [](Job& job) { job.state = JobState::failed; }},
        {"is to be requeued and is not completing", [](Job& job) { job.flags = job_requeued; }},
        {"is suspended without a time", [](Job& job) { job.state = JobState::suspended; }},
        {"runs with an open dependency", [](Job& job) { job.dependencies.resize(1); }},
        {"is of no array and has waiting elements", [](Job& job) { job.array.waiting = TaskSet::of(1); }},
        {"is the waiting part and nothing waits", [](Job& job) { job.array.master_id = job.id; }},
        {"has more memory allocated than it has", [](Job& job) { job.allocation[0].memory = {9000}; }},
    };
    for (const auto& [sentence, spoil] : breaks) {
        Job job = running_job(1);
        spoil(job);
        const auto found = violations_of({job});
        EXPECT_TRUE(std::any_of(found.begin(), found.end(),
                                [s = sentence](const std::string& each) { return each.find(s) != std::string::npos; }))
            << sentence;
    }
}

TEST(Violations, ACpuAllocatedTwice) {
    const auto found = violations_of({running_job(1), running_job(2)});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0], "node n1 has a CPU allocated twice");
}

}  // namespace
}  // namespace msd::core
