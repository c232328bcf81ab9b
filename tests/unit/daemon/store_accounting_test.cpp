// SPDX-License-Identifier: MIT
// What sacct's window, states and filters find in the store.
#include <vector>

#include "tests/unit/daemon/store_fixture.hpp"

namespace msd::store {
namespace {

class AccountingTest : public StoreTest {
  protected:
    AccountingTest() : store_(opened()), spec_(spec_named("run")) {}

    void add(Job job) { save(*store_, {.jobs = {shared(std::move(job))}}); }

    /// The ids found, in order.
    std::vector<std::uint32_t> found(const AccountingQuery& query, Time now = at(1000)) {
        auto reader = accounting();
        const auto jobs = reader->query(query, now);
        EXPECT_TRUE(jobs) << (jobs ? "" : jobs.error().message);
        std::vector<std::uint32_t> ids;
        if (jobs)
            for (const auto& each : *jobs) ids.push_back(each.job.id.value);
        return ids;
    }
    /// The same page by page; none is much longer than `size`, but for an array's tasks, which stay together.
    std::vector<std::uint32_t> paged(AccountingQuery query, std::uint32_t size, Time now = at(1000)) {
        auto reader = accounting();
        std::vector<std::uint32_t> ids;
        query.page_size = size;
        for (int turn = 0; turn < 100; ++turn) {
            const auto page = reader->page(query, now);
            EXPECT_TRUE(page) << (page ? "" : page.error().message);
            if (!page) return ids;
            EXPECT_LE(page->jobs.size(), size + 2);
            for (const auto& each : page->jobs) ids.push_back(each.job.id.value);
            query.page_start = page->next;
            if (page->next == 0) return ids;
        }
        ADD_FAILURE() << "there is no end to it";
        return ids;
    }
    static AccountingQuery window(std::int64_t start, std::int64_t end) {
        AccountingQuery query;
        query.window_start = at(start);
        query.window_end = at(end);
        return query;
    }
    static AccountingQuery in_state(JobState state, std::int64_t start, std::int64_t end) {
        AccountingQuery query = window(start, end);
        query.filter.states = 1u << static_cast<int>(state);
        return query;
    }
    static AccountingQuery of_job(JobSelector selector) {
        AccountingQuery query;
        query.filter.jobs = {std::move(selector)};
        return query;
    }

    using Ids = std::vector<std::uint32_t>;
    std::unique_ptr<Store> store_;
    std::shared_ptr<const JobSpec> spec_;
};

TEST_F(AccountingTest, TheWindowFindsWhatWasActiveInIt) {
    add(ended_job(1, spec_, JobState::completed, 10, 20));
    add(ended_job(2, spec_, JobState::completed, 30, 40));
    add(pending_job(3, spec_));
    EXPECT_EQ(found({}), (Ids{1, 2, 3}));
    EXPECT_EQ(found(window(20, 25)), (Ids{1, 2, 3}));
    EXPECT_EQ(found(window(21, 25)), (Ids{2, 3}));  // 2 waited then
    EXPECT_EQ(found(window(41, 50)), (Ids{3}));
    EXPECT_EQ(found(window(-10, 0)), (Ids{}));
    EXPECT_EQ(found(window(-10, 1)), (Ids{1}));
    AccountingQuery until_now = window(-10, 0);
    until_now.window_end += Micros{999'999};  // within a second is that second
    EXPECT_EQ(found(until_now), found(window(-10, 0)));
}

TEST_F(AccountingTest, AJobThatCouldNotHaveStartedIsToldOfByItsNumberOnly) {
    Job tomorrow = pending_job(1, spec_);
    tomorrow.eligible = at(86400);
    add(tomorrow);
    Job held = pending_job(2, spec_);
    held.eligible = Time{};
    add(held);
    EXPECT_EQ(found(window(0, 500)), (Ids{}));
    EXPECT_EQ(found(in_state(JobState::pending, 0, 500)), (Ids{}));
    EXPECT_EQ(found({}), (Ids{1, 2}));  // no bound: sacct -j
}

TEST_F(AccountingTest, StatesAreLookedForInsideTheWindow) {
    add(ended_job(1, spec_, JobState::completed, 10, 20));
    add(ended_job(2, spec_, JobState::failed, 10, 20));
    Job running = pending_job(3, spec_);
    running.state = JobState::running;
    running.start = at(15);
    running.end = at(5000);
    add(running);
    add(pending_job(4, spec_));

    EXPECT_EQ(found(in_state(JobState::completed, 15, 25)), (Ids{1}));
    EXPECT_EQ(found(in_state(JobState::completed, 21, 25)), (Ids{}));
    EXPECT_EQ(found(in_state(JobState::completed, 5, 15)), (Ids{}));
    EXPECT_EQ(found(in_state(JobState::failed, 0, 25)), (Ids{2}));
    EXPECT_EQ(found(in_state(JobState::running, 12, 14)), (Ids{1, 2}));
    EXPECT_EQ(found(in_state(JobState::running, 900, 900)), (Ids{3}));
    EXPECT_EQ(found(in_state(JobState::pending, 5, 6)), (Ids{1, 2, 3, 4}));
    EXPECT_EQ(found(in_state(JobState::pending, 900, 900)), (Ids{4}));
}

TEST_F(AccountingTest, PagesGiveTheSameInTheSameOrder) {
    std::uint32_t id = 1;
    for (; id <= 10; ++id) add(ended_job(id, spec_, JobState::completed, 10 * id, 10 * id + 5, id % 2 ? 1001 : 1002));
    // An array whose tasks got their numbers much later, out of order; its last task has the array's own.
    for (const auto& [own, task] : {std::pair{11u, 3u}, {30u, 2u}, {31u, 1u}}) {
        Job each = ended_job(own, spec_, JobState::completed, 150, 160);
        each.array.master_id = {11};
        each.array.is_task = true;
        each.array.task_id = task;
        each.submit = at(11);
        add(each);
    }
    for (id = 20; id < 25; ++id) add(ended_job(id, spec_, JobState::failed, 10 * id, 10 * id + 5, 1001));
    AccountingQuery mine = window(0, 5000);
    mine.filter.users = {1001};
    AccountingQuery later = window(45, 215);
    for (const AccountingQuery& query : {AccountingQuery{}, window(0, 5000), later, mine})
        for (const std::uint32_t size : {1u, 3u, 7u, 100u}) EXPECT_EQ(paged(query, size), found(query)) << size;
}

TEST_F(AccountingTest, SuspensionsAreAStateToo) {
    Job stopped = pending_job(1, spec_);
    stopped.state = JobState::suspended;
    stopped.start = at(10);
    stopped.suspended_at = at(50);
    add(stopped);
    EXPECT_EQ(found(in_state(JobState::suspended, 60, 70)), (Ids{1}));
    EXPECT_EQ(found(in_state(JobState::suspended, 20, 30)), (Ids{}));
    EXPECT_EQ(found(in_state(JobState::running, 20, 30)), (Ids{1}));
    EXPECT_EQ(found(in_state(JobState::running, 60, 70)), (Ids{}));
}

TEST_F(AccountingTest, UsersGroupsAndSizesFilter) {
    add(ended_job(1, spec_, JobState::completed, 10, 20, 1001));
    add(ended_job(2, spec_, JobState::completed, 10, 20, 1002));
    Job wide = ended_job(3, spec_named("wide"), JobState::completed, 10, 20, 1003);
    wide.cpus = 8;
    wide.nodes = 2;
    wide.allocation = {{"n1", {}, {}, {}}, {"n2", {}, {}, {}}};
    add(wide);

    AccountingQuery query;
    query.filter.users = {1002, 1003};
    EXPECT_EQ(found(query), (Ids{2, 3}));
    query.window_start = at(21);
    EXPECT_EQ(found(query), (Ids{}));

    AccountingQuery groups;
    groups.groups = {1001};
    EXPECT_EQ(found(groups), (Ids{1}));
    AccountingQuery cpus;
    cpus.cpus_range = {2, 8};
    EXPECT_EQ(found(cpus), (Ids{3}));
    AccountingQuery nodes;
    nodes.nodes_range = {1, 1};
    EXPECT_EQ(found(nodes), (Ids{1, 2}));
    AccountingQuery named;
    named.filter.names = {"wide"};
    named.filter.nodes = {"n2"};
    EXPECT_EQ(found(named), (Ids{3}));
}

TEST_F(AccountingTest, AnArrayIsFoundByItsOwnIdAndByItsTasks) {
    Job rest = pending_job(10, spec_);
    rest.array.master_id = JobId{10};
    rest.array.waiting = TaskSet::range(2, 9);
    add(rest);
    for (std::uint32_t task : {1u, 0u}) {
        Job element = ended_job(12 - task, spec_, JobState::completed, 20, 30);
        element.submit = rest.submit;
        element.array.master_id = JobId{10};
        element.array.is_task = true;
        element.array.task_id = task;
        add(element);
    }
    EXPECT_EQ(found(of_job({.job = JobId{10}})), (Ids{12, 11, 10}));  // tasks in order, the waiting part last
    EXPECT_EQ(found(of_job({.job = JobId{10}, .has_tasks = true, .tasks = TaskSet::of(1)})), (Ids{11}));
    EXPECT_EQ(found(of_job({.job = JobId{10}, .has_tasks = true, .tasks = TaskSet::of(5)})), (Ids{10}));
    EXPECT_EQ(found(of_job({.job = JobId{11}})), (Ids{11}));
    EXPECT_EQ(found(of_job({.job = JobId{99}})), (Ids{}));

    AccountingQuery twice;
    twice.filter.jobs = {{.job = JobId{11}}, {.job = JobId{10}}};
    EXPECT_EQ(found(twice), (Ids{12, 11, 10}));
}

TEST_F(AccountingTest, DuplicatesShowEveryRun) {
    Job first = ended_job(5, spec_, JobState::node_fail, 10, 20);
    Job second = ended_job(5, spec_, JobState::completed, 30, 40);
    second.restarts = 1;
    save(*store_, {.jobs = {shared(second)},
                   .ended_incarnations = {shared(first)},
                   .steps = {{batch_step(5, 10), 0}, {batch_step(5, 30), 1}}});
    EXPECT_EQ(found({}), (Ids{5}));
    AccountingQuery all;
    all.duplicates = true;
    auto reader = accounting();
    const auto runs = reader->query(all, at(100));
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 2u);
    EXPECT_EQ((*runs)[0].job.state, JobState::node_fail);
    EXPECT_EQ((*runs)[0].steps.at(0).start, at(10));
    EXPECT_EQ((*runs)[1].steps.at(0).start, at(30));
}

TEST_F(AccountingTest, ARunIsShownUntilTheNextOneMayBegin) {
    Job first = ended_job(5, spec_, JobState::node_fail, 10, 20);
    Job second = first;
    second.state = JobState::pending;
    second.restarts = 1;
    second.eligible = at(140);
    second.start = second.end = {};
    save(*store_, {.jobs = {shared(second)}, .ended_incarnations = {shared(first)}, .steps = {{batch_step(5, 10), 0}}});
    AccountingQuery today;
    today.window_start = at(0);
    today.window_end = at(100);
    auto reader = accounting();
    const auto waiting = reader->query(today, at(100));
    ASSERT_TRUE(waiting);
    ASSERT_EQ(waiting->size(), 1u);
    EXPECT_EQ((*waiting)[0].job.state, JobState::node_fail);
    EXPECT_EQ((*waiting)[0].steps.size(), 1u);
    today.window_end = at(200);
    const auto eligible = reader->query(today, at(200));
    ASSERT_EQ(eligible->size(), 1u);
    EXPECT_EQ((*eligible)[0].job.state, JobState::pending);
}

TEST_F(AccountingTest, EverySizeOfAJobIsShownWithoutBeingAskedFor) {
    Job wide = ended_job(5, spec_, JobState::completed, 10, 20);
    wide.flags = job_resizing;
    Job narrow = ended_job(5, spec_, JobState::failed, 10, 30);
    narrow.resized = {1, at(20), Seconds{0}};
    save(*store_, {.jobs = {shared(wide)}});
    save(*store_, {.jobs = {shared(narrow)},
                   .ended_incarnations = {shared(wide)},
                   .steps = {{batch_step(5, 10), 0}, {batch_step(5, 21), 1}}});
    auto reader = accounting();
    const auto sizes = reader->query({}, at(100));
    ASSERT_TRUE(sizes);
    ASSERT_EQ(sizes->size(), 2u);
    EXPECT_EQ((*sizes)[0].job.end, at(20));
    EXPECT_EQ((*sizes)[0].steps.at(0).start, at(10));
    EXPECT_EQ((*sizes)[1].job.start, at(20));  // and so none of its time counts twice
    EXPECT_EQ((*sizes)[1].steps.at(0).start, at(21));
    EXPECT_EQ(load(*store_).jobs.size(), 1u);
    AccountingQuery completed;
    completed.filter.states = 1u << static_cast<int>(JobState::completed);
    EXPECT_TRUE(reader->query(completed, at(100))->empty());
    AccountingQuery resizing;
    resizing.filter.state_flags = job_resizing;
    EXPECT_EQ(reader->query(resizing, at(100))->size(), 1u);
}

TEST_F(AccountingTest, StepsComeWithTheirJobByStart) {
    add(ended_job(1, spec_, JobState::completed, 10, 20));
    Batch batch;
    for (const auto& [id, start] : {std::pair{1, 12}, {0, 11}, {static_cast<int>(step_extern), 10},
                                    {static_cast<int>(step_batch), 10}}) {
        Step step = batch_step(1, start);
        step.id = id;
        batch.steps.emplace_back(step, 0);
    }
    save(*store_, batch);
    auto reader = accounting();
    const auto with = reader->query({}, at(100));
    ASSERT_TRUE(with);
    std::vector<int> ids;
    for (const auto& step : with->at(0).steps) ids.push_back(step.id);
    EXPECT_EQ(ids, (std::vector<int>{step_batch, step_extern, 0, 1}));
    AccountingQuery bare;
    bare.with_steps = false;
    EXPECT_TRUE(reader->query(bare, at(100))->at(0).steps.empty());
}

TEST_F(AccountingTest, TextsAreForTheOwnerAndAdministrators) {
    Job job = pending_job(1, spec_);
    job.script_key = text_key("#!/bin/sh\n");
    save(*store_, {.jobs = {shared(job)}, .texts = {{job.script_key, "#!/bin/sh\n"}}});
    auto reader = accounting();
    const JobTextQuery script{JobId{1}, false};
    EXPECT_EQ(*reader->job_text(script, 1001, false), "#!/bin/sh\n");
    EXPECT_EQ(*reader->job_text(script, 0, true), "#!/bin/sh\n");
    EXPECT_EQ(reader->job_text(script, 1002, false).error().code, Errc::invalid_user_id);
    EXPECT_EQ(reader->job_text({JobId{1}, true}, 1001, false).error().code, Errc::job_script_missing);
    EXPECT_EQ(reader->job_text({JobId{2}, false}, 1001, false).error().code, Errc::invalid_job_id);
}

}  // namespace
}  // namespace msd::store
