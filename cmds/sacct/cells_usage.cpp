// SPDX-License-Identifier: MIT
// What a step has used.
#include <cstdio>

#include "cmds/sacct/cells.hpp"
#include "cmds/sacct/sizes.hpp"
#include "libms/text/size.hpp"

namespace ms::cmds::sacct::cell {
namespace {

bool measured(const Line& line) { return line.step && line.step->usage.tasks != 0; }
/// No process is without memory: it ended before anybody looked.
bool measured_memory(const Line& line, Measured figure) {
    return measured(line) && figure_over(line.step->usage, figure, Over::max) != 0;
}
bool measured(const Line& line, Measured figure) {
    return figure == &Usage::virtual_memory ? measured_memory(line, figure) : measured(line);
}

}  // namespace

/// There is no frequency control here: what Slurm shows where none was asked for.
std::string cpu_frequency(const Line& line, const View&) { return line.step ? "0" : ""; }
std::string requested_frequency(const Line& line, const View&) {
    return line.step && line.step->id < 0 ? "0" : "Unknown";
}

std::string cpu_used(const Line& line, Over over) {
    return measured(line) ? cpu_seconds_text(figure_over(line.step->usage, &Usage::cpu, over)) : "";
}
std::string memory_used(const Line& line, const View& view, Measured figure, Over over) {
    return measured_memory(line, figure) ? size_text(figure_over(line.step->usage, figure, over), 'B', view) : "";
}
std::string count_used(const Line& line, Measured figure, Over over) {
    return measured(line) ? std::to_string(figure_over(line.step->usage, figure, over)) : "";
}

/// Disk traffic counts in MiB: whole ones as any size, others with two decimals.
std::string disk_used(const Line& line, const View& view, Measured figure, Over over) {
    constexpr std::uint64_t megabyte = 1 << 20;
    if (!measured(line)) return "";
    const std::uint64_t bytes = figure_over(line.step->usage, figure, over);
    if (bytes == 0) return "0";
    if (bytes >= 2 * megabyte && view.unit) return text::format_size_in(bytes, 'B', view.unit);
    if (bytes >= 2 * megabyte && bytes % megabyte == 0) return size_text(bytes / megabyte, 'M', view);
    char text[32];
    std::snprintf(text, sizeof text, "%.2fM", static_cast<double>(bytes) / megabyte);
    return text;
}

std::string node_of(const Line& line, Measured figure, Over over) {
    return measured(line, figure) ? node_of_task(*line.step, cmds::task_of(line.step->usage, figure, over)) : "";
}
std::string task_of(const Line& line, Measured figure, Over over) {
    return measured(line, figure) ? std::to_string(cmds::task_of(line.step->usage, figure, over)) : "";
}

std::string usage_list(const Line& line, const View& view, Over over, bool output) {
    return measured(line) ? cmds::usage_list(line.step->usage, over, output, {view.unit, view.raw_units}) : "";
}
std::string usage_nodes(const Line& line, Over over, bool output) {
    return measured(line) ? usage_node_list(*line.step, over, output) : "";
}
std::string usage_tasks(const Line& line, Over over, bool output) {
    return measured(line) ? usage_task_list(line.step->usage, over, output) : "";
}

}  // namespace ms::cmds::sacct::cell
