// SPDX-License-Identifier: MIT
#include "libms/base/errors.hpp"

#include <string>

#include "libms/base/result.hpp"

namespace ms {
namespace {

constexpr ErrorRow rows[] = {
    {Errc::ok, "SLURM_SUCCESS", "No error"},
    {Errc::generic, "SLURM_ERROR", "Unspecified error"},
    {Errc::usage, "USAGE", "Invalid command line"},
    {Errc::system, "SYSTEM", "System error"},
    {Errc::fatal, "FATAL", "Contradictory request"},
    {Errc::bad_value, "BAD_VALUE", "Invalid option value"},
    {Errc::connect_failure, "SLURMCTLD_COMMUNICATIONS_CONNECTION_ERROR",
     "Unable to contact slurm controller (connect failure)"},
    {Errc::invalid_partition, "ESLURM_INVALID_PARTITION_NAME", "Invalid partition name specified"},
    {Errc::no_default_partition, "ESLURM_DEFAULT_PARTITION_NOT_SET", "No partition specified or system default partition"},
    {Errc::access_denied, "ESLURM_ACCESS_DENIED", "Access/permission denied"},
    {Errc::partition_group_denied, "ESLURM_JOB_MISSING_REQUIRED_PARTITION_GROUP",
     "User's group not permitted to use this partition"},
    {Errc::nodes_not_in_partition, "ESLURM_REQUESTED_NODES_NOT_IN_PARTITION", "Requested nodes not in this partition"},
    {Errc::too_many_cpus, "ESLURM_TOO_MANY_REQUESTED_CPUS", "More processors requested than permitted"},
    {Errc::bad_node_count, "ESLURM_INVALID_NODE_COUNT", "Node count specification invalid"},
    {Errc::max_job_count, "ESLURM_ERROR_ON_DESC_TO_RECORD_COPY", "Unable to create job record, try again"},
    {Errc::node_config_unavailable, "ESLURM_REQUESTED_NODE_CONFIG_UNAVAILABLE",
     "Requested node configuration is not available"},
    {Errc::invalid_user_id, "ESLURM_USER_ID_MISSING", "Invalid user id"},
    {Errc::nodes_busy, "ESLURM_NODES_BUSY", "Requested nodes are busy"},
    {Errc::invalid_job_id, "ESLURM_INVALID_JOB_ID", "Invalid job id specified"},
    {Errc::invalid_node_name, "ESLURM_INVALID_NODE_NAME", "Invalid node name specified"},
    {Errc::job_not_alterable, "ESLURM_TRANSITION_STATE_NO_UPDATE", "Job can not be altered now, try again later"},
    {Errc::job_already_done, "ESLURM_ALREADY_DONE", "Job/step already completing or completed"},
    {Errc::job_pending, "ESLURM_JOB_PENDING", "Job is pending execution"},
    {Errc::bad_task_count, "ESLURM_BAD_TASK_COUNT", "Task count specification invalid"},
    {Errc::invalid_node_state, "ESLURM_INVALID_NODE_STATE", "Invalid node state specified"},
    {Errc::active_features_not_available, "ESLURM_ACTIVE_FEATURE_NOT_SUBSET",
     "Active features not subset of available features"},
    {Errc::invalid_feature, "ESLURM_INVALID_FEATURE", "Invalid feature specification"},
    {Errc::not_supported, "ESLURM_NOT_SUPPORTED", "Requested operation not supported on this system"},
    {Errc::disabled, "ESLURM_DISABLED", "Requested operation is presently disabled"},
    {Errc::dependency_problem, "ESLURM_DEPENDENCY", "Job dependency problem"},
    {Errc::job_held, "ESLURM_JOB_HELD", "Job is in held state, pending scheduler release"},
    {Errc::memory_unavailable, "ESLURM_INVALID_TASK_MEMORY", "Memory required by task is not available"},
    {Errc::invalid_account, "ESLURM_INVALID_ACCOUNT", "Invalid account or account/partition combination specified"},
    {Errc::invalid_licenses, "ESLURM_INVALID_LICENSES", "Invalid license specification"},
    {Errc::accounting_policy, "ESLURM_ACCOUNTING_POLICY",
     "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)"},
    {Errc::invalid_time_limit, "ESLURM_INVALID_TIME_LIMIT",
     "Requested time limit is invalid (missing or exceeds some limit)"},
    {Errc::reservation_access, "ESLURM_RESERVATION_ACCESS", "Access denied to requested reservation"},
    {Errc::invalid_reservation, "ESLURM_RESERVATION_INVALID", "Requested reservation is invalid"},
    {Errc::reservation_busy, "ESLURM_RESERVATION_BUSY", "Requested reservation is in use"},
    {Errc::reservation_not_usable, "ESLURM_RESERVATION_NOT_USABLE", "Requested reservation not usable now"},
    {Errc::reservation_overlap, "ESLURM_RESERVATION_OVERLAP",
     "Requested reservation overlaps with another reservation"},
    {Errc::reservation_empty, "ESLURM_RESERVATION_EMPTY", "Reservation request lacks users, groups or accounts"},
    {Errc::reservation_name_taken, "ESLURM_RESERVATION_NAME_DUP", "Duplicate reservation name"},
    {Errc::reservation_started, "ESLURM_RSV_ALREADY_STARTED", "Reservation already started"},
    {Errc::core_reservation_update, "ESLURM_CORE_RESERVATION_UPDATE", "Core-based reservation can not be updated"},
    {Errc::invalid_core_count, "ESLURM_INVALID_CORE_CNT", "Core count for reservation node list is not consistent!"},
    {Errc::invalid_group, "ESLURM_GROUP_ID_MISSING", "Invalid group id"},
    {Errc::reservation_not_skipable, "ESLURM_RESERVATION_NO_SKIP",
     "Reservation given is not skipable, try deleting instead"},
    {Errc::reservation_users_and_groups, "ESLURM_RESERVATION_USER_GROUP",
     "Reservations can't have users and groups specified, only one or the other"},
    {Errc::invalid_time, "ESLURM_INVALID_TIME_VALUE", "Invalid time specified"},
    {Errc::invalid_qos, "ESLURM_INVALID_QOS", "Invalid qos specification"},
    {Errc::node_unavailable, "ESLURM_NODE_NOT_AVAIL", "Required node not available (down, drained or reserved)"},
    {Errc::invalid_cpu_count, "ESLURM_INVALID_CPU_COUNT", "CPU count specification invalid"},
    {Errc::circular_dependency, "ESLURM_CIRCULAR_DEPENDENCY", "Circular job dependency"},
    {Errc::invalid_gres, "ESLURM_INVALID_GRES", "Invalid generic resource (gres) specification"},
    {Errc::job_not_pending, "ESLURM_JOB_NOT_PENDING", "Job is no longer pending execution"},
    {Errc::invalid_array, "ESLURM_INVALID_ARRAY", "Invalid job array specification"},
    {Errc::job_started, "ESLURM_JOB_STARTED", "Job has already started"},
    {Errc::job_finished, "ESLURM_JOB_FINISHED", "Job has already finished"},
    {Errc::job_not_running, "ESLURM_JOB_NOT_RUNNING", "Job is not running"},
    {Errc::not_suspended, "ESLURM_JOB_NOT_SUSPENDED", "Job is not suspended"},
    {Errc::job_script_missing, "ESLURM_JOB_SCRIPT_MISSING", "Job script not specified"},
    {Errc::priority_not_persistent, "ESLURM_PRIO_RESET_FAIL",
     "Changes to job priority are not persistent, change nice instead"},
    {Errc::partition_in_use, "ESLURM_PARTITION_IN_USE", "Partition is in use"},
    {Errc::cron_flag_missing, "ESLURM_CANNOT_CANCEL_CRON_JOB", "Cannot cancel scrontab jobs without --cron flag."},
    {Errc::partition_down, "ESLURM_PARTITION_DOWN", "Partition in DOWN state"},
    {Errc::invalid_tres, "ESLURM_INVALID_TRES", "Invalid Trackable RESource (TRES) specification"},
    {Errc::invalid_billing_weights, "ESLURM_INVALID_TRES_BILLING_WEIGHTS", "Invalid TRESBillingWeights specification"},
    {Errc::invalid_job_defaults, "ESLURM_INVALID_JOB_DEFAULTS", "Invalid JobDefaults specification"},
    {Errc::invalid_nice, "ESLURM_INVALID_NICE", "Invalid --nice value"},
    {Errc::invalid_time_min, "ESLURM_INVALID_TIME_MIN_LIMIT",
     "Invalid time-min specification (exceeds job's time or other limits)"},
    {Errc::invalid_preferred_feature, "ESLURM_INVALID_PREFER", "Invalid preferred feature specification"},
    {Errc::bad_job_id_text, "ESLURM_INVALID_JOB_ID_NON_NUMERIC", "JobID includes unexpected non-numeric characters"},
    {Errc::protocol, "MS_PROTOCOL", "Malformed message"},
    {Errc::store, "MS_STORE", "The job database refused the change"},
    {Errc::newer_database, "MS_NEWER_DATABASE", "The job database was written by a newer version"},
    {Errc::not_here, "MS_NOT_HERE", "Not available in this version"},
    {Errc::invalid_cluster, "MS_INVALID_CLUSTER", "Invalid cluster name"},
};

}  // namespace

std::span<const ErrorRow> error_rows() { return rows; }

std::string_view error_text(Errc code) {
    for (const auto& row : rows)
        if (row.code == code) return row.text;
    return "Unspecified error";
}

Failure fail(Errc code) { return Failure(Error{code, std::string(error_text(code))}); }

Failure fail(Errc code, std::string message) { return Failure(Error{code, std::move(message)}); }

Failure context(std::string_view what, Error error) {
    error.message = std::string(what) + ": " + error.message;
    return Failure(std::move(error));
}

}  // namespace ms
