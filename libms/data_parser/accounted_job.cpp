// SPDX-License-Identifier: MIT
// Slurm's JOB of its accounting.
#include "libms/data_parser/field.hpp"
#include "libms/data_parser/job_values.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/model/charged.hpp"
#include "libms/text/array.hpp"
#include "libms/text/job.hpp"

namespace ms::data_parser {
namespace {

using R = const AccountedJobRecord&;

const JobSpec& spec(R r) { return *r.job.spec; }
bool has_run(R r) { return r.job.state != JobState::pending && is_set(r.job.start); }

Value empty_text(R) { return ""; }
Value zero(R) { return 0; }
Value nothing(R) { return nullptr; }

std::int64_t epoch(Time time) { return epoch_seconds(time); }
Micros total(R r) { return r.cpu_time.total(); }

Value array_task(R r) { return r.job.array.is_task ? number(r.job.array.task_id) : no_number(); }
Value array_tasks(R r) {
    return r.job.array.waiting.empty() ? "" : text::format_tasks(r.job.array.waiting, r.job.array.max_running, 0);
}
std::uint64_t requested(R r, const char* resource) {
    const auto amounts = text::parse_tres(r.job.req_tres);
    const auto at = amounts.find(resource);
    return at == amounts.end() ? 0 : at->second;
}
/// What a job waited for last: a run's own end is told by its state.
std::string reason(R r) { return std::string(reason_name(r.job.waited_for)); }
Value flags(R r) { return has_run(r) ? Words{"STARTED_ON_SCHEDULE", "START_RECEIVED"} : Words{"NOT_SET"}; }
std::string oversubscribe(R r) {
    if (spec(r).exclusive != Exclusive::no) return "NO";
    return spec(r).oversubscribe ? "YES" : "OK";
}
Value cancelled_by(R r) {
    const bool by_somebody = r.job.state == JobState::cancelled && (r.job.flags & job_cancel_requested);
    return by_somebody ? std::to_string(r.job.cancelled_by) : std::string();
}
Value steps(R r) {
    return Nested{[&r](Writer& out) {
        out.begin_list();
        for (const StepRecord& step : r.steps) write_step(out, step);
        out.end_list();
    }};
}
Value wckey(R r) {
    return Nested{[&r](Writer& out) {
        out.begin_object();
        out.key("wckey");
        out.text(spec(r).wckey);
        out.key("flags");
        Value(Words{}).write(out);
        out.end_object();
    }};
}

constexpr Field<AccountedJobRecord> fields[] = {
    {"account", [](R r) -> Value { return spec(r).account; }},
    {"comment/administrator", [](R r) -> Value { return r.job.admin_comment; }},
    {"comment/job", [](R r) -> Value { return spec(r).comment; }},
    {"comment/system", empty_text},
    {"allocation_nodes", [](R r) -> Value { return has_run(r) ? r.job.nodes : 0; }},
    {"array/job_id", [](R r) -> Value { return r.job.array.master_id.value; }},
    {"array/limits/max/running/tasks", [](R r) -> Value { return r.job.array.max_running; }},
    {"array/task_id", array_task},
    {"array/task", array_tasks},
    {"association/account", [](R r) -> Value { return spec(r).account; }},
    {"association/cluster", [](R r) -> Value { return r.view.cluster; }},
    {"association/partition", empty_text},
    {"association/user", [](R r) -> Value { return r.job.user; }},
    {"association/id", [](R r) -> Value { return charged_association(r.view.book, r.job); }, 40},
    {"block", empty_text, 40},
    {"cluster", [](R r) -> Value { return r.view.cluster; }},
    {"constraints", [](R r) -> Value { return spec(r).constraint; }},
    {"container", [](R r) -> Value { return kept_option(r.job, "container"); }},
    {"sluid", empty_text, 45},
    {"derived_exit_code", [](R r) -> Value { return r.job.derived_exit; }},
    {"time/elapsed", [](R r) -> Value { return r.elapsed.count(); }},
    {"time/eligible", [](R r) -> Value { return epoch(r.job.eligible); }},
    {"time/end", [](R r) -> Value { return is_terminal(r.job.state) ? epoch(r.job.end) : 0; }},
    {"time/planned", [](R r) -> Value { return number(static_cast<std::uint64_t>(r.planned.count())); }, 40},
    {"time/start", [](R r) -> Value { return has_run(r) ? epoch(r.job.start) : 0; }},
    {"time/submission", [](R r) -> Value { return epoch(r.job.submit); }},
    {"time/suspended", [](R r) -> Value { return r.suspended.count(); }},
    {"time/system/seconds", [](R r) -> Value { return whole_seconds(r.cpu_time.system); }},
    {"time/system/microseconds", [](R r) -> Value { return rest_microseconds(r.cpu_time.system); }},
    {"time/limit", [](R r) -> Value { return limit_number(r.job.time_limit); }},
    {"time/total/seconds", [](R r) -> Value { return whole_seconds(total(r)); }},
    {"time/total/microseconds", [](R r) -> Value { return rest_microseconds(total(r)); }},
    {"time/user/seconds", [](R r) -> Value { return whole_seconds(r.cpu_time.user); }},
    {"time/user/microseconds", [](R r) -> Value { return rest_microseconds(r.cpu_time.user); }},
    {"exclusive", [](R r) -> Value { return exclusive_word(r.job); }, 45},
    {"exit_code", [](R r) -> Value { return r.job.exit; }},
    {"extra", [](R r) -> Value { return kept_option(r.job, "extra"); }, 40},
    {"failed_node", [](R r) -> Value { return r.job.node_of_failure; }, 40},
    {"flags", flags},
    {"group", [](R r) -> Value { return r.job.group; }},
    {"het/job_id", zero},
    {"het/job_offset", [](R) -> Value { return no_number(); }},
    {"job_id", [](R r) -> Value { return r.job.id.value; }},
    {"name", [](R r) -> Value { return spec(r).name; }},
    {"licenses", [](R r) -> Value { return spec(r).licenses; }, 40},
    {"mcs/label", [](R r) -> Value { return kept_option(r.job, "mcs-label"); }},
    {"nodes",
     [](R r) -> Value { return r.job.allocation.empty() ? "None assigned" : text::shown_nodes(r.job); }},
    {"oversubscribe", [](R r) -> Value { return oversubscribe(r); }, 45},
    {"partition", [](R r) -> Value { return r.job.partition; }},
    {"hold", [](R r) -> Value { return is_held(r.job); }, 40},
    {"priority", [](R r) -> Value { return number(r.job.priority); }},
    {"qos", [](R r) -> Value { return spec(r).qos.empty() ? "normal" : spec(r).qos; }},
    {"qosreq", [](R r) -> Value { return spec(r).qos; }, 40},
    {"required/CPUs", [](R r) -> Value { return requested(r, "cpu"); }},
    {"required/memory", [](R r) -> Value { return requested(r, "mem"); }, 0, 38},
    {"required/memory_per_cpu", [](R r) -> Value { return memory_per_cpu(r.job); }, 40},
    {"required/memory_per_node", [](R r) -> Value { return memory_per_node(r.job); }, 40},
    {"kill_request_user", nothing, 0, 38},
    {"kill_request_user", cancelled_by, 40},
    {"restart_cnt", [](R r) -> Value { return r.job.restarts; }, 40},
    {"reservation/id", zero},
    {"reservation/name", [](R r) -> Value { return spec(r).reservation; }},
    {"reservation/requested", [](R r) -> Value { return spec(r).reservation; }, 44},
    {"script", [](R r) -> Value { return r.script; }, 40},
    {"segment_size", [](R r) -> Value { return std::get<std::int64_t>(kept_number(r.job, "segment").value); }, 43},
    {"original_sluid", empty_text, 45},
    {"stdin_expanded", [](R r) -> Value { return expanded(r.job, input_pattern(r.job)); }, 40},
    {"stdout_expanded", [](R r) -> Value { return expanded(r.job, output_pattern(r.job)); }, 40},
    {"stderr_expanded", [](R r) -> Value { return expanded(r.job, error_pattern(r.job)); }, 40},
    {"stdout", [](R r) -> Value { return output_pattern(r.job); }, 40},
    {"stderr", [](R r) -> Value { return error_pattern(r.job); }, 40},
    {"stdin", [](R r) -> Value { return input_pattern(r.job); }, 40},
    {"state/current", [](R r) -> Value { return state_name(r.job.state); }, 0, 38},
    {"state/current", [](R r) -> Value { return state_words(r.job.state, r.job.flags); }, 40},
    {"state/reason", [](R r) -> Value { return reason(r); }},
    {"steps", steps},
    {"submit_line", [](R r) -> Value { return spec(r).submit_line; }, 40},
    {"tres/allocated", [](R r) -> Value { return tres_list(r.job.alloc_tres); }},
    {"tres/requested", [](R r) -> Value { return tres_list(r.job.req_tres); }},
    {"used_gres", empty_text, 40},
    {"user", [](R r) -> Value { return r.job.user; }},
    {"wckey", wckey},
    {"working_directory", [](R r) -> Value { return spec(r).work_dir; }},
};

}  // namespace

void write_accounted_job(Writer& out, const AccountedJobRecord& record) {
    write_record(out, std::span<const Field<AccountedJobRecord>>(fields), record);
}

}  // namespace ms::data_parser
