// SPDX-License-Identifier: MIT
// What commands ask of the daemon and what it answers. Each request is one frame, each answer one frame; an Error
// answers any of them. Encoding: protocol/codec.hpp. New fields go to the end of a struct, always.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/accounts.hpp"
#include "libms/model/cluster.hpp"
#include "libms/model/job.hpp"
#include "libms/model/job_update.hpp"
#include "libms/model/reservation.hpp"
#include "libms/model/statistics.hpp"

namespace ms {

/// Which part of a job is meant: 12, 12_3, 12_[1-5], 12_*, 12.batch, 12_3.0.
struct JobSelector {
    JobId job;
    bool has_tasks = false;
    bool waiting_tasks = false;  // JOB_*: all that have not started
    TaskSet tasks;
    bool has_step = false;
    std::int32_t step = step_batch;
    std::string text;  // as given, for messages
    friend bool operator==(const JobSelector&, const JobSelector&) = default;
};

/// Empty lists match everything. All given conditions must hold.
struct JobFilter {
    std::vector<JobSelector> jobs;
    std::vector<UserId> users;
    std::vector<std::string> names;
    std::vector<std::string> partitions;
    std::vector<std::string> accounts;
    std::vector<std::string> qos;
    std::vector<std::string> nodes;         // runs on any of these
    std::vector<std::string> reservations;
    std::vector<std::string> licenses;
    std::uint32_t states = 0;       // bits 1 << JobState; with state_flags 0 too = every state
    std::uint32_t state_flags = 0;  // JobFlag bits, any of which matches
    std::vector<std::string> wckeys;
    friend bool operator==(const JobFilter&, const JobFilter&) = default;
};

struct SubmitRequest {
    JobSpec spec;
    std::string script;                    // as the shell will see it
    std::vector<std::string> environment;  // NAME=value, after --export
    bool test_only = false;
    std::uint32_t submit_sid = 0;
};
struct SubmitReply {
    JobId id;
    std::vector<std::string> warnings;  // one sentence each, for stderr
    std::string cluster;
    Time expected_start;                // test_only: when, where and on how much
    std::uint32_t cpus = 0;
    std::string nodes;
    std::string partition;
};

/// End or signal jobs.
struct SignalRequest {
    JobFilter filter;       // filter.jobs: in this order, one result each
    int signal = 0;         // 0 = cancel (TERM, then KILL)
    bool batch_only = false;  // -b
    bool full = false;        // -f: shell, its children and steps
    bool cron = false;        // -c: jobs of scrontab too, where the site wants that said
    std::string admin_comment;  // set on jobs that it cancels; an administrator's
};
/// Hold, release, requeue: the operations of scontrol that change one job.
struct ControlRequest {
    enum class Operation : std::uint8_t {
        hold, user_hold, release, requeue, requeue_hold, suspend, resume, notify, top
    };
    Operation operation = Operation::hold;
    std::vector<JobSelector> jobs;
    std::string text;           // notify
    bool special_exit = false;  // requeue_hold State=SpecialExit
    bool incomplete = false;    // requeue: only what has not completed
};
struct JobResult {
    std::string text;  // the selector as given, or the job's shown id
    Errc code = Errc::ok;
    std::string message;  // says more than the code's text where it is not empty
};
struct JobResults {
    std::vector<JobResult> results;
};

/// A forecast for a waiting job.
struct PlannedStart {
    JobId job;
    Time start;
    std::string nodes;  // as a hostlist
    friend bool operator==(const PlannedStart&, const PlannedStart&) = default;
};
struct JobsQuery {
    JobFilter filter;
    bool forecast = false;  // when those that wait will start is asked, too
};
struct JobsReply {
    Time now;
    std::string cluster;
    std::vector<JobPtr> jobs;  // ascending id
    std::vector<PlannedStart> planned;  // of jobs that wait for room; ascending id
    /// nullptr: there is no forecast for it.
    const PlannedStart* plan_of(JobId job) const;
};

struct ClusterQuery {};
struct ClusterReply {
    Time now;
    std::string cluster;
    std::vector<NodeInfo> nodes;
    std::vector<PartitionInfo> partitions;
    std::vector<Notice> notices;
    std::vector<LicenseInfo> licenses;
    std::vector<Reservation> reservations;  // by number
};

/// sacct. Times are the window; unset start = the epoch, unset end = now.
struct AccountingQuery {
    JobFilter filter;       // states: sacct's window semantics (see text in daemon/store/accounting.hpp)
    Time window_start;
    Time window_end;
    bool with_steps = true;
    bool duplicates = false;  // -D: every incarnation of requeued jobs
    std::vector<GroupId> groups;
    std::vector<std::uint32_t> cpus_range;   // [min, max]
    std::vector<std::uint32_t> nodes_range;
    /// 0: everything in one answer. Else about so many jobs an answer, which tells where the next one begins.
    std::uint32_t page_size = 0;
    std::uint32_t page_start = 0;
};
struct AccountingJob {
    Job job;
    std::vector<Step> steps;  // by start
};
struct AccountingReply {
    Time now;
    std::string cluster;
    std::vector<AccountingJob> jobs;  // by submit time, then id
    std::uint32_t next_page = 0;      // page_start of the next page; 0: this was the last
};

/// Block until the job (all elements of an array) has ended.
struct WaitRequest {
    JobId job;
};
struct WaitReply {
    ExitStatus exit;  // the highest code of an array
    JobState state = JobState::completed;
};

/// The script or environment a job was submitted with (sacct -B, scontrol write batch_script).
struct JobTextQuery {
    JobId job;
    bool environment = false;
};
struct JobTextReply {
    std::string text;
};

/// What is needed to work in an allocation: salloc and srun ask when theirs is granted, srun --jobid for a job that
/// runs already. The caller must be its owner, or an administrator.
struct AllocationRequest {
    JobId job;
    /// For its turn in the queue. A caller that goes away while it waits takes the job along. Without it a job that
    /// waits is Errc::job_pending; for one that is just starting the answer takes its moment all the same.
    bool wait = false;
};
struct AllocationReply {
    JobPtr job;                            // running, or ended before it could run
    std::vector<std::string> environment;  // NAME=value, what the shell of an allocation gets
    std::string spool_dir;                 // its shepherd listens in there (libms/model/attendance.hpp)
};

/// A step out of what a job holds. The answer means that the step is recorded and its shepherd waits for the program
/// to run. Errors: nodes_busy (with `wait` the answer comes when there is room), job_pending, and Slurm's others.
struct StepRequest {
    JobId job;
    StepSpec spec;
    bool wait = false;
};
struct StepReply {
    Step step;
    std::vector<std::string> environment;  // NAME=value, the same for all its tasks
    std::string spool_dir;
};

struct PingRequest {};
struct PingReply {
    std::string version;
    std::string mode;    // "user" or "system"
    std::int32_t pid = 0;
    Time started;
    std::string cluster;
    std::string state_dir;
    std::string log;
    std::vector<Notice> notices;
};
/// End the daemon; jobs go on.
struct ShutdownRequest {};
struct Done {};

/// scontrol update JobId=: one result for each selector, in order.
struct UpdateRequest {
    std::vector<JobSelector> jobs;
    JobUpdate update;
};
/// scontrol update NodeName=. Keys are Slurm's full names.
struct NodeUpdateRequest {
    std::string nodes;  // a hostlist, or ALL
    std::vector<std::pair<std::string, std::string>> values;
};
struct PartitionUpdateRequest {
    enum class Action : std::uint8_t { change, create, remove };
    Action action = Action::change;
    std::string name;
    std::vector<std::pair<std::string, std::string>> values;
};
/// Read msd.conf again. A file with an error changes nothing.
struct ReconfigureRequest {};
/// scontrol setdebug
struct LogLevelRequest {
    std::string level;
};
struct ConfigQuery {};
struct ConfigReply {
    Time now;
    std::vector<std::pair<std::string, std::string>> values;  // in the order in which they are shown
    std::vector<std::pair<std::string, std::string>> accounting;  // the same of what slurmdbd.conf has
};

/// One entry of a crontab as the job that it is.
struct CrontabJob {
    std::uint32_t line = 0;  // for messages
    JobSpec spec;
    std::string script;
    std::vector<std::string> environment;  // NAME=value
};
/// scrontab. Reading, replacing and removing are all or nothing.
struct CrontabRequest {
    enum class Action : std::uint8_t { read, replace, remove };
    UserId user = 0;  // whose
    Action action = Action::read;
    std::string text;
    std::vector<CrontabJob> jobs;
};
struct CrontabReply {
    std::string text;
    bool exists = false;
    std::vector<JobId> jobs;            // of the entries, in order
    std::vector<std::string> warnings;  // one sentence each, for stderr
};
/// scontrol create, update and delete of reservations.
struct ReservationRequest {
    enum class Action : std::uint8_t { change, create, remove };
    Action action = Action::change;
    std::string name;  // empty with create: one is made up
    ReservationChange change;
};
struct ReservationReply {
    std::string name;
};
/// scontrol update StepId=: the time limit of a step that runs.
struct StepUpdateRequest {
    JobSelector step;
    TimeLimit time_limit;
};

/// sstat: what the running steps of jobs use, looked at for this question. For their owner and administrators.
struct StepUsageQuery {
    std::vector<JobSelector> jobs;
};
struct StepUsage {
    Step step;                       // with its usage so far
    std::vector<std::int32_t> pids;  // of its processes
};
struct JobUsage {
    Errc code = Errc::ok;          // unknown job, access denied
    std::vector<StepUsage> steps;  // running ones, by number, the shell's own first
};
struct StepUsageReply {
    std::vector<JobUsage> jobs;  // for each selector
};

/// sdiag. With `reset`, for administrators, the figures begin anew.
struct StatisticsQuery {
    bool reset = false;
};

/// sacctmgr, sshare: all accounts, users, associations and QOS.
struct AccountsQuery {};
struct AccountsReply {
    Time now;
    std::string cluster;
    AccountBookPtr book;  // never null
    std::vector<std::string> enforced;                          // words of AccountingStorageEnforce
    std::vector<std::pair<std::string, std::uint64_t>> tres;    // what the cluster has of each, in TRES order
    std::uint32_t nodes = 0;
};
/// One Key=value, Key+=value or Key-=value of sacctmgr.
struct AccountSetting {
    enum class How : std::uint8_t { set, add, subtract };
    std::string key;
    How how = How::set;
    std::string value;
};
/// sacctmgr add, modify, delete. Errors: access_denied, and whatever is wrong with the words.
struct AccountsChange {
    enum class Action : std::uint8_t { add, modify, remove };
    enum class Entity : std::uint8_t { account, user, coordinator, qos, cluster };
    Action action = Action::add;
    Entity entity = Entity::account;
    std::vector<AccountSetting> where;
    std::vector<AccountSetting> set;
    bool dry_run = false;  // tell what would be done; who may is not asked yet
};
struct AssociationName {
    std::string account;
    std::string user;
    std::string partition;
    std::string parent;  // of an account without user
};
struct AccountsChanged {
    std::vector<std::string> names;                // of accounts, users or QOS
    std::vector<AssociationName> associations;
    std::vector<std::string> left;                 // users who have no association any more
};
/// Who has changed what of the book (sacctmgr show transactions). An end that is not set is now.
struct TransactionsQuery {
    Time start;
    Time end;
};
struct AccountTransaction {
    Time time;
    std::string action;
    std::string actor;
    std::string where;
    std::string info;
};
struct TransactionsReply {
    std::vector<AccountTransaction> transactions;  // by time
};
/// sreport, sshare: what was used in [start, end). An end that is not set is now.
struct UsageQuery {
    Time start;
    Time end;
    bool jobs = false;  // the runs of the window, too (sizes of jobs)
};
/// TRES-seconds of one owner in the window. Memory in MiB-seconds.
struct AccountUsage {
    std::string account;
    std::string user;
    std::string qos;
    Amounts seconds;
};
/// One run of a job, as far as it lies in the window.
struct UsageJob {
    std::string account;
    std::string wckey;
    std::string user;
    std::string partition;
    std::uint32_t cpus = 0;
    std::uint64_t seconds = 0;
};
struct UsageReply {
    std::string cluster;
    std::vector<AccountUsage> rows;
    Amounts total;      // what the cluster had, in TRES-seconds
    Amounts down;       // of these: on nodes that were down or drained
    Amounts planned;    // kept free for jobs that waited
    std::vector<UsageJob> jobs;
    Amounts planned_down;  // on nodes of maintenance reservations
};
/// Nodes that were down or drained, and when the cluster began (sacctmgr show events).
struct EventsQuery {
    Time start;
    Time end;
};
struct NodeEvent {
    std::string node;  // empty: the cluster's own
    Time start;
    Time end;          // not set: still so
    std::string state;
    std::string reason;
    std::string user;
    std::string tres;
};
struct EventsReply {
    std::string cluster;
    std::vector<NodeEvent> events;
};

/// sacctmgr archive: write down and drop what is older than its keys say, or put back what a file holds.
struct ArchiveRequest {
    bool load = false;
    std::string path;                  // of the file; or of the folder to write to, empty: ArchiveDir
    std::vector<AccountSetting> keys;  // PurgeJobAfter…; those of msd.conf hold for the others
};
struct ArchiveReply {
    std::vector<std::string> lines;    // what was done
};

/// Reservations that have begun, and what was used in them (sreport, sacctmgr show reservations).
struct ReservationUsageQuery {
    Time start;
    Time end;  // not set: all from `start` on
};
struct PastReservation {
    std::uint32_t id = 0;
    std::string name;
    Time start;
    Time end;           // or when it will be over
    std::string nodes;  // as a hostlist
    Amounts tres;       // that it has
    Amounts used;       // by jobs in it, in TRES-seconds
};
struct ReservationUsageReply {
    Time now;
    std::string cluster;
    std::vector<PastReservation> reservations;
};

// The order is the wire number: append only.
using Request = std::variant<SubmitRequest, SignalRequest, ControlRequest, JobsQuery, ClusterQuery, AccountingQuery,
                             WaitRequest, JobTextQuery, PingRequest, ShutdownRequest, UpdateRequest,
                             AllocationRequest, StepRequest, NodeUpdateRequest, PartitionUpdateRequest,
                             ReconfigureRequest, LogLevelRequest, ConfigQuery, CrontabRequest, ReservationRequest,
                             StepUpdateRequest, StepUsageQuery, StatisticsQuery, AccountsQuery, AccountsChange,
                             TransactionsQuery, UsageQuery, EventsQuery, ArchiveRequest, ReservationUsageQuery>;
using Reply = std::variant<Error, SubmitReply, JobResults, JobsReply, ClusterReply, AccountingReply, WaitReply,
                           JobTextReply, PingReply, Done, AllocationReply, StepReply, ConfigReply, CrontabReply,
                           ReservationReply, StepUsageReply, Statistics, AccountsReply, AccountsChanged,
                           TransactionsReply, UsageReply, EventsReply, ArchiveReply, ReservationUsageReply>;

}  // namespace ms
