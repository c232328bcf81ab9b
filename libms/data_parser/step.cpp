// SPDX-License-Identifier: MIT
// Slurm's STEP of its accounting.
#include <cctype>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/text/filename.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/selector.hpp"

namespace ms::data_parser {
namespace {

using R = const StepRecord&;

Value empty_text(R) { return ""; }
Value zero(R) { return 0; }
Value number_zero(R) { return number(0); }

std::string node_list(R r) {
    if (!r.step.node_list.empty()) return r.step.node_list;
    Words names;
    for (const NodeAllocation& part : r.job.allocation) names.push_back(part.node);
    return text::fold_hostlist(names);
}
Words nodes(R r) { return text::expand_hostlist(node_list(r)).value_or(Words{}); }

Micros total(R r) { return r.step.usage.cpu_time.total(); }

/// Times of the CPU count in milliseconds, sizes in bytes.
std::uint64_t in_unit(const UsageRow& row, std::uint64_t amount) {
    return row.unit == UsageRow::Unit::cpu_time ? amount / 1000 : amount;
}
template <class Use>
void each_figure(R r, bool output, Use use) {
    for (const UsageRow& row : usage_rows()) {
        const Figure& figure = r.step.usage.*row.figure;
        if (row.is_output == output && !(row.only_if_used && figure.max == 0)) use(row, figure);
    }
}

enum class Over { mean, total };
template <bool output, Over over>
Value sums(R r) {
    text::TresMap amounts = {{"energy", 0}};
    each_figure(r, output, [&](const UsageRow& row, const Figure& figure) {
        const std::uint64_t amount = over == Over::mean ? r.step.usage.mean(row.figure) : figure.total;
        amounts[std::string(row.tres)] = in_unit(row, amount);
    });
    return tres_list(std::move(amounts));
}

enum class Which { highest, lowest };
template <bool output, Which which>
Value extremes(R r) {
    std::map<std::string, Extreme> amounts;
    if (r.step.usage.tasks == 0) return tres_extremes({});  // nothing was measured
    each_figure(r, output, [&](const UsageRow& row, const Figure& figure) {
        const bool high = which == Which::highest;
        const std::uint32_t task = high ? figure.max_task : figure.min_task;
        amounts[std::string(row.tres)] = {in_unit(row, high ? figure.max : figure.min), task,
                                          node_of_task(r.step, task)};
    });
    return tres_extremes(std::move(amounts));
}

std::string step_id(R r) { return std::to_string(r.job.id.value) + "." + text::format_step(r.step.id); }
std::string distribution(R r) {
    if (r.step.id < 0) return "Unknown";
    const std::string& asked = r.step.spec.distribution;
    if (asked.empty()) return r.step.tasks > r.step.nodes ? "Block" : "Cyclic";
    std::string word = asked.substr(0, asked.find_first_of(":,="));
    if (!word.empty()) word.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(word.front())));
    return word;
}
Value cancelled_by(R r) { return r.step.cancelled_by ? std::to_string(r.step.cancelled_by) : std::string(); }

constexpr Field<StepRecord> fields[] = {
    {"time/elapsed", [](R r) -> Value { return r.elapsed.count(); }},
    {"time/end", [](R r) -> Value { return time_number(r.step.end); }},
    {"time/start", [](R r) -> Value { return time_number(r.step.start); }},
    {"time/suspended", [](R r) -> Value { return r.suspended.count(); }},
    {"time/system/seconds", [](R r) -> Value { return whole_seconds(r.step.usage.cpu_time.system); }},
    {"time/system/microseconds", [](R r) -> Value { return rest_microseconds(r.step.usage.cpu_time.system); }},
    {"time/limit", [](R r) -> Value { return limit_number(r.step.spec.time_limit); }, 40},
    {"time/total/seconds", [](R r) -> Value { return whole_seconds(total(r)); }},
    {"time/total/microseconds", [](R r) -> Value { return rest_microseconds(total(r)); }},
    {"time/user/seconds", [](R r) -> Value { return whole_seconds(r.step.usage.cpu_time.user); }},
    {"time/user/microseconds", [](R r) -> Value { return rest_microseconds(r.step.usage.cpu_time.user); }},
    {"exit_code", [](R r) -> Value { return r.step.exit; }},
    {"nodes/count", [](R r) -> Value { return r.step.nodes; }},
    {"nodes/range", [](R r) -> Value { return node_list(r); }},
    {"nodes/list", [](R r) -> Value { return nodes(r); }},
    {"tasks/count", [](R r) -> Value { return r.step.tasks; }},
    {"pid", [](R) -> Value { return nullptr; }, 0, 38},
    {"CPU/requested_frequency/min", number_zero},
    {"CPU/requested_frequency/max", number_zero},
    {"CPU/governor", [](R) -> Value { return empty_list(); }, 0, 38},
    {"CPU/governor", [](R) -> Value { return "0"; }, 40, 40},
    {"CPU/governor", [](R) -> Value { return empty_list(); }, 41},
    {"kill_request_user", [](R) -> Value { return nullptr; }, 0, 38},
    {"kill_request_user", cancelled_by, 40},
    {"state", [](R r) -> Value { return state_name(r.step.state); }, 0, 38},
    {"state", [](R r) -> Value { return state_words(r.step.state, r.job.flags & job_resizing); }, 40},
    {"statistics/CPU/actual_frequency", zero},
    {"statistics/energy/consumed", number_zero},
    {"step/job_id", [](R r) -> Value { return r.job.id.value; }, 0, 38},
    {"step/het/component", [](R) -> Value { return nullptr; }, 0, 38},
    {"step/id", [](R r) -> Value { return r.step.id < 0 ? Value(text::format_step(r.step.id)) : Value(r.step.id); }, 0,
     38},
    {"step/id", [](R r) -> Value { return step_id(r); }, 40},
    {"step/name", [](R r) -> Value { return r.step.name; }},
    {"step/stderr", empty_text, 40},
    {"step/stdin", empty_text, 40},
    {"step/stdout", empty_text, 40},
    {"step/stderr_expanded", empty_text, 40},
    {"step/stdin_expanded", empty_text, 40},
    {"step/stdout_expanded", empty_text, 40},
    {"submit_line", [](R r) -> Value { return r.step.spec.submit_line; }, 40},
    {"task/distribution", [](R r) -> Value { return distribution(r); }},
    {"tres/requested/max", extremes<true, Which::highest>},
    {"tres/requested/min", extremes<true, Which::lowest>},
    {"tres/requested/average", sums<true, Over::mean>},
    {"tres/requested/total", sums<true, Over::total>},
    {"tres/consumed/max", extremes<false, Which::highest>},
    {"tres/consumed/min", extremes<false, Which::lowest>},
    {"tres/consumed/average", sums<false, Over::mean>},
    {"tres/consumed/total", sums<false, Over::total>},
    {"tres/allocated", [](R r) -> Value { return tres_list(r.step.alloc_tres); }},
};

}  // namespace

void write_step(Writer& out, const StepRecord& record) {
    write_record(out, std::span<const Field<StepRecord>>(fields), record);
}

}  // namespace ms::data_parser
