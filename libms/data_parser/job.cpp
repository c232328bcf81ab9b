// SPDX-License-Identifier: MIT
// Slurm's JOB_INFO. Rows in Slurm's order; those that never have a value here say what Slurm says of a job without.
#include <algorithm>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/job_values.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/model/charged.hpp"
#include "libms/text/array.hpp"
#include "libms/text/dependency.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/job.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::data_parser {
namespace {

using R = const JobRecord&;

const JobSpec& spec(R r) { return *r.job.spec; }
bool waits(R r) { return r.job.state == JobState::pending; }
bool holds_resources(R r) { return r.job.state == JobState::running || r.job.state == JobState::suspended; }

// ---- rows that are the same for every job

Value empty_text(R) { return ""; }
Value zero(R) { return 0; }
Value number_zero(R) { return number(0); }
Value not_set(R) { return no_number(); }
Value no_items(R) { return empty_list(); }

// ---- arrays

Value array_job(R r) { return number(r.job.array ? r.job.array.master_id.value : 0); }
Value array_task(R r) {
    if (r.waiting_task) return number(*r.waiting_task);
    return r.job.array.is_task ? number(r.job.array.task_id) : no_number();
}
Value array_tasks(R r) {
    const ArrayPart& array = r.job.array;
    if (r.waiting_task || array.waiting.empty()) return "";
    return text::format_tasks(array.waiting, array.max_running, 0);
}

// ---- times

const PlannedStart* plan_of(R r) { return r.view.jobs ? r.view.jobs->plan_of(r.job.id) : nullptr; }
Time start_of(R r) {
    if (is_set(r.job.start)) return r.job.start;
    if (const PlannedStart* plan = plan_of(r)) return plan->start;
    return waits(r) ? spec(r).begin : r.job.end;
}
Time end_of(R r) {
    if (is_terminal(r.job.state) || (!waits(r) && is_set(r.job.end))) return r.job.end;
    const Time start = start_of(r);
    const TimeLimit limit = r.job.time_limit;
    return is_set(start) && limit.is_finite() ? start + std::chrono::minutes{limit.minutes} : Time{};
}
Value accrue_time(R r) {
    return time_number(text::accrue_time(r.job, r.view.now));
}
/// How long it had run when it was suspended.
Value before_suspension(R r) {
    if (r.job.state != JobState::suspended) return number(0);
    const auto ran = std::chrono::floor<Seconds>(r.job.suspended_at - r.job.start) - r.job.suspended;
    return number(static_cast<std::uint64_t>(std::max<std::int64_t>(0, ran.count())));
}
Value least_time(R r) { return spec(r).time_min.is_set() ? limit_number(spec(r).time_min) : number(0); }
Value delay_boot(R r) {
    const auto delay = text::parse_time_limit(kept_option(r.job, "delay-boot"));
    return number(delay && delay->is_finite() ? static_cast<std::uint64_t>(delay->minutes) * 60 : 0);
}

// ---- what it holds

Value billing(R r) {
    const auto amounts = text::parse_tres(r.job.alloc_tres);
    const auto at = amounts.find("billing");
    return at == amounts.end() ? no_real_number() : real_number(static_cast<double>(at->second));
}
/// gpu:2(IDX:0-1), a text a node.
Value gres_detail(R r) {
    Words words;
    for (const NodeAllocation& part : r.job.allocation) {
        Words items;
        for (const GresAllocation& each : part.gres) {
            TaskSet indices;
            for (const std::uint32_t index : each.indices) indices.insert(TaskSet::of(index));
            items.push_back(each.name + (each.type.empty() ? "" : ":" + each.type) + ":" + std::to_string(each.count) +
                            (indices.empty() ? "" : "(IDX:" + text::format_tasks(indices, 0, 0) + ")"));
        }
        if (!items.empty()) words.push_back(text::join(items));
    }
    return words;
}
Value resources(R r) {
    return Nested{[&r](Writer& out) { write_job_resources(out, r); }};
}
Value cpus_per_gpu(R r) {
    return spec(r).cpus_per_gpu ? "gres/gpu:" + std::to_string(spec(r).cpus_per_gpu) : std::string();
}
Value memory_per_gpu(R r) {
    return spec(r).memory_kind == MemoryKind::per_gpu ? "gres/gpu:" + std::to_string(spec(r).memory.value)
                                                      : std::string();
}
Value tres_per_task(R r) {
    Words items;
    if (spec(r).cpus_per_task) items.push_back("cpu=" + std::to_string(spec(r).cpus_per_task));
    if (const std::string gpus = text::format_tres_per(spec(r).gpus_per_task); !gpus.empty()) items.push_back(gpus);
    return text::join(items);
}

// ---- words

struct FlagRow {
    std::string_view name;
    bool (*is_set)(R);
};
constexpr FlagRow flag_rows[] = {
    {"KILL_INVALID_DEPENDENCY", [](R r) { return spec(r).kill_on_invalid_dependency == Choice::yes; }},
    {"NO_KILL_INVALID_DEPENDENCY", [](R r) { return spec(r).kill_on_invalid_dependency == Choice::no; }},
    {"SPREAD_JOB", [](R r) { return spec(r).spread; }},
    {"PREFER_MINIMUM_NODE_COUNT", [](R r) { return spec(r).use_min_nodes; }},
    {"EXACT_TASK_COUNT_REQUESTED", [](R r) { return spec(r).tasks != 0; }},
    {"EXACT_CPU_COUNT_REQUESTED", [](R r) { return spec(r).cpus_per_task != 0; }},
    {"ACCRUE_COUNT_CLEARED", [](R r) { return !waits(r); }},
    {"JOB_WAS_RUNNING", holds_resources},
    {"CRON_JOB", [](R r) { return !spec(r).cron.empty(); }},
    {"EXACT_MEMORY_REQUESTED", [](R r) { return spec(r).memory_kind != MemoryKind::unset; }},
    {"USING_DEFAULT_ACCOUNT", [](R r) { return spec(r).account.empty(); }},
    {"USING_DEFAULT_PARTITION", [](R r) { return spec(r).partition.empty(); }},
    {"USING_DEFAULT_QOS", [](R r) { return spec(r).qos.empty(); }},
    {"USING_DEFAULT_WCKEY", [](R r) { return spec(r).wckey.empty(); }},
    {"DEPENDENT", [](R r) { return !r.job.dependencies.empty(); }},
    {"SCHEDULING_ATTEMPTED", [](R r) { return is_set(r.job.last_schedule); }},
};
Value flags(R r) {
    Words words;
    for (const FlagRow& row : flag_rows)
        if (row.is_set(r)) words.emplace_back(row.name);
    return words;
}
Value mail_types(R r) {
    return spec(r).mail_events ? text::split_list(text::format_mail_types(spec(r).mail_events)) : Words{};
}
Value profile(R r) {
    Words words = text::split_list(kept_option(r.job, "profile"));
    for (std::string& word : words)
        std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::toupper(c); });
    return words.empty() ? Words{"NOT_SET"} : words;
}
Value switches_wait(R r) {
    const std::string asked = kept_option(r.job, "switches");
    const auto wait = text::parse_duration(asked.find('@') == asked.npos ? "" : asked.substr(asked.find('@') + 1));
    return wait ? wait->count() : 0;
}
/// The number of the wait status, as Slurm 22.05 gave it.
std::int64_t wait_status(const ExitStatus& exit) {
    return static_cast<std::int64_t>(exit.code << 8 | (exit.signal & 0x7F));
}
Value step_id(R r) {
    return Nested{[&r](Writer& out) {
        out.begin_object();
        out.key("sluid");
        out.text("");
        out.key("job_id");
        Value(number(r.job.id.value)).write(out);
        out.key("step_het_component");
        Value(no_number()).write(out);
        out.key("step_id");
        Value(no_number()).write(out);
        out.end_object();
    }};
}

constexpr Field<JobRecord> fields[] = {
    {"account", [](R r) -> Value { return spec(r).account; }},
    {"accrue_time", accrue_time},
    {"admin_comment", [](R r) -> Value { return r.job.admin_comment; }},
    {"allocating_node", [](R r) -> Value { return spec(r).submit_host; }, 40},
    {"array_job_id", array_job},
    {"array_task_id", array_task},
    {"array_max_tasks", [](R r) -> Value { return number(r.job.array.max_running); }},
    {"array_task_string", array_tasks},
    {"association_id", [](R r) -> Value { return charged_association(r.view.book, r.job); }},
    {"batch_features", [](R r) -> Value { return kept_option(r.job, "batch"); }},
    {"batch_flag", [](R r) -> Value { return spec(r).kind == JobKind::batch; }},
    {"batch_host", [](R r) -> Value { return r.job.allocation.empty() ? "" : r.job.allocation.front().node; }},
    {"flags", flags},
    {"burst_buffer", [](R r) -> Value { return kept_option(r.job, "bb"); }},
    {"burst_buffer_state", empty_text},
    {"cluster", [](R r) -> Value { return r.view.cluster; }},
    {"cluster_features", [](R r) -> Value { return kept_option(r.job, "cluster-constraint"); }},
    {"command", [](R r) -> Value { return spec(r).command; }},
    {"comment", [](R r) -> Value { return spec(r).comment; }},
    {"container", [](R r) -> Value { return kept_option(r.job, "container"); }},
    {"container_id", [](R r) -> Value { return kept_option(r.job, "container-id"); }, 40},
    {"container_type", empty_text, 45, 45},
    {"contiguous", [](R r) -> Value { return spec(r).contiguous; }},
    {"core_spec", [](R r) -> Value { return kept_number(r.job, "core-spec"); }},
    {"thread_spec", [](R r) -> Value { return kept_number(r.job, "thread-spec"); }},
    {"cores_per_socket", [](R r) -> Value { return asked_number(spec(r).cores_per_socket); }},
    {"billable_tres", billing},
    {"cpus_per_task", [](R r) -> Value { return asked_number(spec(r).cpus_per_task); }},
    {"cpu_frequency_minimum", not_set},
    {"cpu_frequency_maximum", not_set},
    {"cpu_frequency_governor", not_set},
    {"cpus_per_tres", cpus_per_gpu},
    {"cron", [](R r) -> Value { return spec(r).cron; }, 40},
    {"deadline", [](R r) -> Value { return time_number(spec(r).deadline); }},
    {"delay_boot", delay_boot},
    {"dependency",
     [](R r) -> Value { return text::format_dependency(r.job.dependencies, r.job.dependency_any); }},
    {"derived_exit_code", [](R r) -> Value { return wait_status(r.job.derived_exit); }, 0, 38},
    {"derived_exit_code", [](R r) -> Value { return r.job.derived_exit; }, 40},
    {"eligible_time", [](R r) -> Value { return time_number(r.job.eligible); }},
    {"end_time", [](R r) -> Value { return time_number(end_of(r)); }},
    {"excluded_nodes", [](R r) -> Value { return spec(r).exclude; }},
    {"exit_code", [](R r) -> Value { return wait_status(r.job.exit); }, 0, 38},
    {"exit_code", [](R r) -> Value { return r.job.exit; }, 40},
    {"extra", [](R r) -> Value { return kept_option(r.job, "extra"); }, 40},
    {"failed_node", [](R r) -> Value { return r.job.node_of_failure; }, 40},
    {"features", [](R r) -> Value { return spec(r).constraint; }},
    {"federation_origin", empty_text},
    {"federation_siblings_active", empty_text},
    {"federation_siblings_viable", empty_text},
    {"gres_detail", gres_detail},
    {"group_id", [](R r) -> Value { return r.job.gid; }},
    {"group_name", [](R r) -> Value { return r.job.group; }},
    {"het_job_id", number_zero},
    {"het_job_id_set", empty_text},
    {"het_job_offset", number_zero},
    {"job_id", [](R r) -> Value { return r.job.id.value; }},
    {"job_resources", resources},
    {"job_size_str", no_items, 40},
    {"job_state", [](R r) -> Value { return state_name(r.job.state); }, 0, 38},
    {"job_state", [](R r) -> Value { return state_words(r.job.state, r.job.flags); }, 40},
    {"last_sched_evaluation", [](R r) -> Value { return time_number(r.job.last_schedule); }},
    {"licenses", [](R r) -> Value { return spec(r).licenses; }},
    {"licenses_allocated", [](R r) -> Value { return holds_resources(r) ? spec(r).licenses : std::string(); }, 40},
    {"mail_type", mail_types, 40},
    {"mail_user",
     [](R r) -> Value { return spec(r).mail_user.empty() && spec(r).mail_events ? r.job.user : spec(r).mail_user; },
     40},
    {"max_cpus", number_zero},
    {"max_nodes", [](R r) -> Value { return number(spec(r).max_nodes); }},
    {"mcs_label", [](R r) -> Value { return kept_option(r.job, "mcs-label"); }},
    {"memory_per_tres", memory_per_gpu},
    {"memory_update_delay", zero, 45},
    {"memory_update_margin", zero, 45},
    {"name", [](R r) -> Value { return spec(r).name; }},
    {"network", [](R r) -> Value { return kept_option(r.job, "network"); }, 40},
    {"nodes", [](R r) -> Value { return text::shown_nodes(r.job); }},
    {"nice", [](R r) -> Value { return spec(r).nice ? Value(spec(r).nice) : Value(nullptr); }, 0, 38},
    {"nice", [](R r) -> Value { return spec(r).nice; }, 40},
    {"tasks_per_core",
     [](R r) -> Value { return spec(r).tasks_per_core ? number(spec(r).tasks_per_core) : infinite(); }},
    {"tasks_per_tres", [](R r) -> Value { return asked_number(spec(r).tasks_per_gpu); }, 40},
    {"tasks_per_node", [](R r) -> Value { return number(spec(r).tasks_per_node); }},
    {"tasks_per_socket",
     [](R r) -> Value { return spec(r).tasks_per_socket ? number(spec(r).tasks_per_socket) : infinite(); }},
    {"tasks_per_board", number_zero},
    {"cpus", [](R r) -> Value { return number(r.job.cpus); }},
    {"node_count", [](R r) -> Value { return number(r.job.nodes); }},
    {"tasks", [](R r) -> Value { return number(r.job.tasks); }},
    {"partition", [](R r) -> Value { return r.job.partition; }},
    {"prefer", [](R r) -> Value { return kept_option(r.job, "prefer"); }},
    {"memory_per_cpu", [](R r) -> Value { return memory_per_cpu(r.job); }},
    {"memory_per_node", [](R r) -> Value { return memory_per_node(r.job); }},
    {"minimum_cpus_per_node", [](R r) -> Value { return number(r.job.cpus_per_node_min); }},
    {"minimum_tmp_disk_per_node", [](R r) -> Value { return number(spec(r).tmp_disk.value); }},
    {"power/flags", no_items, 40, 43},
    {"preempt_time", number_zero},
    {"preemptable_time", number_zero, 40},
    {"pre_sus_time", before_suspension},
    {"hold", [](R r) -> Value { return is_held(r.job); }, 40},
    {"priority", [](R r) -> Value { return number(text::shown_priority(r.job)); }},
    {"priority_by_partition", no_items, 40},
    {"profile", [](R) -> Value { return nullptr; }, 0, 38},
    {"profile", profile, 40},
    {"qos", [](R r) -> Value { return spec(r).qos.empty() ? "normal" : spec(r).qos; }},
    {"reboot", [](R r) -> Value { return !kept_option(r.job, "reboot").empty(); }},
    {"required_nodes", [](R r) -> Value { return spec(r).node_list; }},
    {"required_switches", [](R r) -> Value { return std::get<std::int64_t>(kept_number(r.job, "switches").value); },
     40},
    {"requeue", [](R r) -> Value { return spec(r).requeue != Choice::no; }},
    {"resize_time", [](R r) -> Value { return time_number(r.job.resized.at); }},
    {"restart_cnt", [](R r) -> Value { return r.job.restarts; }},
    {"resv_name", [](R r) -> Value { return spec(r).reservation; }},
    {"runtime", empty_text, 46},
    {"scheduled_nodes", [](R r) -> Value { return plan_of(r) ? plan_of(r)->nodes : std::string(); }, 40},
    {"segment_size", [](R r) -> Value { return std::get<std::int64_t>(kept_number(r.job, "segment").value); }, 40},
    {"selinux_context", empty_text, 40},
    {"shared", [](R) -> Value { return nullptr; }, 0, 38},
    {"shared", [](R r) -> Value { return shared_words(r.job); }, 40},
    {"show_flags", [](R) -> Value { return Words{"SHOW_ALL", "SHOW_DETAIL", "SHOW_LOCAL"}; }, 0, 38},
    {"step_id", step_id, 44},
    {"sockets_per_board", zero},
    {"sockets_per_node", [](R r) -> Value { return asked_number(spec(r).sockets_per_node); }},
    {"start_time", [](R r) -> Value { return time_number(start_of(r)); }},
    {"state_description", [](R r) -> Value { return r.job.reason_text; }},
    {"state_reason", [](R r) -> Value { return reason_word(r.job); }},
    {"standard_input", [](R r) -> Value { return input_pattern(r.job); }},
    {"standard_output", [](R r) -> Value { return spec(r).std_out; }, 0, 38},
    {"standard_output", [](R r) -> Value { return expanded(r.job, output_pattern(r.job)); }, 40, 42},
    {"standard_output", [](R r) -> Value { return output_pattern(r.job); }, 43},
    {"standard_error", [](R r) -> Value { return spec(r).std_err; }, 0, 38},
    {"standard_error", [](R r) -> Value { return expanded(r.job, error_pattern(r.job)); }, 40, 42},
    {"standard_error", [](R r) -> Value { return error_pattern(r.job); }, 43},
    {"stdin_expanded", [](R r) -> Value { return expanded(r.job, input_pattern(r.job)); }, 40},
    {"stdout_expanded", [](R r) -> Value { return expanded(r.job, output_pattern(r.job)); }, 40},
    {"stderr_expanded", [](R r) -> Value { return expanded(r.job, error_pattern(r.job)); }, 40},
    {"submit_time", [](R r) -> Value { return time_number(r.job.submit); }},
    {"submit_line", [](R r) -> Value { return spec(r).submit_line; }, 44},
    {"suspend_time", [](R r) -> Value { return time_number(r.job.suspended_at); }},
    {"system_comment", empty_text},
    {"time_limit", [](R r) -> Value { return limit_number(r.job.time_limit); }},
    {"time_minimum", least_time},
    {"threads_per_core", [](R r) -> Value { return asked_number(spec(r).threads_per_core); }},
    {"tres_bind", [](R r) -> Value { return kept_option(r.job, "tres-bind"); }},
    {"tres_freq", [](R r) -> Value { return kept_option(r.job, "gpu-freq"); }},
    {"tres_per_job", [](R r) -> Value { return text::format_tres_per(spec(r).gpus); }},
    {"tres_per_node", [](R r) -> Value { return text::format_tres_per(spec(r).gres); }},
    {"tres_per_socket", [](R r) -> Value { return text::format_tres_per(spec(r).gpus_per_socket); }},
    {"tres_per_task", tres_per_task},
    {"tres_req_str", [](R r) -> Value { return r.job.req_tres; }},
    {"tres_alloc_str", [](R r) -> Value { return r.job.alloc_tres; }},
    {"user_id", [](R r) -> Value { return r.job.uid; }},
    {"user_name", [](R r) -> Value { return r.job.user; }},
    {"maximum_switch_wait_time", switches_wait, 40},
    {"wckey", [](R r) -> Value { return spec(r).wckey; }},
    {"current_working_directory", [](R r) -> Value { return spec(r).work_dir; }},
};

}  // namespace

void write_job(Writer& out, const JobRecord& record) {
    write_record(out, std::span<const Field<JobRecord>>(fields), record);
}

}  // namespace ms::data_parser
