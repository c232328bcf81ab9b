// SPDX-License-Identifier: MIT
#include "daemon/core/requests/update_keys.hpp"

#include <algorithm>

#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/placement/features.hpp"
#include "daemon/core/requests/resize.hpp"
#include "daemon/core/site/partition_policy.hpp"
#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

template <auto... Members>
void copy(JobSpec& spec, const JobUpdate& update) {
    ((spec.*Members = update.values.*Members), ...);
}

/// So many CPUs in all: as many tasks as that takes.
void put_cpu_count(JobSpec& spec, const JobUpdate& update) {
    const std::uint32_t each = std::max(1u, spec.cpus_per_task);
    spec.tasks = (update.cpu_count + each - 1) / each;
}

bool is_waiting(const Job& job) { return job.state == JobState::pending; }

bool is_longer(TimeLimit a, TimeLimit b) {
    if (!b.is_finite()) return false;
    return !a.is_finite() || a.minutes > b.minutes;
}

/// An owner may always shorten; while it waits, also ask for what the partition grants.
Errc check_limit(const Asked& asked) {
    const TimeLimit limit = limit_after(asked.job, asked.update);
    if (!limit.is_set()) return Errc::invalid_time_limit;
    if (asked.caller.is_admin || !is_longer(limit, asked.job.time_limit)) return Errc::ok;
    if (!is_waiting(asked.job)) return Errc::access_denied;
    Job longer = asked.job;
    longer.time_limit = limit;
    return partitions_reason(asked.site, longer) == Reason::partition_time_limit ? Errc::access_denied : Errc::ok;
}

Errc check_end(const Asked& asked) {
    if (asked.update.end < asked.now) return Errc::invalid_time;
    const bool longer = is_longer(limit_after(asked.job, asked.update), asked.job.time_limit);
    return longer && !asked.caller.is_admin ? Errc::access_denied : Errc::ok;
}

/// A deadline is the administrator's to set: it takes a job away. For one that runs it has no meaning.
Errc check_deadline(const Asked& asked) {
    if (asked.update.values.deadline < asked.now) return Errc::invalid_time;
    return is_waiting(asked.job) && !asked.caller.is_admin ? Errc::access_denied : Errc::ok;
}

Errc check_nice(const Asked& asked) {
    return asked.update.values.nice < 0 && !asked.caller.is_admin ? Errc::access_denied : Errc::ok;
}

/// 0 holds. A number is the administrator's, and lifts a hold.
Errc check_priority(const Asked& asked) {
    if (asked.update.values.priority == 0 || asked.caller.is_admin) return Errc::ok;
    const bool held = asked.job.flags & (job_held_by_user | job_held_by_admin);
    return held ? Errc::job_held : Errc::priority_not_persistent;
}

Errc check_tasks(const Asked& asked) {
    return asked.update.values.tasks == 0 ? Errc::bad_task_count : Errc::ok;
}

Errc check_cpus(const Asked& asked) { return asked.update.cpu_count == 0 ? Errc::invalid_cpu_count : Errc::ok; }

Errc check_nodes(const Asked& asked) {
    if (!is_waiting(asked.job)) return may_keep_count(asked);
    const JobSpec& values = asked.update.values;
    return values.min_nodes == 0 || values.max_nodes < values.min_nodes ? Errc::bad_node_count : Errc::ok;
}

Errc check_node_list(const Asked& asked) { return is_waiting(asked.job) ? Errc::ok : may_keep_listed(asked); }

Errc check_partition(const Asked& asked) {
    return asked.update.values.partition.empty() ? Errc::invalid_partition : Errc::ok;
}

/// Something has to be named; to have none of it is gres=none.
template <auto Member>
Errc check_named(const Asked& asked) {
    for (const GresRequest& each : asked.update.values.*Member)
        if (each.name.empty()) return Errc::invalid_tres;
    return Errc::ok;
}

void put_kept(JobSpec& spec, const JobUpdate& update) {
    for (const auto& kept : update.values.kept_options) {
        std::erase_if(spec.kept_options, [&](const auto& each) { return each.first == kept.first; });
        if (!kept.second.empty()) spec.kept_options.push_back(kept);
    }
}

/// What is preferred has to exist, as what is demanded.
Errc check_preferred(const Asked& asked) {
    const auto names = feature_names(kept_text(asked.update.values, "prefer"));
    if (!names) return Errc::invalid_preferred_feature;
    const auto& nodes = asked.site.config().nodes;
    for (const auto& name : *names) {
        const auto has_it = [&](const NodeConfig& node) {
            return contains(node.features, name);
        };
        if (std::none_of(nodes.begin(), nodes.end(), has_it)) return Errc::invalid_preferred_feature;
    }
    return Errc::ok;
}

template <Errc code>
Errc refuse(const Asked&) { return code; }

using When = UpdateKey::When;
using S = JobSpec;

constexpr UpdateKey rows[] = {
    {JobKey::account, When::waiting, false, affects_names, copy<&S::account>},
    {JobKey::admin_comment, When::unfinished, true, affects_nothing, nullptr},
    {JobKey::array_task_throttle, When::unfinished, false, affects_nothing, nullptr},
    {JobKey::begin, When::waiting, false, affects_size, copy<&S::begin>},
    {JobKey::comment, When::unfinished, false, affects_nothing, copy<&S::comment>},
    {JobKey::constraint, When::waiting, false, affects_names | affects_size, copy<&S::constraint>},
    {JobKey::contiguous, When::waiting, true, affects_size, copy<&S::contiguous>},
    {JobKey::cpu_count, When::waiting, false, affects_size, put_cpu_count, check_cpus},
    {JobKey::cpus_per_gpu, When::waiting, false, affects_size, copy<&S::cpus_per_gpu>},
    {JobKey::cpus_per_task, When::waiting, false, affects_size, copy<&S::cpus_per_task>},
    {JobKey::deadline, When::unfinished, false, affects_size, copy<&S::deadline>, check_deadline},
    {JobKey::dependency, When::waiting, false, affects_dependency, copy<&S::dependency>},
    {JobKey::end, When::running, false, affects_nothing, nullptr, check_end},
    {JobKey::exclude, When::waiting, false, affects_size, copy<&S::exclude>},
    {JobKey::gpus_per_job, When::waiting, false, affects_size, copy<&S::gpus>, check_named<&S::gpus>},
    {JobKey::gpus_per_socket, When::waiting, false, affects_size, copy<&S::gpus_per_socket>, check_named<&S::gpus_per_socket>},
    {JobKey::gpus_per_task, When::waiting, false, affects_size, copy<&S::gpus_per_task>, check_named<&S::gpus_per_task>},
    {JobKey::gres, When::waiting, false, affects_size, copy<&S::gres>, check_named<&S::gres>},
    {JobKey::licenses, When::waiting, false, affects_names, copy<&S::licenses>},
    {JobKey::mail_type, When::unfinished, false, affects_nothing, copy<&S::mail_events>},
    {JobKey::mail_user, When::unfinished, false, affects_nothing, copy<&S::mail_user>},
    {JobKey::memory, When::waiting, false, affects_size, copy<&S::memory_kind, &S::memory>},
    {JobKey::min_cpus_per_node, When::waiting, false, affects_size, copy<&S::min_cpus_per_node>},
    {JobKey::name, When::unfinished, false, affects_nothing, copy<&S::name>},
    {JobKey::nice, When::unfinished, false, affects_nothing, copy<&S::nice>, check_nice},
    {JobKey::node_count, When::resizes, false, affects_size, copy<&S::min_nodes, &S::max_nodes>, check_nodes},
    {JobKey::node_list, When::resizes, false, affects_size, copy<&S::node_list>, check_node_list},
    {JobKey::oversubscribe, When::waiting, true, affects_size, copy<&S::oversubscribe, &S::exclusive>},
    {JobKey::partition, When::waiting, false, affects_names | affects_size, copy<&S::partition>, check_partition},
    {JobKey::priority, When::unfinished, false, affects_nothing, copy<&S::priority_set, &S::priority>, check_priority},
    {JobKey::qos, When::waiting, false, affects_names, copy<&S::qos>},
    {JobKey::req_cores, When::waiting, false, affects_size, copy<&S::cores_per_socket>},
    {JobKey::req_sockets, When::waiting, false, affects_size, copy<&S::sockets_per_node>},
    {JobKey::req_threads, When::waiting, false, affects_size, copy<&S::threads_per_core>},
    {JobKey::requeue, When::unfinished, false, affects_nothing, copy<&S::requeue>},
    {JobKey::reservation, When::waiting, false, affects_names, copy<&S::reservation>},
    {JobKey::std_err, When::waiting, false, affects_nothing, copy<&S::std_err>},
    {JobKey::std_in, When::waiting, false, affects_nothing, copy<&S::std_in>},
    {JobKey::std_out, When::waiting, false, affects_nothing, copy<&S::std_out>},
    {JobKey::task_count, When::waiting, false, affects_size, copy<&S::tasks>, check_tasks},
    {JobKey::tasks_per_node, When::waiting, true, affects_size, copy<&S::tasks_per_node>},
    {JobKey::time_limit, When::unfinished, false, affects_size, nullptr, check_limit},
    {JobKey::time_min, When::unfinished, false, affects_size, copy<&S::time_min>},
    {JobKey::tmp_disk, When::waiting, false, affects_size, copy<&S::tmp_disk>},
    {JobKey::wckey, When::waiting, false, affects_nothing, copy<&S::wckey>},
    {JobKey::work_dir, When::waiting, false, affects_nothing, copy<&S::work_dir>},
    {JobKey::kept_options, When::waiting, false, affects_nothing, put_kept},
    {JobKey::prefer, When::waiting, false, affects_nothing, put_kept, check_preferred},
    {JobKey::core_spec, When::waiting, false, affects_nothing, nullptr, refuse<Errc::access_denied>},
    {JobKey::burst_buffer, When::waiting, false, affects_nothing, nullptr, refuse<Errc::not_supported>},
    {JobKey::clusters, When::waiting, false, affects_nothing, nullptr, refuse<Errc::generic>},
};

Errc check_state(When when, const Job& job) {
    if (is_terminal(job.state)) return Errc::job_finished;
    if (when == When::waiting && !is_waiting(job)) return Errc::job_not_pending;
    if (when == When::running && is_waiting(job)) return Errc::job_not_running;
    return Errc::ok;
}

}  // namespace

std::span<const UpdateKey> update_keys() { return rows; }

Errc may_change(const UpdateKey& key, const Asked& asked) {
    if (const Errc code = check_state(key.when, asked.job); code != Errc::ok) return code;
    if (key.admin_only && !asked.caller.is_admin) return Errc::access_denied;
    return key.check ? key.check(asked) : Errc::ok;
}

TimeLimit limit_after(const Job& job, const JobUpdate& update) {
    using Change = JobUpdate::LimitChange;
    if (is_set(update.end)) {
        const auto length = std::chrono::ceil<std::chrono::minutes>(update.end - job.start - job.suspended);
        return TimeLimit::of_minutes(std::max<std::int64_t>(0, length.count()));
    }
    const TimeLimit given = update.values.time_limit;
    if (update.limit_change == Change::set) return given;
    if (!job.time_limit.is_finite()) return job.time_limit;
    if (update.limit_change == Change::add) return TimeLimit::of_minutes(job.time_limit.minutes + given.minutes);
    return given.minutes > job.time_limit.minutes ? TimeLimit::not_set()
                                                  : TimeLimit::of_minutes(job.time_limit.minutes - given.minutes);
}

}  // namespace msd::core
