// SPDX-License-Identifier: MIT
// What scontrol update changes of a job: the keys that were given, and the new values of just those. The daemon
// decides who may change what and when (daemon/core/requests/update.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/model/job_spec.hpp"

namespace ms {

/// One thing that can be changed. The order is the wire number: append only.
enum class JobKey : std::uint8_t {
    account,
    admin_comment,
    array_task_throttle,
    begin,
    comment,
    constraint,
    contiguous,
    cpu_count,
    cpus_per_gpu,
    cpus_per_task,
    deadline,
    dependency,
    end,
    exclude,
    gpus_per_job,
    gpus_per_socket,
    gpus_per_task,
    gres,
    licenses,
    mail_type,
    mail_user,
    memory,
    min_cpus_per_node,
    name,
    nice,
    node_count,
    node_list,
    oversubscribe,
    partition,
    priority,
    qos,
    req_cores,
    req_sockets,
    req_threads,
    requeue,
    reservation,
    std_err,
    std_in,
    std_out,
    task_count,
    tasks_per_node,
    time_limit,
    time_min,
    tmp_disk,
    wckey,
    work_dir,
    kept_options,  // of values.kept_options those that are named there
    prefer,        // one of them, which has to be a feature that exists
    core_spec,     // the last three are refused
    burst_buffer,
    clusters,
};
inline constexpr int job_key_count = static_cast<int>(JobKey::clusters) + 1;
/// Whether the number is one of the keys (bytes from elsewhere may hold any).
constexpr bool is_known(JobKey key) { return static_cast<int>(key) < job_key_count; }

struct JobUpdate {
    enum class LimitChange : std::uint8_t { set, add, subtract };

    std::vector<JobKey> keys;  // as given
    JobSpec values;            // new values of the members that the keys name
    LimitChange limit_change = LimitChange::set;  // TimeLimit=, TimeLimit+=, TimeLimit-=
    std::string admin_comment;
    std::uint32_t array_task_throttle = 0;
    std::uint32_t cpu_count = 0;
    Time end;                  // EndTime=
};

}  // namespace ms
