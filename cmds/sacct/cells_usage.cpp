// SPDX-License-Identifier: MIT
// What a step has used. The shepherd measures all processes of a step together, on one node: the mean over its tasks
// is a share, the maximum is that of its first task.
#include <algorithm>
#include <cstdio>

#include "cmds/sacct/cells.hpp"
#include "cmds/sacct/sizes.hpp"
#include "libms/text/duration.hpp"

namespace ms::cmds::sacct::cell {
namespace {

bool measured(const Line& line) { return line.step && line.step->usage.max_rss_bytes != 0; }

std::uint64_t mean(const Line& line, std::uint64_t total) { return total / std::max(1u, line.step->tasks); }

std::string memory(const Line& line, const View& view, std::uint64_t bytes) {
    return measured(line) ? size_text(bytes, 'B', view) : "";
}

/// Disk traffic counts in MiB: whole ones as any size, others with two decimals.
std::string disk(const Line& line, const View& view, std::uint64_t bytes) {
    constexpr std::uint64_t megabyte = 1 << 20;
    if (!measured(line)) return "";
    if (bytes == 0) return "0";
    if (bytes >= 2 * megabyte && view.unit) return text::format_size_in(bytes, 'B', view.unit);
    if (bytes >= 2 * megabyte && bytes % megabyte == 0) return size_text(bytes / megabyte, 'M', view);
    char text[32];
    std::snprintf(text, sizeof text, "%.2fM", static_cast<double>(bytes) / megabyte);
    return text;
}

std::string cpu(const Line& line) {
    if (!measured(line)) return "";
    const Micros total = line.usage.user_cpu + line.usage.system_cpu;
    return text::format_long(std::chrono::floor<Seconds>(total) / std::max(1u, line.step->tasks));
}

std::string node_of(const Line& line) {
    const std::string& list = line.step->node_list;
    if (!list.empty()) return list.substr(0, list.find(','));
    return line.job.allocation.empty() ? "" : line.job.allocation.front().node;
}

/// The list of TRESUsageIn*, with `mem` and `vmem` as sizes.
std::string usage_in(const Line& line, const View& view, std::uint64_t tasks) {
    if (!measured(line)) return "";
    const Usage& usage = line.step->usage;
    return "cpu=" + cpu(line) + ",energy=0,fs/disk=" + std::to_string(usage.read_bytes / tasks) +
           ",mem=" + size_text(usage.max_rss_bytes / tasks, 'B', view) +
           ",pages=" + std::to_string(usage.major_faults / tasks) +
           ",vmem=" + size_text(usage.max_vm_bytes / tasks, 'B', view);
}
std::string usage_out(const Line& line, std::uint64_t tasks) {
    return measured(line) ? "energy=0,fs/disk=" + std::to_string(line.step->usage.written_bytes / tasks) : "";
}

std::uint64_t tasks_of(const Line& line) { return line.step ? std::max(1u, line.step->tasks) : 1; }

}  // namespace

std::string mean_cpu(const Line& line, const View&) { return cpu(line); }
std::string least_cpu(const Line& line, const View&) { return cpu(line); }

/// There is no frequency control here: what Slurm shows where none was asked for.
std::string cpu_frequency(const Line& line, const View&) { return line.step ? "0" : ""; }
std::string requested_frequency(const Line& line, const View&) {
    return line.step && line.step->id < 0 ? "0" : "Unknown";
}

std::string max_rss(const Line& line, const View& view) { return memory(line, view, line.usage.max_rss_bytes); }
std::string mean_rss(const Line& line, const View& view) {
    return measured(line) ? memory(line, view, mean(line, line.usage.max_rss_bytes)) : "";
}
std::string max_vm(const Line& line, const View& view) { return memory(line, view, line.usage.max_vm_bytes); }
std::string mean_vm(const Line& line, const View& view) {
    return measured(line) ? memory(line, view, mean(line, line.usage.max_vm_bytes)) : "";
}
std::string max_pages(const Line& line, const View&) {
    return measured(line) ? std::to_string(line.usage.major_faults) : "";
}
std::string mean_pages(const Line& line, const View&) {
    return measured(line) ? std::to_string(mean(line, line.usage.major_faults)) : "";
}
std::string max_read(const Line& line, const View& view) { return disk(line, view, line.usage.read_bytes); }
std::string mean_read(const Line& line, const View& view) {
    return measured(line) ? disk(line, view, mean(line, line.usage.read_bytes)) : "";
}
std::string max_written(const Line& line, const View& view) { return disk(line, view, line.usage.written_bytes); }
std::string mean_written(const Line& line, const View& view) {
    return measured(line) ? disk(line, view, mean(line, line.usage.written_bytes)) : "";
}

std::string of_node(const Line& line, const View&) { return measured(line) ? node_of(line) : ""; }
std::string of_task(const Line& line, const View&) { return measured(line) ? "0" : ""; }

std::string usage_in_max(const Line& line, const View& view) { return usage_in(line, view, 1); }
std::string usage_in_mean(const Line& line, const View& view) { return usage_in(line, view, tasks_of(line)); }
std::string usage_in_node(const Line& line, const View&) {
    if (!measured(line)) return "";
    const std::string node = node_of(line);
    return "cpu=" + node + ",energy=" + node + ",fs/disk=" + node + ",mem=" + node + ",pages=" + node + ",vmem=" + node;
}
std::string usage_in_task(const Line& line, const View&) {
    return measured(line) ? "cpu=0,fs/disk=0,mem=0,pages=0,vmem=0" : "";
}
std::string usage_out_max(const Line& line, const View&) { return usage_out(line, 1); }
std::string usage_out_mean(const Line& line, const View&) { return usage_out(line, tasks_of(line)); }
std::string usage_out_node(const Line& line, const View&) {
    return measured(line) ? "energy=" + node_of(line) + ",fs/disk=" + node_of(line) : "";
}
std::string usage_out_task(const Line& line, const View&) { return measured(line) ? "fs/disk=0" : ""; }

}  // namespace ms::cmds::sacct::cell
