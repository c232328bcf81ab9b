// SPDX-License-Identifier: MIT
// A job as the daemon keeps, stores and shows it: one record for a plain job, one for the not yet started part of
// an array, one for each array element that has started.
//
// Who may change it: only msd::core::step. Everything else reads.
// Invariants (checked by msd::core::violations): a running or suspended job has an allocation; a pending one has
// none; a terminal one has an end time; array.waiting is not empty only on the record named by array.master_id.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "libms/base/units.hpp"
#include "libms/model/allocation.hpp"
#include "libms/model/job_spec.hpp"
#include "libms/model/states.hpp"
#include "libms/model/step.hpp"
#include "libms/model/task_set.hpp"

namespace ms {

/// The array part of a job; master_id 0 = not of an array.
struct ArrayPart {
    JobId master_id;
    bool is_task = false;       // this record is one started (or split off) element
    std::uint32_t task_id = 0;  // with is_task
    TaskSet waiting;            // elements not yet split off (master record only)
    std::uint32_t max_running = 0;  // %limit, 0 = none
    std::uint32_t task_count = 0;   // of the original text
    std::uint32_t task_min = 0;
    std::uint32_t task_max = 0;
    std::uint32_t task_step = 1;
    explicit operator bool() const { return master_id.value != 0; }
    friend bool operator==(const ArrayPart&, const ArrayPart&) = default;
};

/// One target of --dependency after parsing.
struct Dependency {
    enum class Type : std::uint8_t { after, after_any, after_ok, after_not_ok, after_corr, after_burst_buffer, singleton, expand };
    enum class State : std::uint8_t { unfulfilled, fulfilled, failed };
    Type type = Type::after_any;
    JobId job;
    bool any_task = false;       // JOB_*: the whole array
    bool has_task = false;       // JOB_T
    std::uint32_t task_id = 0;
    std::uint32_t delay_minutes = 0;  // after:JOB+min
    State state = State::unfulfilled;
    Time due;                         // after:JOB+min whose target has started: when it is fulfilled
    friend bool operator==(const Dependency&, const Dependency&) = default;
};

/// Of a job that has given nodes back while it ran: the size it has now is an incarnation of its own in the accounts.
struct Resizing {
    std::uint32_t count = 0;  // how often it has, in all its runs
    Time at;                  // the last time in this run; not set = it has all that it started with
    Seconds suspended{0};     // how much of Job::suspended was before that
    friend bool operator==(const Resizing&, const Resizing&) = default;
};

struct Job {
    JobId id;
    std::shared_ptr<const JobSpec> spec;  // never null
    UserId uid = 0;
    GroupId gid = 0;
    std::string user;
    std::string group;
    std::uint32_t submit_sid = 0;

    ArrayPart array;
    std::vector<Dependency> dependencies;  // unfulfilled or failed ones remain
    bool dependency_any = false;           // `?` between them: one is enough

    JobState state = JobState::pending;
    std::uint32_t flags = 0;               // JobFlag bits
    Reason reason = Reason::none;
    std::string reason_text;               // replaces the reason's name when not empty
    std::uint32_t priority = 0;            // 0 = held
    std::string partition;                 // the one it runs in; the asked list while pending
    std::uint32_t restarts = 0;

    Time submit;
    Time eligible;    // not set while a dependency or hold is open, or its array is at its limit
    Time start;       // pending: the expected start, if one is known
    Time end;         // running: start + limit; terminal: the true end
    Time suspended_at;
    Seconds suspended{0};    // total of ended suspensions
    TimeLimit time_limit;    // in force (the partition's default filled in)
    Time kill_at;            // completing: when SIGKILL follows the SIGTERM; suspended: when SIGSTOP follows SIGTSTP
    Time last_schedule;      // last look by the scheduler

    // what it asks for after completion, and what it got
    std::uint32_t nodes = 1;
    std::uint32_t tasks = 1;
    std::uint32_t cpus = 1;         // asked while pending, allocated afterwards
    std::uint32_t cpus_per_node_min = 1;
    Megabytes memory_per_node;      // 0 = no limit in force
    bool memory_is_per_cpu = false;
    Megabytes memory_per_cpu;
    std::string req_tres;           // "cpu=1,mem=1G,node=1,billing=1", in TRES id order
    std::string alloc_tres;         // empty until it runs
    std::vector<NodeAllocation> allocation;

    ExitStatus exit;
    ExitStatus derived_exit;        // highest of the steps
    UserId cancelled_by = 0;        // with state CANCELLED (or a running cancellation)
    CpuTime cpu_time;               // of all its steps that have ended
    std::string node_of_failure;

    std::uint64_t script_key = 0;       // rows of the store's text table; 0 = none
    std::uint64_t environment_key = 0;

    std::string admin_comment;          // scontrol update AdminComment=

    std::vector<Step> steps;         // numbered ones that run, by number; none unless it holds resources
    std::uint32_t next_step_id = 0;  // of this run
    std::int32_t shepherd_pid = 0;   // the process all of its others come from, while it runs; 0 = not known

    std::string reservation;         // the one it runs in, of those it asked for or of a magnetic one
    Resizing resized;
    Reason waited_for = Reason::none;  // the last thing other than room and its turn; a hold that is released is none

    friend bool operator==(const Job&, const Job&) = default;
};
using JobPtr = std::shared_ptr<const Job>;

/// The reservation it runs in, or those it asks for; empty = none.
const std::string& shown_reservation(const Job& job);
/// Which of its incarnations this is: a requeue begins a new one, and so does another size.
std::uint32_t incarnation(const Job& job);
/// Since when it has the size it has.
Time size_begun(const Job& job);
/// The job as if it had begun with the size it has: what its row in the accounts tells.
Job of_this_size(Job job);
/// Seconds it has run, without suspensions.
Seconds run_time(const Job& job, Time now);

}  // namespace ms
