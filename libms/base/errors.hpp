// SPDX-License-Identifier: MIT
// The error codes shared by commands and daemon. Numbers and texts of 1800..2999 are Slurm's (they appear in
// its JSON and scripts search for the texts); 9000.. are this project's own.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ms {

enum class Errc : std::uint16_t {
    ok = 0,
    generic = 1,              // anything without a code of its own
    usage = 2,                // bad command line: exit 255 in submit commands, 1 elsewhere; --help is pointed to
    system = 3,               // errno text is in the message
    fatal = 4,                // Slurm ends with "PROG: fatal: …" and status 1
    bad_value = 5,            // an option's value: exit 255 in submit commands
    connect_failure = 1800,   // no daemon answers
    invalid_partition = 2000,
    no_default_partition = 2001,
    access_denied = 2002,
    partition_group_denied = 2003,
    nodes_not_in_partition = 2004,
    too_many_cpus = 2005,
    bad_node_count = 2006,
    max_job_count = 2007,
    node_config_unavailable = 2014,
    invalid_user_id = 2010,
    nodes_busy = 2016,
    invalid_job_id = 2017,
    invalid_node_name = 2018,
    job_already_done = 2021,
    job_pending = 2024,
    bad_task_count = 2025,
    invalid_node_state = 2028,
    invalid_feature = 2029,
    active_features_not_available = 2031,
    not_supported = 2036,
    disabled = 2037,
    dependency_problem = 2038,
    job_not_alterable = 2020,
    job_held = 2042,
    memory_unavailable = 2044,
    invalid_account = 2045,
    invalid_licenses = 2048,
    accounting_policy = 2050,
    invalid_time_limit = 2051,
    reservation_access = 2052,
    invalid_reservation = 2053,
    reservation_busy = 2055,
    reservation_not_usable = 2056,
    reservation_overlap = 2058,
    reservation_empty = 2080,
    reservation_name_taken = 2082,
    reservation_started = 2104,
    core_reservation_update = 2109,
    invalid_core_count = 2111,
    invalid_group = 2113,
    reservation_not_skipable = 2128,
    reservation_users_and_groups = 2129,
    invalid_time = 2054,
    invalid_qos = 2066,
    node_unavailable = 2068,
    invalid_cpu_count = 2069,
    circular_dependency = 2071,
    invalid_gres = 2072,
    job_not_pending = 2073,
    invalid_array = 2081,
    job_started = 2083,
    job_finished = 2084,
    job_not_running = 2085,
    not_suspended = 2087,
    job_script_missing = 2089,
    priority_not_persistent = 2095,
    partition_in_use = 2075,
    cron_flag_missing = 2098,
    partition_down = 2101,
    invalid_tres = 2115,
    invalid_billing_weights = 2116,
    invalid_job_defaults = 2117,
    invalid_nice = 2123,
    invalid_time_min = 2124,
    invalid_preferred_feature = 2133,
    bad_job_id_text = 2140,
    protocol = 9000,          // a frame or message that does not decode
    store = 9001,             // the database refused
    newer_database = 9002,    // written by a newer version
    not_here = 9003,          // an option of later work, or of hardware this suite does not have
    invalid_cluster = 9004,   // --clusters names another one than this
};

struct ErrorRow {
    Errc code;
    std::string_view name;  // Slurm's symbol where there is one, e.g. ESLURM_INVALID_PARTITION_NAME
    std::string_view text;  // what people read
};

std::span<const ErrorRow> error_rows();
/// The row's text; "Unspecified error" for a code without a row.
std::string_view error_text(Errc code);

}  // namespace ms
