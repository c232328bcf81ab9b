// SPDX-License-Identifier: MIT
#include "cmds/sstat/columns.hpp"

#include "libms/text/duration.hpp"
#include "libms/text/selector.hpp"
#include "libms/text/size.hpp"

namespace ms::cmds::sstat {
namespace {

using Measured = Figure Usage::*;
using Value = std::string (*)(const StepUsage&, const SizeStyle&);

std::string job_id(const StepUsage& l, const SizeStyle&) {
    return std::to_string(l.step.job.value) + "." + text::format_step(l.step.id);
}
std::string pids(const StepUsage& l, const SizeStyle&) {
    std::string list;
    for (const std::int32_t pid : l.pids) list += (list.empty() ? "" : ",") + std::to_string(pid);
    return list;
}
/// There is no frequency control here: what Slurm shows where none was asked for.
std::string no_frequency(const StepUsage&, const SizeStyle&) { return "0"; }
std::string requested_frequency(const StepUsage& l, const SizeStyle&) { return l.step.id < 0 ? "0" : "Unknown"; }
std::string no_energy(const StepUsage&, const SizeStyle&) { return "0"; }

template <Over over>
std::string cpu(const StepUsage& l, const SizeStyle&) {
    return cpu_seconds_text(figure_over(l.step.usage, &Usage::cpu, over));
}
template <Measured figure, Over over>
std::string memory(const StepUsage& l, const SizeStyle& style) {
    return size_text(figure_over(l.step.usage, figure, over), 'B', style);
}
template <Measured figure, Over over>
std::string count(const StepUsage& l, const SizeStyle&) {
    return std::to_string(figure_over(l.step.usage, figure, over));
}
/// Bytes; Slurm's sstat takes a single one for less than a megabyte.
template <Measured figure, Over over>
std::string disk(const StepUsage& l, const SizeStyle& style) {
    const std::uint64_t bytes = figure_over(l.step.usage, figure, over);
    return bytes == 1 ? "1.00M" : size_text(bytes, 'B', style);
}
template <Measured figure, Over over>
std::string node(const StepUsage& l, const SizeStyle&) {
    return node_of_task(l.step, task_of(l.step.usage, figure, over));
}
template <Measured figure, Over over>
std::string task(const StepUsage& l, const SizeStyle&) {
    return std::to_string(task_of(l.step.usage, figure, over));
}
template <Over over, bool output>
std::string list(const StepUsage& l, const SizeStyle& style) {
    return usage_list(l.step.usage, over, output, style);
}
template <Over over, bool output>
std::string nodes(const StepUsage& l, const SizeStyle&) {
    return usage_node_list(l.step, over, output);
}
/// The number behind cpu= is shown as a time, of milliseconds, as sstat always has.
template <Over over, bool output>
std::string tasks(const StepUsage& l, const SizeStyle&) {
    std::string text = usage_task_list(l.step.usage, over, output);
    if (output) return text;
    const std::size_t end = text.find(',');
    const Seconds time{task_of(l.step.usage, &Usage::cpu, over) / 1000};
    return "cpu=" + text::format_long(time) + (end == std::string::npos ? "" : text.substr(end));
}

constexpr UsageColumn right(std::string_view name, std::uint16_t width, std::string_view meaning, Value value) {
    UsageColumn column{name, 0, name};
    column.value = value;
    column.meaning = meaning;
    column.width = width;
    column.side = table::Side::right;
    return column;
}
constexpr UsageColumn left(std::string_view name, std::uint16_t width, std::string_view meaning, Value value) {
    UsageColumn column = right(name, width, meaning, value);
    column.side = table::Side::left;
    return column;
}

constexpr UsageColumn rows[] = {
    right("AveCPU", 10, "CPU time of a task, on average", cpu<Over::mean>),
    right("AveCPUFreq", 10, "CPU frequency, on average", no_frequency),
    right("AveDiskRead", 12, "bytes a task read, on average", disk<&Usage::read, Over::mean>),
    right("AveDiskWrite", 12, "bytes a task wrote, on average", disk<&Usage::written, Over::mean>),
    right("AvePages", 10, "major page faults of a task, on average", count<&Usage::pages, Over::mean>),
    right("AveRSS", 10, "resident memory of a task, on average", memory<&Usage::memory, Over::mean>),
    right("AveVMSize", 10, "virtual memory of a task, on average", memory<&Usage::virtual_memory, Over::mean>),
    right("ConsumedEnergy", 14, "energy, which is not measured here", no_energy),
    right("ConsumedEnergyRaw", 17, "the same", no_energy),
    left("JobID", 12, "job and step", job_id),
    right("MaxDiskRead", 12, "most bytes a task read", disk<&Usage::read, Over::max>),
    right("MaxDiskReadNode", 15, "node of that task", node<&Usage::read, Over::max>),
    right("MaxDiskReadTask", 15, "number of that task", task<&Usage::read, Over::max>),
    right("MaxDiskWrite", 12, "most bytes a task wrote", disk<&Usage::written, Over::max>),
    right("MaxDiskWriteNode", 16, "node of that task", node<&Usage::written, Over::max>),
    right("MaxDiskWriteTask", 16, "number of that task", task<&Usage::written, Over::max>),
    right("MaxPages", 8, "most major page faults of a task", count<&Usage::pages, Over::max>),
    right("MaxPagesNode", 12, "node of that task", node<&Usage::pages, Over::max>),
    right("MaxPagesTask", 14, "number of that task", task<&Usage::pages, Over::max>),
    right("MaxRSS", 10, "highest resident memory of a task", memory<&Usage::memory, Over::max>),
    right("MaxRSSNode", 10, "node of that task", node<&Usage::memory, Over::max>),
    right("MaxRSSTask", 10, "number of that task", task<&Usage::memory, Over::max>),
    right("MaxVMSize", 10, "highest virtual memory of a task", memory<&Usage::virtual_memory, Over::max>),
    right("MaxVMSizeNode", 14, "node of that task", node<&Usage::virtual_memory, Over::max>),
    right("MaxVMSizeTask", 14, "number of that task", task<&Usage::virtual_memory, Over::max>),
    right("MinCPU", 10, "least CPU time of a task", cpu<Over::min>),
    right("MinCPUNode", 10, "node of that task", node<&Usage::cpu, Over::min>),
    right("MinCPUTask", 10, "number of that task", task<&Usage::cpu, Over::min>),
    right("Nodelist", 20, "nodes of the step", [](const StepUsage& l, const SizeStyle&) { return l.step.node_list; }),
    right("NTasks", 8, "tasks of the step",
          [](const StepUsage& l, const SizeStyle&) { return std::to_string(l.step.tasks); }),
    right("Pids", 20, "its processes", pids),
    right("ReqCPUFreq", 10, "CPU frequency asked for", requested_frequency),
    right("ReqCPUFreqMin", 13, "lowest CPU frequency asked for", requested_frequency),
    right("ReqCPUFreqMax", 13, "highest CPU frequency asked for", requested_frequency),
    right("ReqCPUFreqGov", 13, "frequency governor asked for", requested_frequency),
    right("TRESUsageInAve", 14, "what a task uses, on average, as a list", list<Over::mean, false>),
    right("TRESUsageInMax", 14, "the most a task uses, as a list", list<Over::max, false>),
    right("TRESUsageInMaxNode", 18, "nodes of these", nodes<Over::max, false>),
    right("TRESUsageInMaxTask", 18, "tasks of these", tasks<Over::max, false>),
    right("TRESUsageInMin", 14, "the least a task uses, as a list", list<Over::min, false>),
    right("TRESUsageInMinNode", 18, "nodes of these", nodes<Over::min, false>),
    right("TRESUsageInMinTask", 18, "tasks of these", tasks<Over::min, false>),
    right("TRESUsageInTot", 14, "what all tasks use, as a list", list<Over::total, false>),
    right("TRESUsageOutAve", 15, "what a task puts out, on average, as a list", list<Over::mean, true>),
    right("TRESUsageOutMax", 15, "the most a task puts out, as a list", list<Over::max, true>),
    right("TRESUsageOutMaxNode", 19, "nodes of these", nodes<Over::max, true>),
    right("TRESUsageOutMaxTask", 19, "tasks of these", tasks<Over::max, true>),
    right("TRESUsageOutMin", 15, "the least a task puts out, as a list", list<Over::min, true>),
    right("TRESUsageOutMinNode", 19, "nodes of these", nodes<Over::min, true>),
    right("TRESUsageOutMinTask", 19, "tasks of these", tasks<Over::min, true>),
    right("TRESUsageOutTot", 15, "what all tasks put out, as a list", list<Over::total, true>),
};

}  // namespace

std::span<const UsageColumn> columns() { return rows; }

}  // namespace ms::cmds::sstat
