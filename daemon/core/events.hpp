// SPDX-License-Identifier: MIT
// What goes into the core and what comes out. step(state, event, now) and schedule(state, now) are the only doors.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "libms/model/messages.hpp"

namespace msd::core {

/// Who asks. Identity comes from SO_PEERCRED, names from the user database; neither is ever the client's word.
struct Caller {
    UserId uid = 0;
    GroupId gid = 0;
    std::string user;
    std::string group;
    bool is_admin = false;  // root, or the owner of a user-mode daemon
    std::vector<std::string> groups = {};  // all of them, the primary one, too
};

struct Submit {
    Caller caller;
    JobSpec spec;
    bool test_only = false;
    std::uint32_t submit_sid = 0;
    std::uint64_t script_key = 0;       // rows the loop will commit together with the job
    std::uint64_t environment_key = 0;
};
struct SignalJobs {
    Caller caller;
    SignalRequest request;
};
struct ControlJobs {
    Caller caller;
    ControlRequest request;
};
/// Another configuration: an edit of the one in force. It has to be a pure function of its arguments.
struct ChangeSite {
    Caller caller;
    std::function<Result<void>(ClusterConfig& config, Time now)> edit;
    std::string unused_partition = {};  // refused while a job is there that has not ended
};
struct UpdateJobs {
    Caller caller;
    UpdateRequest request;
};
/// sacctmgr changes the book of accounts.
struct ChangeBook {
    Caller caller;
    AccountsChange request;
};

/// scontrol create, update and delete of reservations. Who is named there exists (the API has seen to it).
struct ChangeReservation {
    Caller caller;
    ReservationRequest request;
};
struct UpdateStep {
    Caller caller;
    StepUpdateRequest request;
};
/// srun wants a step of a running job.
struct CreateStep {
    Caller caller;
    StepRequest request;
};

/// scrontab: another crontab in place of the owner's; without text there is none any more.
struct InstallCrontab {
    struct Entry {
        std::uint32_t line = 0;
        Submit submit;
    };
    Caller owner;
    std::string text;
    std::vector<Entry> entries;
};

/// The shepherd runs and the job's first process exists.
struct Started {
    JobId job;
    std::uint32_t restarts = 0;  // which incarnation: a late report of an earlier run is ignored
    /// Told to a daemon that has been away: the numbered steps there are. Others that it had on record when it came
    /// back, up to `next_step`, never came to be.
    std::optional<std::vector<std::int32_t>> steps = {};
    std::uint32_t next_step = 0;
    std::int32_t shepherd_pid = 0;
};
/// How a numbered step has ended, as its shepherd saw it.
struct StepVerdict {
    std::int32_t step = 0;
    ExitStatus exit;  // the worst of its tasks
    bool out_of_memory = false;
    bool timed_out = false;
    Usage usage;
    Time at;
};
/// Every process of the step is gone; the job goes on. Told again until the job's end, and known by then at the latest.
struct StepEnded {
    JobId job;
    std::uint32_t restarts = 0;
    StepVerdict verdict;
};
/// The shepherd's verdict: every process of the job is gone.
struct Ended {
    JobId job;
    std::uint32_t restarts = 0;
    int wait_status = 0;
    bool out_of_memory = false;
    Usage usage;
    Time at;
    std::string node_fault;  // an epilog has failed: what is wrong with the job's nodes
    std::vector<StepVerdict> steps = {};  // of steps whose end may not have been told before
};
/// Every process is gone, and the site's epilogs run: the job keeps its resources until Ended comes.
struct EpilogBegun {
    JobId job;
    std::uint32_t restarts = 0;
};
/// The shepherd could not start it (no such directory, bad interpreter…) or is lost without a verdict.
struct LaunchFailed {
    JobId job;
    std::uint32_t restarts = 0;
    std::string why;
    bool node_failure = false;  // the machine went down with it: NODE_FAIL, requeued if it may be
    bool hold = false;          // the site's fault: back to the queue if it may be, held
    bool requeue = false;       // or for another try
    std::string node_fault;     // what is wrong with the job's nodes; empty = nothing
};
/// Nothing happened but time (State::next_due() has come).
struct Tick {};

using Event = std::variant<Submit, SignalJobs, ControlJobs, UpdateJobs, ChangeSite, CreateStep, Started, StepEnded, Ended, LaunchFailed,
                           Tick, EpilogBegun, InstallCrontab, ChangeReservation, UpdateStep,
                           ChangeBook>;

// ---- effects, in the order the loop carries them out: all Saves of a batch are committed first

/// This record is new or has changed. The pointer is the state's own immutable snapshot.
struct Save {
    JobPtr job;
    /// Only what a restart works out again has changed (the reason of a waiting job): readers want it, the store
    /// may leave it out.
    bool transient = false;
};
/// The record left memory (its rows stay in the store for sacct).
struct Forget {
    JobId job;
};
/// A step row for accounting.
struct SaveStep {
    Step step;
    std::uint32_t incarnation = 0;
};
/// A requeue begins a new incarnation, and so does another size: what was stays as a row of its own (sacct -D).
struct SaveIncarnation {
    JobPtr job;
};
/// A node is in another state, or says something else of it.
struct SaveNodeStatus {
    NodeStatus status;
};
struct SaveReservation {
    Reservation reservation;
};
struct DropReservation {
    std::string name;
};
/// The book of accounts is another one, and by whom.
struct SaveBook {
    AccountBookPtr book;
    std::vector<AccountTransaction> transactions;
};
struct Launch {
    JobPtr job;
};
/// To the job's processes. The shepherd writes `message` to the job's stderr first when it is not empty.
struct SendSignal {
    enum class Target : std::uint8_t { everything, steps, batch_shell, batch_shell_and_children };
    JobId job;
    int signal = 0;
    Target target = Target::everything;
    bool with_continue = false;  // SIGCONT before it
    std::string message;
    bool time_limit = false;     // the job's time limit ends it
    std::optional<std::int32_t> step;  // this numbered step alone; a cancellation is TERM now, KILL after KillWait
    Time step_end = {};                // the step's time limit is then, and nothing else
    bool suspend = false;        // the job is to stand still, whatever its processes do about signals
};
/// A running job has given nodes back: its processes there end.
struct GiveBack {
    JobPtr job;  // as it is now
};
/// A crontab has another text (empty: there is none any more), or lines of it become comments.
struct ChangeCrontab {
    UserId owner = 0;
    std::optional<std::string> text;
    std::uint32_t first_line = 0;  // 1-based, without text
    std::uint32_t last_line = 0;
};
/// How the elements of an array have ended, as far as they are known still.
struct ArraySummary {
    bool failed = false;             // one has exited with another code than 0
    bool mixed = false;              // not all in the same state
    std::uint32_t lowest_code = 0;
    std::uint32_t highest_code = 0;
    std::uint32_t highest_signal = 0;  // of those that were ended by one
};
/// Something has become of a job that its submitter asked to be told of (--mail-type).
struct Tell {
    JobPtr job;
    MailEvent event = mail_end;
    bool whole_array = false;     // `job` is the first of its array to begin, or the last to end
    ArraySummary summary = {};    // of a whole array that has ended
};
/// One line for the log.
struct Note {
    std::string text;
};

using Effect = std::variant<Save, Forget, SaveStep, SaveIncarnation, SaveNodeStatus, Launch, SendSignal, Note,
                            ChangeCrontab, SaveReservation, DropReservation, SaveBook, Tell, GiveBack>;

struct Outcome {
    std::optional<Reply> reply;  // for events that are requests
    std::vector<Effect> effects;
    std::size_t looked_at = 0;   // by schedule(): jobs of the queues
};

}  // namespace msd::core
