// SPDX-License-Identifier: MIT
// The wire order of every value type's fields. Append only: see codec.hpp.
#pragma once

#include "libms/model/messages.hpp"

namespace ms {

template <class A> void describe(A& a, Error& v) { a(v.code, v.message); }
template <class A> void describe(A& a, JobId& v) { a(v.value); }
template <class A> void describe(A& a, Megabytes& v) { a(v.value); }
template <class A> void describe(A& a, TimeLimit& v) { a(v.minutes); }
template <class A> void describe(A& a, TaskSet::Run& v) { a(v.first, v.last, v.step); }
template <class A> void describe(A& a, TaskSet& v) {
    auto runs = v.runs();
    a(runs);
    if constexpr (A::reading) v = TaskSet::of_runs(std::move(runs));
}
template <class A> void describe(A& a, WarnSignal& v) {
    a(v.number, v.before_seconds, v.batch_only, v.overlap_reservation);
}
template <class A> void describe(A& a, GresRequest& v) { a(v.name, v.type, v.count); }
template <class A> void describe(A& a, ResourceLimit& v) { a(v.name, v.soft); }
template <class A> void describe(A& a, JobSpec& v) {
    a(v.name, v.partition, v.account, v.qos, v.reservation, v.wckey, v.comment, v.constraint, v.licenses);
    a(v.work_dir, v.std_in, v.std_out, v.std_err, v.command, v.submit_line, v.submit_host, v.submit_dir, v.arguments,
      v.open_mode, v.umask, v.limits, v.export_environment, v.get_user_env);
    a(v.min_nodes, v.max_nodes, v.tasks, v.cpus_per_task, v.tasks_per_node, v.tasks_per_core, v.tasks_per_socket,
      v.tasks_per_gpu, v.min_cpus_per_node, v.sockets_per_node, v.cores_per_socket, v.threads_per_core, v.memory_kind,
      v.memory, v.tmp_disk, v.gres, v.gpus, v.gpus_per_task, v.gpus_per_socket, v.cpus_per_gpu, v.node_list,
      v.exclude, v.exclusive, v.oversubscribe, v.overcommit, v.contiguous, v.spread, v.use_min_nodes, v.distribution,
      v.hint);
    a(v.time_limit, v.time_min, v.begin, v.deadline, v.dependency, v.hold, v.priority_set, v.priority, v.nice,
      v.array, v.requeue, v.kill_on_invalid_dependency, v.signal);
    a(v.mail_events, v.mail_user, v.kept_options, v.gpus_per_node);
    a(v.kind);
    a(v.cron, v.cron_first_line, v.cron_last_line, v.acctg_freq);
}
template <class A> void describe(A& a, ExitStatus& v) { a(v.code, v.signal); }
template <class A> void describe(A& a, CpuTime& v) { a(v.user, v.system); }
template <class A> void describe(A& a, TaskUsage& v) {
    a(v.cpu_time, v.memory, v.memory_peak, v.virtual_memory, v.virtual_memory_peak, v.pages, v.read, v.written,
      v.gpu_memory, v.gpu_memory_peak, v.gpu_utilization, v.gpu_utilization_peak);
}
template <class A> void describe(A& a, Figure& v) { a(v.total, v.max, v.max_task, v.min, v.min_task); }
/// What was not measured takes no room: there are millions of these, and few with GPUs.
template <class A> void describe(A& a, Usage& v) {
    a(v.cpu_time, v.tasks);
    if (!A::reading && v.tasks == 0) return;
    a(v.cpu, v.memory, v.virtual_memory, v.pages, v.read, v.written);
    if (!A::reading && v.gpu_memory == Figure{} && v.gpu_utilization == Figure{}) return;
    a(v.gpu_memory, v.gpu_utilization);
}
template <class A> void describe(A& a, GresAllocation& v) { a(v.name, v.type, v.count, v.indices); }
template <class A> void describe(A& a, NodeAllocation& v) { a(v.node, v.cpus, v.memory, v.gres, v.shared); }
template <class A> void describe(A& a, StepSpec& v) {
    a(v.name, v.submit_line, v.host, v.pid, v.min_nodes, v.max_nodes, v.tasks, v.tasks_per_node, v.cpus_per_task,
      v.exact, v.overlap, v.overcommit, v.memory_kind, v.memory, v.no_gres, v.gres, v.gpus, v.gpus_per_task,
      v.node_list, v.exclude, v.relative, v.distribution, v.time_limit, v.cpu_bind, v.gpu_bind);
}
template <class A> void describe(A& a, Step& v) {
    a(v.job, v.id, v.name, v.state, v.exit, v.start, v.end, v.tasks, v.cpus, v.nodes, v.node_list, v.alloc_tres,
      v.cancelled_by, v.usage, v.allocation, v.tasks_on, v.spec);
}
template <class A> void describe(A& a, ArrayPart& v) {
    a(v.master_id, v.is_task, v.task_id, v.waiting, v.max_running, v.task_count, v.task_min, v.task_max, v.task_step);
}
template <class A> void describe(A& a, Dependency& v) {
    a(v.type, v.job, v.any_task, v.has_task, v.task_id, v.delay_minutes, v.state, v.due);
}
template <class A> void describe(A& a, Resizing& v) { a(v.count, v.at, v.suspended); }
template <class A> void describe(A& a, Job& v) {
    a(v.id, v.spec, v.uid, v.gid, v.user, v.group, v.submit_sid, v.array, v.dependencies, v.dependency_any, v.state,
      v.flags, v.reason, v.reason_text, v.priority, v.partition, v.restarts);
    a(v.submit, v.eligible, v.start, v.end, v.suspended_at, v.suspended, v.time_limit, v.kill_at, v.last_schedule);
    a(v.nodes, v.tasks, v.cpus, v.cpus_per_node_min, v.memory_per_node, v.memory_is_per_cpu, v.memory_per_cpu,
      v.req_tres, v.alloc_tres, v.allocation);
    a(v.exit, v.derived_exit, v.cancelled_by, v.cpu_time, v.node_of_failure, v.script_key, v.environment_key);
    a(v.admin_comment);
    a(v.steps, v.next_step_id, v.shepherd_pid, v.reservation, v.resized, v.waited_for);
}
template <class A> void describe(A& a, NodeGres& v) {
    a(v.name, v.type, v.total, v.used, v.used_indices, v.sockets, v.shares, v.shares_used, v.used_outside);
}
template <class A> void describe(A& a, NodeInfo& v) {
    a(v.name, v.address, v.host_name, v.os, v.arch, v.version, v.state, v.flags, v.reason, v.reason_user,
      v.reason_uid, v.reason_time, v.cpus, v.boards, v.sockets, v.cores_per_socket, v.threads_per_core,
      v.cpus_allocated, v.memory, v.memory_allocated, v.memory_free, v.tmp_disk, v.load_percent, v.weight, v.features,
      v.gres, v.partitions, v.boot_time, v.daemon_start, v.last_busy, v.comment, v.reservation, v.billing);
}
template <class A> void describe(A& a, PartitionInfo& v) {
    a(v.name, v.is_default, v.hidden, v.root_only, v.state, v.max_time, v.default_time, v.min_nodes, v.max_nodes,
      v.priority_tier, v.priority_job_factor, v.allow_groups, v.allow_accounts, v.oversubscribe,
      v.default_memory_per_node, v.default_memory_per_cpu, v.nodes, v.total_cpus, v.max_memory_per_node,
      v.max_memory_per_cpu, v.deny_accounts, v.allow_qos, v.deny_qos, v.alternate, v.qos, v.max_cpus_per_node,
      v.exclusive_user, v.least_loaded, v.no_root_jobs, v.needs_reservation, v.over_time_limit, v.default_cpus_per_gpu,
      v.default_memory_per_gpu, v.alloc_nodes, v.billing_weights, v.billing, v.max_cpus_per_socket);
}
template <class A> void describe(A& a, Notice& v) { a(v.text, v.mend); }

template <class A> void describe(A& a, JobSelector& v) {
    a(v.job, v.has_tasks, v.waiting_tasks, v.tasks, v.has_step, v.step, v.text);
}
template <class A> void describe(A& a, JobFilter& v) {
    a(v.jobs, v.users, v.names, v.partitions, v.accounts, v.qos, v.nodes, v.reservations, v.licenses, v.states,
      v.state_flags, v.wckeys);
}
template <class A> void describe(A& a, SubmitRequest& v) {
    a(v.spec, v.script, v.environment, v.test_only, v.submit_sid);
}
template <class A> void describe(A& a, SubmitReply& v) {
    a(v.id, v.warnings, v.cluster, v.expected_start, v.cpus, v.nodes, v.partition);
}
template <class A> void describe(A& a, SignalRequest& v) { a(v.filter, v.signal, v.batch_only, v.full, v.cron, v.admin_comment); }
template <class A> void describe(A& a, ControlRequest& v) {
    a(v.operation, v.jobs, v.text, v.special_exit, v.incomplete);
}
template <class A> void describe(A& a, JobResult& v) { a(v.text, v.code, v.message); }
template <class A> void describe(A& a, JobResults& v) { a(v.results); }
template <class A> void describe(A& a, PlannedStart& v) { a(v.job, v.start, v.nodes); }
template <class A> void describe(A& a, JobsQuery& v) { a(v.filter, v.forecast); }
template <class A> void describe(A& a, JobsReply& v) { a(v.now, v.cluster, v.jobs, v.planned); }
template <class A> void describe(A&, ClusterQuery&) {}
template <class A> void describe(A& a, ClusterReply& v) { a(v.now, v.cluster, v.nodes, v.partitions, v.notices, v.licenses, v.reservations); }
template <class A> void describe(A& a, LicenseInfo& v) { a(v.name, v.total, v.used); }
template <class A> void describe(A& a, AccountingQuery& v) {
    a(v.filter, v.window_start, v.window_end, v.with_steps, v.duplicates, v.groups, v.cpus_range, v.nodes_range,
      v.page_size, v.page_start);
}
template <class A> void describe(A& a, AccountingJob& v) { a(v.job, v.steps); }
template <class A> void describe(A& a, AccountingReply& v) { a(v.now, v.cluster, v.jobs, v.next_page); }
template <class A> void describe(A& a, WaitRequest& v) { a(v.job); }
template <class A> void describe(A& a, WaitReply& v) { a(v.exit, v.state); }
template <class A> void describe(A& a, JobTextQuery& v) { a(v.job, v.environment); }
template <class A> void describe(A& a, JobTextReply& v) { a(v.text); }
template <class A> void describe(A&, PingRequest&) {}
template <class A> void describe(A& a, PingReply& v) {
    a(v.version, v.mode, v.pid, v.started, v.cluster, v.state_dir, v.log, v.notices);
}
template <class A> void describe(A&, ShutdownRequest&) {}
template <class A> void describe(A& a, AllocationRequest& v) { a(v.job, v.wait); }
template <class A> void describe(A& a, AllocationReply& v) { a(v.job, v.environment, v.spool_dir); }
template <class A> void describe(A& a, StepRequest& v) { a(v.job, v.spec, v.wait); }
template <class A> void describe(A& a, StepReply& v) { a(v.step, v.environment, v.spool_dir); }
template <class A> void describe(A&, Done&) {}
template <class A> void describe(A& a, JobUpdate& v) {
    a(v.keys, v.values, v.limit_change, v.admin_comment, v.array_task_throttle, v.cpu_count, v.end);
}
template <class A> void describe(A& a, NodeStatus& v) {
    a(v.node, v.down, v.flags, v.reason, v.reason_user, v.reason_uid, v.reason_time, v.comment);
}
template <class A> void describe(A& a, NodeUpdateRequest& v) { a(v.nodes, v.values); }
template <class A> void describe(A& a, PartitionUpdateRequest& v) { a(v.action, v.name, v.values); }
template <class A> void describe(A&, ReconfigureRequest&) {}
template <class A> void describe(A& a, LogLevelRequest& v) { a(v.level); }
template <class A> void describe(A&, ConfigQuery&) {}
template <class A> void describe(A& a, ConfigReply& v) { a(v.now, v.values, v.accounting); }
template <class A> void describe(A& a, Admitted& v) { a(v.names, v.denied); }
template <class A> void describe(A& a, ReservedNode& v) { a(v.node, v.cpus, v.whole); }
template <class A> void describe(A& a, Reservation& v) {
    a(v.name, v.id, v.start, v.end, v.active, v.flags, v.nodes, v.cores, v.partition, v.features, v.licenses, v.users,
      v.accounts, v.groups, v.purge_after, v.max_start_delay, v.comment, v.burst_buffer, v.idle_since, v.qos);
}
template <class A> void describe(A& a, ListChange& v) { a(v.kind, v.names); }
template <class A> void describe(A& a, ReservationChange& v) {
    a(v.keys, v.start, v.end, v.duration, v.duration_shift, v.nodes, v.node_counts, v.core_counts, v.users, v.accounts,
      v.groups, v.flags, v.flags_kind, v.purge_after, v.max_start_delay, v.partition, v.features, v.comment,
      v.burst_buffer, v.licenses, v.qos);
}
template <class A> void describe(A& a, ReservationRequest& v) { a(v.action, v.name, v.change); }
template <class A> void describe(A& a, ReservationReply& v) { a(v.name); }
template <class A> void describe(A& a, StepUpdateRequest& v) { a(v.step, v.time_limit); }
template <class A> void describe(A& a, StepUsageQuery& v) { a(v.jobs); }
template <class A> void describe(A& a, StepUsage& v) { a(v.step, v.pids); }
template <class A> void describe(A& a, JobUsage& v) { a(v.code, v.steps); }
template <class A> void describe(A& a, StepUsageReply& v) { a(v.jobs); }
template <class A> void describe(A& a, StatisticsQuery& v) { a(v.reset); }
template <class A> void describe(A& a, RequestCount& v) { a(v.name, v.number, v.count, v.time); }
template <class A> void describe(A& a, CycleFigures& v) {
    a(v.count, v.last, v.longest, v.total, v.depth, v.queue, v.last_at);
}
template <class A> void describe(A& a, Statistics& v) {
    a(v.now, v.since, v.threads, v.agents, v.jobs_submitted, v.jobs_started, v.jobs_completed, v.jobs_cancelled,
      v.jobs_failed, v.jobs_pending, v.jobs_running, v.schedule, v.backfill, v.backfilled, v.by_kind, v.by_user,
      v.commits, v.commit_time);
}
template <class A> void describe(A& a, Limits& v) { a(v.values); }
template <class A> void describe(A& a, Account& v) { a(v.name, v.description, v.organization, v.coordinators); }
template <class A> void describe(A& a, AccountUser& v) { a(v.name, v.default_account, v.admin); }
template <class A> void describe(A& a, Association& v) {
    a(v.id, v.account, v.user, v.partition, v.parent, v.shares, v.priority, v.limits, v.default_qos, v.qos);
}
template <class A> void describe(A& a, Qos& v) {
    a(v.id, v.name, v.description, v.priority, v.flags, v.preempt, v.preempt_mode, v.grace_time, v.preempt_exempt_time,
      v.usage_factor, v.usage_threshold, v.limit_factor, v.limits);
}
template <class A> void describe(A& a, AccountBook& v) {
    a(v.accounts, v.users, v.associations, v.qos, v.next_association, v.next_qos);
}
template <class A> void describe(A&, AccountsQuery&) {}
template <class A> void describe(A& a, AccountsReply& v) { a(v.now, v.cluster, v.book, v.enforced, v.tres, v.nodes); }
template <class A> void describe(A& a, AccountSetting& v) { a(v.key, v.how, v.value); }
template <class A> void describe(A& a, AccountsChange& v) { a(v.action, v.entity, v.where, v.set, v.dry_run); }
template <class A> void describe(A& a, AssociationName& v) { a(v.account, v.user, v.partition, v.parent); }
template <class A> void describe(A& a, AccountsChanged& v) { a(v.names, v.associations, v.left); }
template <class A> void describe(A& a, TransactionsQuery& v) { a(v.start, v.end); }
template <class A> void describe(A& a, AccountTransaction& v) { a(v.time, v.action, v.actor, v.where, v.info); }
template <class A> void describe(A& a, TransactionsReply& v) { a(v.transactions); }
template <class A> void describe(A& a, UsageQuery& v) { a(v.start, v.end, v.jobs); }
template <class A> void describe(A& a, AccountUsage& v) { a(v.account, v.user, v.qos, v.seconds); }
template <class A> void describe(A& a, UsageJob& v) { a(v.account, v.wckey, v.user, v.partition, v.cpus, v.seconds); }
template <class A> void describe(A& a, UsageReply& v) {
    a(v.cluster, v.rows, v.total, v.down, v.planned, v.jobs, v.planned_down);
}
template <class A> void describe(A& a, EventsQuery& v) { a(v.start, v.end); }
template <class A> void describe(A& a, NodeEvent& v) { a(v.node, v.start, v.end, v.state, v.reason, v.user, v.tres); }
template <class A> void describe(A& a, EventsReply& v) { a(v.cluster, v.events); }
template <class A> void describe(A& a, ArchiveRequest& v) { a(v.load, v.path, v.keys); }
template <class A> void describe(A& a, ArchiveReply& v) { a(v.lines); }
template <class A> void describe(A& a, ReservationUsageQuery& v) { a(v.start, v.end); }
template <class A> void describe(A& a, PastReservation& v) { a(v.id, v.name, v.start, v.end, v.nodes, v.tres, v.used); }
template <class A> void describe(A& a, ReservationUsageReply& v) { a(v.now, v.cluster, v.reservations); }
template <class A> void describe(A& a, UpdateRequest& v) { a(v.jobs, v.update); }
template <class A> void describe(A& a, CrontabJob& v) { a(v.line, v.spec, v.script, v.environment); }
template <class A> void describe(A& a, CrontabRequest& v) { a(v.user, v.action, v.text, v.jobs); }
template <class A> void describe(A& a, CrontabReply& v) { a(v.text, v.exists, v.jobs, v.warnings); }

}  // namespace ms
