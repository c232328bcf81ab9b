// SPDX-License-Identifier: MIT
#include "cmds/shared/usage_text.hpp"

#include "libms/text/duration.hpp"
#include "libms/text/size.hpp"

namespace ms::cmds {
namespace {

/// "name=value,…" over the quantities of one direction. Energy has its place among them, where it is asked for.
template <class Value>
std::string list(const Usage& usage, bool output, const std::string& energy, Value value) {
    std::string text;
    const auto append = [&](std::string_view name, const std::string& what) {
        text.append(text.empty() ? "" : ",").append(name).append("=").append(what);
    };
    for (const UsageRow& row : usage_rows()) {
        if (row.is_output != output || (row.only_if_used && (usage.*row.figure).max == 0)) continue;
        if (row.tres == "fs/disk" && !energy.empty()) append("energy", energy);
        append(row.tres, value(row));
    }
    return text;
}

std::string value_text(const UsageRow& row, std::uint64_t value, SizeStyle style) {
    switch (row.unit) {
        case UsageRow::Unit::cpu_time: return cpu_seconds_text(value);
        case UsageRow::Unit::bytes: return size_text(value, 'B', style);
        case UsageRow::Unit::count: return std::to_string(value);
    }
    return {};
}

}  // namespace

std::string size_text(std::uint64_t value, char unit, SizeStyle style) {
    if (style.raw) return text::format_size_raw(value, unit);
    if (style.unit) return text::format_size_in(value, unit, style.unit);
    return text::format_size(value, unit);
}

std::uint64_t figure_over(const Usage& usage, Figure Usage::*figure, Over over) {
    switch (over) {
        case Over::mean: return usage.mean(figure);
        case Over::max: return (usage.*figure).max;
        case Over::min: return (usage.*figure).min;
        case Over::total: return (usage.*figure).total;
    }
    return 0;
}

std::uint32_t task_of(const Usage& usage, Figure Usage::*figure, Over over) {
    return over == Over::min ? (usage.*figure).min_task : (usage.*figure).max_task;
}

std::string cpu_seconds_text(std::uint64_t micros) {
    return text::format_long(std::chrono::floor<Seconds>(Micros{micros}));
}

std::string usage_list(const Usage& usage, Over over, bool output, SizeStyle style) {
    return list(usage, output, "0",
                [&](const UsageRow& row) { return value_text(row, figure_over(usage, row.figure, over), style); });
}

std::string usage_node_list(const Step& step, Over over, bool output) {
    const auto node = [&](std::uint32_t task) { return node_of_task(step, task); };
    return list(step.usage, output, node(0), [&](const UsageRow& row) { return node(task_of(step.usage, row.figure, over)); });
}

std::string usage_task_list(const Usage& usage, Over over, bool output) {
    return list(usage, output, "", [&](const UsageRow& row) { return std::to_string(task_of(usage, row.figure, over)); });
}

}  // namespace ms::cmds
