// SPDX-License-Identifier: MIT
// The loop around the core. Per batch of commands: step each, commit every row in one transaction, and only then
// publish, launch, signal and answer. Nothing is visible before it is durable; the batch is what makes that cheap.
// One thing does not wait for the disk: the next job of a full queue is launched while the last one's verdict is synced.
//
// When a commit fails (a full disk), the state is rebuilt from what is durable, requests of the batch are answered
// with the error, and what the shepherds reported is kept and tried again: nothing acknowledged is lost.
//
// Threads: post(), wait_for() and stop() from any thread; run() on one, which alone touches the core's state.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "daemon/core/state.hpp"
#include "daemon/exec/launcher.hpp"
#include "daemon/log/log.hpp"
#include "daemon/loop/counters.hpp"
#include "daemon/loop/text_cache.hpp"
#include "daemon/loop/view.hpp"
#include "daemon/store/store.hpp"

namespace msd::loop {

using Respond = std::function<void(Reply)>;

/// Whether somebody who waits for an answer has gone away meanwhile; set by another thread.
using Gone = std::shared_ptr<const std::atomic<bool>>;

/// One event for the core, with what belongs to it outside the core.
struct Command {
    core::Event event;
    std::vector<store::TextRow> texts;  // scripts and environments to commit with it
    Respond respond;                    // empty for what the shepherds tell
    Gone gone = nullptr;                // of requests that may have to wait
};

/// Everything a shepherd needs to start a job: paths, users and limits are the wiring's business.
using OrderMaker =
    std::function<Result<stepd::LaunchOrder>(const Job& job, std::string script, const std::string& environment)>;
/// What a step's shepherd is told, and the answer to its srun.
struct StepPlan {
    stepd::StepOrder order;
    StepReply reply;
};
using StepPlanner = std::function<Result<StepPlan>(const Job& job, Step step)>;
/// What a shepherd is told when its job has given nodes back.
using ResizePlanner = std::function<stepd::ResizeOrder(const Job& job)>;
/// What salloc and srun get of an allocation.
using DescribeAllocation = std::function<AllocationReply(const JobPtr& job)>;
/// Somebody is to be told of a job (--mail-type). It must not wait.
using TellOf = std::function<void(const core::Tell& tell)>;
using ReadClock = std::function<Time()>;

struct ControllerParts {
    core::ClusterConfig cluster;
    store::Store& store;
    exec::Launcher& launcher;
    View& view;
    log::Log& log;
    OrderMaker make_order;
    ReadClock now;
    StepPlanner plan_step = {};
    DescribeAllocation describe_allocation = {};
    Counters* counters = nullptr;  // what sdiag shows; null: nobody counts
    TellOf tell = {};
    std::vector<AccountUsage> used_before = {};  // until cluster.usage_since
    ResizePlanner plan_resize = {};
};

class Controller {
  public:
    Controller(ControllerParts parts, const store::Saved& saved);
    ~Controller();

    void post(Command command);
    /// Calls `then` on the loop's thread when it comes round next: it is alive.
    void when_round(std::function<void()> then);
    /// Answers with a WaitReply when the job, or every element of the array, has ended.
    void wait_for(JobId id, Respond respond);
    /// Answers with an AllocationReply as soon as the job runs or has ended, or with an error.
    void attend(AllocationRequest request, core::Caller caller, Respond respond, Gone gone);
    void stop();

    /// Until stop(). Everything posted before stop() is still committed and answered.
    void run();

  private:
    struct Answer {
        Respond respond;
        Reply reply;
    };
    /// Who wants to hear of the end of a job or array, and a record that had not ended when last looked at.
    struct Waiting {
        std::vector<Respond> who;
        JobId unfinished{};
    };
    struct Attendance {
        AllocationRequest request;
        core::Caller caller;
        Respond respond;
        Gone gone;
    };
    struct Turn;  // what one batch has produced so far

    void note_beginning();
    std::vector<Command> take_batch();
    void take_retries(std::vector<Command>& batch, Time now);
    void step_all(std::vector<Command>& batch, Turn& turn, Time now);
    void schedule(Turn& turn, Time now);
    void collect(core::Outcome outcome, Turn& turn);
    Result<void> commit(Turn& turn);
    void settle(std::vector<Command>& batch, Turn& turn);
    void act(Turn& turn);
    void publish(const Turn& turn);
    void tell_changes(const Turn& turn);
    void launch(const JobPtr& job);
    void answer(Answer& answer);
    void launch_step(StepReply& reply, const Respond& respond);
    void answer_waiters(const std::vector<JobPtr>& changed);
    void answer_waiters(JobId id);
    void answer_attendants(const std::vector<JobPtr>& changed);
    /// False when it has to wait for the job's start.
    bool answer_attendant(const Attendance& asked);
    /// Requests for steps that waited for a change of these jobs are tried again.
    void wake_parked(const std::vector<JobPtr>& changed);
    void recover(std::vector<Command> batch, const Error& error);
    void keep_reports(std::vector<Command>& batch);

    ControllerParts parts_;
    std::unique_ptr<core::State> state_;
    std::shared_ptr<const core::ClusterConfig> config_;  // what is durable: state_ goes back to it when a commit fails
    core::PastUsage past_;                               // the same
    std::uint32_t next_job_id_;
    TextCache texts_;
    std::optional<Time> wake_at_;
    std::vector<Command> retry_;   // reports of a batch that could not be committed
    bool beginning_noted_ = false; // how the nodes were when this daemon began is on record
    bool unsettled_ = false;       // a commit that is not known to be on disk
    std::optional<Time> retry_at_;

    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::deque<Command> queue_;
    std::vector<std::pair<JobId, Respond>> new_waiters_;
    std::vector<std::function<void()>> when_round_;
    std::vector<Attendance> new_attendants_;
    bool stopping_ = false;

    // run()'s thread only
    std::unordered_map<JobId, Waiting> waiters_;                    // for a job's end
    std::unordered_map<JobId, std::vector<Attendance>> attendants_; // for its start
    std::unordered_map<JobId, std::vector<Command>> parked_;        // steps for which there was no room
};

}  // namespace msd::loop
