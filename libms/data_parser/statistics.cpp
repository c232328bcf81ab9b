// SPDX-License-Identifier: MIT
// Slurm's STATS_MSG: sdiag --json.
#include <algorithm>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::data_parser {
namespace {

using S = const Statistics&;
using C = const RequestCount&;

std::int64_t mean(std::uint64_t sum, std::uint64_t count) { return count ? static_cast<std::int64_t>(sum / count) : 0; }
std::uint64_t micros(Micros time) { return static_cast<std::uint64_t>(time.count()); }

constexpr Field<RequestCount> kind_fields[] = {
    {"message_type", [](C c) -> Value { return c.name; }},
    {"type_id", [](C c) -> Value { return c.number; }},
    {"count", [](C c) -> Value { return c.count; }},
    {"queued", [](C) -> Value { return 0; }, 41},
    {"dropped", [](C) -> Value { return 0; }, 41},
    {"cycle_last", [](C) -> Value { return 0; }, 41},
    {"cycle_max", [](C) -> Value { return 0; }, 41},
    {"total_time", [](C c) -> Value { return micros(c.time); }},
    {"average_time", [](C c) -> Value { return mean(micros(c.time), c.count); }, 0, 40},
    {"average_time", [](C c) -> Value { return number(static_cast<std::uint64_t>(mean(micros(c.time), c.count))); }, 41},
};
constexpr Field<RequestCount> user_fields[] = {
    {"user", [](C c) -> Value { return c.name; }},
    {"user_id", [](C c) -> Value { return c.number; }},
    {"count", [](C c) -> Value { return c.count; }},
    {"total_time", [](C c) -> Value { return micros(c.time); }},
    {"average_time", [](C c) -> Value { return mean(micros(c.time), c.count); }, 0, 40},
    {"average_time", [](C c) -> Value { return number(static_cast<std::uint64_t>(mean(micros(c.time), c.count))); }, 41},
};

template <std::size_t N>
Nested rows(const std::vector<RequestCount>& counts, const Field<RequestCount> (&fields)[N]) {
    return {[&counts, &fields](Writer& out) {
        out.begin_list();
        for (const RequestCount& each : counts) write_record(out, std::span<const Field<RequestCount>>(fields), each);
        out.end_list();
    }};
}

Value cycles_per_minute(S s) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(s.now - s.since).count();
    return minutes > 0 ? static_cast<std::int64_t>(s.schedule.count) / minutes : 0;
}
Value zero(S) { return 0; }

constexpr Field<Statistics> fields[] = {
    {"parts_packed", [](S) -> Value { return 1; }, 0, 43},
    {"req_time", [](S s) -> Value { return time_number(s.now); }},
    {"req_time_start", [](S s) -> Value { return time_number(s.since); }},
    {"server_thread_count", [](S s) -> Value { return s.threads; }},
    {"agent_queue_size", [](S s) -> Value { return s.agents; }},
    {"agent_count", zero},
    {"agent_thread_count", zero},
    {"dbd_agent_queue_size", zero},
    {"gettimeofday_latency", zero},
    {"schedule_cycle_max", [](S s) -> Value { return micros(s.schedule.longest); }},
    {"schedule_cycle_last", [](S s) -> Value { return micros(s.schedule.last); }},
    {"schedule_cycle_sum", [](S s) -> Value { return micros(s.schedule.total); }, 40},
    {"schedule_cycle_total", [](S s) -> Value { return s.schedule.count; }},
    {"schedule_cycle_mean", [](S s) -> Value { return mean(micros(s.schedule.total), s.schedule.count); }},
    {"schedule_cycle_mean_depth", [](S s) -> Value { return mean(s.schedule.depth, s.schedule.count); }},
    {"schedule_cycle_per_minute", cycles_per_minute},
    {"schedule_cycle_depth", [](S s) -> Value { return s.schedule.depth; }, 40},
    {"schedule_exit/end_job_queue", [](S s) -> Value { return s.schedule.count; }, 40},
    {"schedule_exit/default_queue_depth", zero, 40},
    {"schedule_exit/max_job_start", zero, 40},
    {"schedule_exit/max_rpc_cnt", zero, 40},
    {"schedule_exit/max_sched_time", zero, 40},
    {"schedule_exit/licenses", zero, 40},
    {"schedule_queue_length", [](S s) -> Value { return s.schedule.queue; }},
    {"jobs_submitted", [](S s) -> Value { return s.jobs_submitted; }},
    {"jobs_started", [](S s) -> Value { return s.jobs_started; }},
    {"jobs_completed", [](S s) -> Value { return s.jobs_completed; }},
    {"jobs_canceled", [](S s) -> Value { return s.jobs_cancelled; }},
    {"jobs_failed", [](S s) -> Value { return s.jobs_failed; }},
    {"jobs_pending", [](S s) -> Value { return s.jobs_pending; }},
    {"jobs_running", [](S s) -> Value { return s.jobs_running; }},
    {"job_states_ts", [](S s) -> Value { return time_number(s.now); }},
    {"bf_backfilled_jobs", [](S s) -> Value { return s.backfilled; }},
    {"bf_last_backfilled_jobs", [](S s) -> Value { return s.backfilled; }},
    {"bf_backfilled_het_jobs", zero},
    {"bf_cycle_counter", [](S s) -> Value { return s.backfill.count; }},
    {"bf_cycle_mean", [](S s) -> Value { return mean(micros(s.backfill.total), s.backfill.count); }},
    {"bf_depth_mean", [](S s) -> Value { return mean(s.backfill.depth, s.backfill.count); }},
    {"bf_depth_mean_try", [](S s) -> Value { return mean(s.backfill.depth, s.backfill.count); }},
    {"bf_cycle_sum", [](S s) -> Value { return micros(s.backfill.total); }, 40},
    {"bf_cycle_last", [](S s) -> Value { return micros(s.backfill.last); }},
    {"bf_cycle_max", [](S s) -> Value { return micros(s.backfill.longest); }},
    {"bf_exit/end_job_queue", [](S s) -> Value { return s.backfill.count; }, 40},
    {"bf_exit/bf_max_job_start", zero, 40},
    {"bf_exit/bf_max_job_test", zero, 40},
    {"bf_exit/bf_max_time", zero, 40},
    {"bf_exit/bf_node_space_size", zero, 40},
    {"bf_exit/state_changed", zero, 40},
    {"bf_last_depth", zero},
    {"bf_last_depth_try", zero},
    {"bf_depth_sum", [](S s) -> Value { return s.backfill.depth; }, 40},
    {"bf_depth_try_sum", [](S s) -> Value { return s.backfill.depth; }, 40},
    {"bf_queue_len", [](S s) -> Value { return s.backfill.queue; }},
    {"bf_queue_len_mean", [](S s) -> Value { return s.backfill.queue; }},
    {"bf_queue_len_sum", [](S s) -> Value { return s.backfill.queue; }, 40},
    {"bf_table_size", zero, 40},
    {"bf_table_size_sum", zero, 40},
    {"bf_table_size_mean", zero, 40},
    {"bf_when_last_cycle", [](S s) -> Value { return time_number(s.backfill.last_at); }},
    {"bf_active", [](S) -> Value { return false; }},
    {"rpcs_by_message_type", [](S s) -> Value { return rows(s.by_kind, kind_fields); }, 40},
    {"rpcs_by_user", [](S s) -> Value { return rows(s.by_user, user_fields); }, 40},
    {"pending_rpcs", [](S) -> Value { return empty_list(); }, 40},
    {"pending_rpcs_by_hostlist", [](S) -> Value { return empty_list(); }, 40},
};

}  // namespace

void write_statistics(Writer& out, const Statistics& figures) {
    write_record(out, std::span<const Field<Statistics>>(fields), figures);
}

}  // namespace ms::data_parser
