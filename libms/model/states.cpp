// SPDX-License-Identifier: MIT
#include "libms/model/states.hpp"

#include <algorithm>
#include <cctype>

#include "libms/model/limit_reasons.hpp"

namespace ms {
namespace {

constexpr StateRow states[] = {
    {JobState::pending, "PENDING", "PD", false, "waiting for resources, a time, another job or a release"},
    {JobState::running, "RUNNING", "R", false, "has resources and has been started"},
    {JobState::suspended, "SUSPENDED", "S", false, "stopped; keeps its memory"},
    {JobState::completed, "COMPLETED", "CD", true, "ended with exit code 0"},
    {JobState::cancelled, "CANCELLED", "CA", true, "cancelled by its user or an administrator"},
    {JobState::failed, "FAILED", "F", true, "ended with another exit code or by a signal, or could not be started"},
    {JobState::timeout, "TIMEOUT", "TO", true, "reached its time limit"},
    {JobState::node_fail, "NODE_FAIL", "NF", true, "its node failed or was restarted"},
    {JobState::preempted, "PREEMPTED", "PR", true, "made room for another job"},
    {JobState::boot_fail, "BOOT_FAIL", "BF", true, "its node did not boot"},
    {JobState::deadline, "DEADLINE", "DL", true, "could no longer end before its deadline"},
    {JobState::out_of_memory, "OUT_OF_MEMORY", "OOM", true, "used more memory than it had"},
};

constexpr StateFlagRow flags_in_display_order[] = {
    {job_completing, "COMPLETING", "CG", "its processes are being ended"},
    {job_configuring, "CONFIGURING", "CF", "resources are being made ready"},
    {job_resizing, "RESIZING", "RS", "has given nodes back: what it was before"},
    {job_requeued, "REQUEUED", "RQ", "goes back to the queue"},
    {job_requeue_hold, "REQUEUE_HOLD", "RH", "goes back to the queue and is held"},
    {job_special_exit, "SPECIAL_EXIT", "SE", "goes back to the queue in a special state"},
    {job_stopped, "STOPPED", "ST", "stopped by SIGSTOP; keeps its CPUs"},
    {job_signaling, "SIGNALING", "SI", "is being signalled"},
    {job_reservation_deleted, "RESV_DEL_HOLD", "RD", "held: its reservation is gone"},
};

struct ReasonRow {
    Reason reason;
    std::string_view name;
};
constexpr ReasonRow reasons[] = {
    {Reason::none, "None"},
    {Reason::priority, "Priority"},
    {Reason::dependency, "Dependency"},
    {Reason::resources, "Resources"},
    {Reason::partition_node_limit, "PartitionNodeLimit"},
    {Reason::partition_time_limit, "PartitionTimeLimit"},
    {Reason::partition_down, "PartitionDown"},
    {Reason::partition_inactive, "PartitionInactive"},
    {Reason::held_admin, "JobHeldAdmin"},
    {Reason::begin_time, "BeginTime"},
    {Reason::licenses, "Licenses"},
    {Reason::reservation, "Reservation"},
    {Reason::req_node_not_avail, "ReqNodeNotAvail"},
    {Reason::held_user, "JobHeldUser"},
    {Reason::bad_constraints, "BadConstraints"},
    {Reason::system_failure, "SystemFailure"},
    {Reason::launch_failure, "JobLaunchFailure"},
    {Reason::non_zero_exit, "NonZeroExitCode"},
    {Reason::time_limit, "TimeLimit"},
    {Reason::raised_signal, "RaisedSignal"},
    {Reason::node_down, "NodeDown"},
    {Reason::qos_not_allowed, "QOSNotAllowed"},
    {Reason::account_not_allowed, "AccountNotAllowed"},
    {Reason::dependency_never_satisfied, "DependencyNeverSatisfied"},
    {Reason::hold_max_requeue, "JobHoldMaxRequeue"},
    {Reason::array_task_limit, "JobArrayTaskLimit"},
    {Reason::out_of_memory, "OutOfMemory"},
    {Reason::reservation_deleted, "ReservationDeleted"},
    {Reason::deadline, "DeadLine"},
    {Reason::partition_config, "PartitionConfig"},
    {Reason::memory_limit, "MaxMemPerLimit"},
};

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::toupper(x) == std::toupper(y);
    });
}

const StateFlagRow* shown_flag(std::uint32_t flags) {
    for (const auto& row : flags_in_display_order)
        if (flags & row.flag) return &row;
    return nullptr;
}

}  // namespace

std::span<const StateRow> state_rows() { return states; }
std::span<const StateFlagRow> state_flag_rows() { return flags_in_display_order; }

bool is_terminal(JobState state) { return states[static_cast<int>(state)].terminal; }
std::string_view state_name(JobState state) { return states[static_cast<int>(state)].name; }

std::string_view shown_state(JobState state, std::uint32_t flags) {
    const auto* row = shown_flag(flags);
    return row ? row->name : state_name(state);
}

std::string_view shown_state_compact(JobState state, std::uint32_t flags) {
    const auto* row = shown_flag(flags);
    return row ? row->compact : states[static_cast<int>(state)].compact;
}

bool StateFilter::matches(JobState job_state, std::uint32_t flags) const {
    if (flag) return (flags & flag) != 0;
    return state && *state == job_state;
}

std::optional<StateFilter> find_state(std::string_view name) {
    for (const auto& row : states)
        if (same_ignoring_case(name, row.name) || same_ignoring_case(name, row.compact)) return StateFilter{row.state, 0};
    for (const auto& row : flags_in_display_order)
        if (same_ignoring_case(name, row.name) || same_ignoring_case(name, row.compact))
            return StateFilter{std::nullopt, row.flag};
    return std::nullopt;
}

std::string_view reason_name(Reason reason) {
    for (const auto& row : reasons)
        if (row.reason == reason) return row.name;
    const std::string_view limit = limit_reason_name(reason);
    return limit.empty() ? "None" : limit;
}

std::optional<Reason> find_reason(std::string_view name) {
    for (const auto& row : reasons)
        if (same_ignoring_case(name, row.name)) return row.reason;
    for (const auto& row : limit_reason_rows())
        if (same_ignoring_case(name, row.name)) return static_cast<Reason>(row.number);
    return std::nullopt;
}

}  // namespace ms
