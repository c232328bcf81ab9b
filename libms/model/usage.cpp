// SPDX-License-Identifier: MIT
#include "libms/model/usage.hpp"

namespace ms {
namespace {

constexpr UsageRow rows[] = {
    {"cpu", &Usage::cpu, UsageRow::Unit::cpu_time},
    {"fs/disk", &Usage::read, UsageRow::Unit::count},
    {"fs/disk", &Usage::written, UsageRow::Unit::count, true},
    {"gres/gpumem", &Usage::gpu_memory, UsageRow::Unit::bytes, false, true},
    {"gres/gpuutil", &Usage::gpu_utilization, UsageRow::Unit::count, false, true},
    {"mem", &Usage::memory, UsageRow::Unit::bytes},
    {"pages", &Usage::pages, UsageRow::Unit::count},
    {"vmem", &Usage::virtual_memory, UsageRow::Unit::bytes},
};

/// One more task: what it has now, and the most it had.
void add(Figure& figure, std::uint32_t task, std::uint64_t now, std::uint64_t most) {
    figure.total += now;
    if (task == 0 || most > figure.max) {
        figure.max = most;
        figure.max_task = task;
    }
    if (task == 0 || most < figure.min) {
        figure.min = most;
        figure.min_task = task;
    }
}

}  // namespace

std::span<const UsageRow> usage_rows() { return rows; }

CpuTime& CpuTime::operator+=(const CpuTime& other) {
    user += other.user;
    system += other.system;
    return *this;
}

Usage Usage::of(std::span<const TaskUsage> tasks) {
    Usage all;
    for (const TaskUsage& task : tasks) {
        const std::uint32_t number = all.tasks++;
        const auto cpu = static_cast<std::uint64_t>(task.cpu_time.total().count());
        all.cpu_time += task.cpu_time;
        add(all.cpu, number, cpu, cpu);
        add(all.memory, number, task.memory, task.memory_peak);
        add(all.virtual_memory, number, task.virtual_memory, task.virtual_memory_peak);
        add(all.pages, number, task.pages, task.pages);
        add(all.read, number, task.read, task.read);
        add(all.written, number, task.written, task.written);
        add(all.gpu_memory, number, task.gpu_memory, task.gpu_memory_peak);
        add(all.gpu_utilization, number, task.gpu_utilization, task.gpu_utilization_peak);
    }
    return all;
}

}  // namespace ms
