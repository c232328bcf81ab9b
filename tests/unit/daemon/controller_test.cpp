// SPDX-License-Identifier: MIT
// The loop with a store and a launcher that only remember: what is answered, committed and launched, in which order,
// and what happens when a commit fails.
#include "daemon/loop/controller.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <gtest/gtest.h>
#include <map>
#include <thread>

#include "libms/base/clock.hpp"

namespace {

using namespace ms;
using namespace msd;

/// What happened, in order, across the threads of a test.
class Journal {
  public:
    void add(std::string line) {
        {
            const std::lock_guard lock(mutex_);
            lines_.push_back(std::move(line));
        }
        added_.notify_all();
    }
    std::vector<std::string> lines() {
        const std::lock_guard lock(mutex_);
        return lines_;
    }
    /// Blocks until `line` has been added `times` times; the whole journal so far.
    std::vector<std::string> wait_for(const std::string& line, int times = 1) {
        std::unique_lock lock(mutex_);
        added_.wait(lock, [&] { return std::count(lines_.begin(), lines_.end(), line) >= times; });
        return lines_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable added_;
    std::vector<std::string> lines_;
};

class FakeStore final : public store::Store {
  public:
    explicit FakeStore(Journal& journal) : journal_(journal) {}
    Result<store::Saved> load() override { return store::Saved{}; }
    Result<void> commit(const store::Batch& batch, bool durable) override {
        if (failures_left > 0) {
            --failures_left;
            journal_.add("commit failed");
            return fail(Errc::store, "database or disk is full");
        }
        for (const auto& job : batch.jobs)
            journal_.add("saved " + std::to_string(job->id.value) + " " + std::string(state_name(job->state)));
        for (const auto& text : batch.texts) texts_[text.key] = text.text;
        for (const auto& note : batch.events) journal_.add("event " + note.event.reason);
        journal_.add(durable ? "durable commit" : "commit");
        return {};
    }
    Result<void> sync() override {
        if (failed_syncs_left > 0) {
            --failed_syncs_left;
            journal_.add("sync failed");
            return fail(Errc::store, "disk I/O error");
        }
        journal_.add("sync");
        return {};
    }
    Result<std::string> text(std::uint64_t key) override { return texts_[key]; }
    Result<void> set_boot_id(const std::string&) override { return {}; }
    std::atomic<int> failures_left{0};
    std::atomic<int> failed_syncs_left{0};

  private:
    Journal& journal_;
    std::map<std::uint64_t, std::string> texts_;
};

class FakeLauncher final : public exec::Launcher {
  public:
    explicit FakeLauncher(Journal& journal) : journal_(journal) {}
    void launch(stepd::LaunchOrder order) override { journal_.add("launch " + std::to_string(order.job_id) + " " + order.script); }
    void signal(JobId job, stepd::SignalOrder order) override {
        journal_.add("signal " + std::to_string(job.value) + " " + std::to_string(order.signal));
    }
    void resize(JobId job, stepd::ResizeOrder order) override {
        journal_.add("resize " + std::to_string(job.value) + " to " + std::to_string(order.nodes.size()) + " nodes");
    }
    void order_step(JobId job, stepd::StepOrder order) override {
        journal_.add("order step " + std::to_string(job.value) + "." + std::to_string(order.step));
    }
    void acknowledge_step(JobId job, std::int32_t step) override {
        journal_.add("acknowledge step " + std::to_string(job.value) + "." + std::to_string(step));
    }
    void acknowledge(JobId job) override { journal_.add("acknowledge " + std::to_string(job.value)); }
    void clear_rest() override {}
    void adopt(JobId, std::uint32_t, std::uint32_t) override {}

  private:
    Journal& journal_;
};

core::ClusterConfig one_node() {
    core::ClusterConfig cluster;
    core::NodeConfig node;
    node.name = "n1";
    node.cpus = node.cores_per_socket = 2;
    node.memory = Megabytes{1000};
    cluster.nodes = {node};
    cluster.default_memory_per_cpu = Megabytes{100};
    core::PartitionConfig partition;
    partition.info.name = "debug";
    partition.info.is_default = true;
    partition.info.nodes = {"n1"};
    cluster.partitions = {partition};
    return cluster;
}

class ControllerTest : public testing::Test {
  protected:
    ControllerTest()
        : log_(*log::Log::open("/dev/null", log::Level::error)),
          controller_({one_node(), store_, launcher_, view_, *log_,
                       [this](const Job& job, std::string script, const std::string&) -> Result<stepd::LaunchOrder> {
                           if (refuse_orders) return fail(Errc::system, "no such user");
                           stepd::LaunchOrder order;
                           order.job_id = job.id.value;
                           order.script = std::move(script);
                           return order;
                       },
                       now,
                       [](const Job&, Step step) {
                           loop::StepPlan plan;
                           plan.order.step = step.id;
                           plan.reply.step = std::move(step);
                           return Result<loop::StepPlan>(std::move(plan));
                       },
                       [](const JobPtr& job) { return AllocationReply{job, {}, "spool"}; }},
                      store::Saved{}),
          at_beginning_(journal_.lines()),
          thread_([this] { controller_.run(); }) {}
    ~ControllerTest() override {
        controller_.stop();
        thread_.join();
    }

    loop::Respond answer_as(const std::string& name) {
        return [this, name](Reply reply) {
            if (const auto* error = std::get_if<Error>(&reply)) return journal_.add(name + ": error " + error->message);
            if (const auto* submitted = std::get_if<SubmitReply>(&reply))
                return journal_.add(name + ": job " + std::to_string(submitted->id.value));
            if (const auto* waited = std::get_if<WaitReply>(&reply))
                return journal_.add(name + ": exit " + std::to_string(waited->exit.code));
            if (const auto* step = std::get_if<StepReply>(&reply))
                return journal_.add(name + ": step " + std::to_string(step->step.id));
            if (const auto* granted = std::get_if<AllocationReply>(&reply))
                return journal_.add(name + ": granted " + std::string(state_name(granted->job->state)));
            journal_.add(name + ": done");
        };
    }

    void ask_step(const std::string& name, std::uint32_t job, bool wait, loop::Gone gone = nullptr) {
        core::CreateStep event{{1000, 1000, "alice", "alice", false}, {JobId{job}, {}, wait}};
        event.request.spec.tasks = 1;
        controller_.post({std::move(event), {}, answer_as(name), std::move(gone)});
    }
    void end_step(std::uint32_t job, std::int32_t step) {
        controller_.post({core::StepEnded{JobId{job}, 0, {step, {0, 0}, false, false, {}, now()}}, {}, {}});
    }
    void attend(const std::string& name, std::uint32_t job, bool wait) {
        controller_.attend({JobId{job}, wait}, {1000, 1000, "alice", "alice", false}, answer_as(name), nullptr);
    }

    void submit(const std::string& name, const std::string& array = "") {
        core::Submit submit;
        submit.caller = {1000, 1000, "alice", "alice", false};
        submit.spec.name = name;
        submit.spec.work_dir = "/";
        submit.spec.array = array;
        submit.script_key = store::text_key("#!/bin/true " + name);
        controller_.post({submit, {{submit.script_key, "#!/bin/true " + name}}, answer_as(name)});
    }

    void end(std::uint32_t id, int code) {
        core::Ended ended;
        ended.job = JobId{id};
        ended.wait_status = code << 8;
        ended.at = now();
        controller_.post({ended, {}, {}});
    }

    static std::ptrdiff_t at(const std::vector<std::string>& lines, const std::string& line) {
        return std::find(lines.begin(), lines.end(), line) - lines.begin();
    }

    Journal journal_;
    FakeStore store_{journal_};
    FakeLauncher launcher_{journal_};
    loop::View view_;
    std::unique_ptr<log::Log> log_;
    std::atomic<bool> refuse_orders{false};
    loop::Controller controller_;
    const std::vector<std::string> at_beginning_;  // before the loop runs
    std::thread thread_;
};

TEST_F(ControllerTest, HowTheClusterBeginsIsOnRecordBeforeAnybodyCanAsk) {
    EXPECT_LT(at(at_beginning_, "event Cluster Registered TRES"), at(at_beginning_, "commit"));
    EXPECT_LT(at(at_beginning_, "commit"), static_cast<std::ptrdiff_t>(at_beginning_.size()));
}

TEST_F(ControllerTest, AJobIsDurableBeforeItIsAnsweredAndLaunched) {
    submit("a");
    const auto lines = journal_.wait_for("launch 1 #!/bin/true a");
    EXPECT_LT(at(lines, "durable commit"), at(lines, "a: job 1"));
    EXPECT_LT(at(lines, "durable commit"), at(lines, "launch 1 #!/bin/true a"));
    ASSERT_NE(view_.find(JobId{1}), nullptr);
    EXPECT_EQ(view_.find(JobId{1})->state, JobState::running);
}

TEST_F(ControllerTest, AVerdictIsAcknowledgedAfterItIsDurable) {
    submit("a");
    journal_.wait_for("launch 1 #!/bin/true a");
    end(1, 3);
    const auto lines = journal_.wait_for("acknowledge 1");
    EXPECT_LT(at(lines, "saved 1 FAILED"), at(lines, "acknowledge 1"));
    EXPECT_EQ(view_.find(JobId{1})->exit.code, 3u);
}

TEST_F(ControllerTest, TheNextJobOfAFullQueueDoesNotWaitForTheDisk) {
    submit("a", "1-3");
    journal_.wait_for("launch 3 #!/bin/true a");
    end(2, 0);
    const auto lines = journal_.wait_for("acknowledge 2");
    EXPECT_LT(at(lines, "saved 1 RUNNING"), at(lines, "launch 1 #!/bin/true a"));
    EXPECT_LT(at(lines, "launch 1 #!/bin/true a"), at(lines, "sync"));
    EXPECT_LT(at(lines, "sync"), at(lines, "acknowledge 2"));
}

TEST_F(ControllerTest, AVerdictThatTheDiskDoesNotConfirmIsAcknowledgedLater) {
    submit("a", "1-3");
    journal_.wait_for("launch 3 #!/bin/true a");
    store_.failed_syncs_left = 1;
    end(2, 0);
    const auto lines = journal_.wait_for("acknowledge 2");
    EXPECT_LT(at(lines, "sync failed"), at(lines, "sync"));
    EXPECT_LT(at(lines, "sync"), at(lines, "acknowledge 2"));
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "launch 1 #!/bin/true a"), 1);
}

TEST_F(ControllerTest, AFailedCommitRefusesTheRequestAndChangesNothing) {
    store_.failures_left = 1;
    submit("lost");
    journal_.wait_for("lost: error database or disk is full");
    EXPECT_EQ(view_.find(JobId{1}), nullptr);
    submit("kept");
    journal_.wait_for("kept: job 1");
    journal_.wait_for("launch 1 #!/bin/true kept");
}

TEST_F(ControllerTest, AVerdictOutlivesFailedCommits) {
    submit("a");
    journal_.wait_for("launch 1 #!/bin/true a");
    store_.failures_left = 1;
    end(1, 7);
    journal_.wait_for("commit failed");
    const auto lines = journal_.wait_for("acknowledge 1");
    EXPECT_LT(at(lines, "saved 1 FAILED"), at(lines, "acknowledge 1"));
    EXPECT_EQ(view_.find(JobId{1})->exit.code, 7u);
}

TEST_F(ControllerTest, AnOrderThatCanNotBeMadeFailsTheJob) {
    refuse_orders = true;
    submit("a");
    journal_.wait_for("saved 1 FAILED");
}

TEST_F(ControllerTest, WhoWaitsIsToldAtTheEnd) {
    submit("a");
    journal_.wait_for("launch 1 #!/bin/true a");
    controller_.wait_for(JobId{1}, answer_as("waiter"));
    controller_.wait_for(JobId{9}, answer_as("stranger"));
    journal_.wait_for("stranger: error Invalid job id specified");
    end(1, 5);
    journal_.wait_for("waiter: exit 5");
    controller_.wait_for(JobId{1}, answer_as("late"));
    journal_.wait_for("late: exit 5");
}

TEST_F(ControllerTest, AnArrayIsOverWhenItsLastElementIs) {
    submit("a", "1-3");
    journal_.wait_for("a: job 1");
    controller_.wait_for(JobId{1}, answer_as("waiter"));
    journal_.wait_for("launch 2 #!/bin/true a");
    journal_.wait_for("launch 3 #!/bin/true a");
    end(2, 4);
    journal_.wait_for("launch 1 #!/bin/true a");
    end(3, 0);
    journal_.wait_for("acknowledge 3");
    end(1, 0);
    journal_.wait_for("waiter: exit 4");
}

TEST_F(ControllerTest, AStepsShepherdHearsOfItBeforeItsSrun) {
    submit("one");
    journal_.wait_for("launch 1 #!/bin/true one");
    ask_step("srun", 1, false);
    const auto lines = journal_.wait_for("srun: step 0");
    EXPECT_LT(at(lines, "order step 1.0"), at(lines, "srun: step 0"));
}

TEST_F(ControllerTest, AStepWaitsForTheOneBeforeUnlessNobodyDoes) {
    submit("one");
    journal_.wait_for("launch 1 #!/bin/true one");
    ask_step("first", 1, true);
    journal_.wait_for("first: step 0");
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    ask_step("gone", 1, true, gone);
    ask_step("second", 1, true);
    ask_step("impatient", 1, false);
    journal_.wait_for("impatient: error Requested nodes are busy");
    *gone = true;
    end_step(1, 0);
    const auto lines = journal_.wait_for("second: step 1");
    EXPECT_LT(at(lines, "acknowledge step 1.0"), at(lines, "second: step 1"));
    EXPECT_EQ(at(lines, "gone: step 1"), static_cast<std::ptrdiff_t>(lines.size()));
}

TEST_F(ControllerTest, AnAllocationIsAnsweredWhenTheJobIsUp) {
    submit("one");
    journal_.wait_for("launch 1 #!/bin/true one");
    attend("salloc", 1, true);
    attend("stranger", 9, true);
    journal_.wait_for("stranger: error Invalid job id specified");
    controller_.post({core::Started{JobId{1}, 0, {}}, {}, {}});
    journal_.wait_for("salloc: granted RUNNING");
}

TEST_F(ControllerTest, WhatWasPostedBeforeTheEndIsStillAnswered) {
    for (int i = 0; i < 50; ++i) submit("s" + std::to_string(i));
    controller_.stop();
    journal_.wait_for("s49: job 50");
}

}  // namespace
