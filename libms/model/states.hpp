// SPDX-License-Identifier: MIT
// Job states, state flags and pending reasons, as tables: one row gives every spelling that users and programs see.
//
// A job has one base state and, while something is under way, flags that are displayed in place of the state
// (COMPLETING while processes still end). Numbers are Slurm's: they order squeue's default sort.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ms {

enum class JobState : std::uint8_t {
    pending = 0,
    running = 1,
    suspended = 2,
    completed = 3,
    cancelled = 4,
    failed = 5,
    timeout = 6,
    node_fail = 7,
    preempted = 8,
    boot_fail = 9,
    deadline = 10,
    out_of_memory = 11,
};
inline constexpr int job_state_count = 12;
/// Whether the number is one of the states (bytes from elsewhere may hold any).
constexpr bool is_known(JobState state) { return static_cast<int>(state) < job_state_count; }

enum JobFlag : std::uint32_t {
    job_completing = 1u << 0,   // ended, its processes are still being ended
    job_configuring = 1u << 1,  // allocated, the shepherd has not reported yet
    job_requeued = 1u << 2,     // will be pending again as soon as it has completed
    job_requeue_hold = 1u << 3,
    job_special_exit = 1u << 4,
    job_stopped = 1u << 5,      // SIGSTOP by scancel
    job_signaling = 1u << 6,
    job_reservation_deleted = 1u << 7,  // held since the reservation it asked for is gone
    job_held_by_user = 1u << 16,
    job_held_by_admin = 1u << 17,
    job_killed_by_timeout = 1u << 18,  // the end under way is the time limit's
    job_cancel_requested = 1u << 19,   // the end under way is a scancel's
    job_signal_sent = 1u << 20,        // --signal has been delivered in this run
    job_preempted_end = 1u << 21,
    job_oom_end = 1u << 22,            // the end under way is the memory limit's
    job_node_failed = 1u << 24,        // the end under way is that of a node that was set down
    job_told_half_time = 1u << 25,     // --mail-type=TIME_LIMIT_50: said in this run; the next two likewise
    job_told_80_percent = 1u << 26,
    job_told_90_percent = 1u << 27,
    job_has_extern_step = 1u << 28,    // in this run (PrologFlags=Contain)
    job_resizing = 1u << 29,           // a row of the accounts: an earlier, larger size of a job
    job_was_suspended = 1u << 23,      // in this run: others may have its CPUs, or share them since it was resumed
};

struct StateRow {
    JobState state;
    std::string_view name;     // PENDING
    std::string_view compact;  // PD
    bool terminal;
    std::string_view meaning;
};
struct StateFlagRow {  // in display order: the first one set is shown instead of the base state
    JobFlag flag;
    std::string_view name;
    std::string_view compact;
    std::string_view meaning;
};
std::span<const StateRow> state_rows();
std::span<const StateFlagRow> state_flag_rows();

bool is_terminal(JobState state);
/// Base state only.
std::string_view state_name(JobState state);
/// What squeue shows: the first flag set, else the base state.
std::string_view shown_state(JobState state, std::uint32_t flags);
std::string_view shown_state_compact(JobState state, std::uint32_t flags);
/// A state or flag by long or compact name, any case.
struct StateFilter {
    std::optional<JobState> state;
    std::uint32_t flag = 0;
    bool matches(JobState job_state, std::uint32_t flags) const;
};
std::optional<StateFilter> find_state(std::string_view name);

/// Why a job is not running (pending) or how it ended. Numbers are Slurm's.
enum class Reason : std::uint16_t {
    none = 0,
    priority = 1,
    dependency = 2,
    resources = 3,
    partition_node_limit = 4,
    partition_time_limit = 5,
    partition_down = 6,
    partition_inactive = 7,
    held_admin = 8,
    begin_time = 9,
    licenses = 10,
    reservation = 14,
    req_node_not_avail = 15,
    held_user = 16,
    bad_constraints = 21,
    system_failure = 22,
    launch_failure = 23,
    non_zero_exit = 24,
    time_limit = 25,
    raised_signal = 33,
    node_down = 20,
    qos_not_allowed = 37,
    account_not_allowed = 38,
    dependency_never_satisfied = 39,
    hold_max_requeue = 71,
    array_task_limit = 72,
    reservation_deleted = 198,
    out_of_memory = 181,
    deadline = 167,
    partition_config = 178,
    memory_limit = 182,
};
std::string_view reason_name(Reason reason);
/// By Slurm's name, any case (for stored records and tests).
std::optional<Reason> find_reason(std::string_view name);

}  // namespace ms
