// SPDX-License-Identifier: MIT
// What a step has used: each quantity over the step's tasks, as sacct and sstat tell it. Measured by its shepherd.
//
// CPU times, page faults and disk traffic only grow, and are exact at the end. Memory is what all processes of a task have
// resident; its maximum is the highest that was seen, its total what the tasks have now, and at the end each task's highest.
// No energy is measured: there it is 0, as with Slurm without a plugin for it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "libms/base/units.hpp"

namespace ms {

/// What processes have used of the CPUs.
struct CpuTime {
    Micros user{0};
    Micros system{0};
    CpuTime& operator+=(const CpuTime& other);
    Micros total() const { return user + system; }
    friend bool operator==(const CpuTime&, const CpuTime&) = default;
};

/// One task of a step, or the batch script.
struct TaskUsage {
    CpuTime cpu_time;
    std::uint64_t memory = 0;               // bytes, now
    std::uint64_t memory_peak = 0;
    std::uint64_t virtual_memory = 0;
    std::uint64_t virtual_memory_peak = 0;
    std::uint64_t pages = 0;                // major page faults
    std::uint64_t read = 0;                 // bytes, from files of any kind
    std::uint64_t written = 0;
    std::uint64_t gpu_memory = 0;           // bytes
    std::uint64_t gpu_memory_peak = 0;
    std::uint64_t gpu_utilization = 0;      // percent
    std::uint64_t gpu_utilization_peak = 0;
    friend bool operator==(const TaskUsage&, const TaskUsage&) = default;
};

/// One quantity over the tasks.
struct Figure {
    std::uint64_t total = 0;
    std::uint64_t max = 0;
    std::uint32_t max_task = 0;
    std::uint64_t min = 0;
    std::uint32_t min_task = 0;
    friend bool operator==(const Figure&, const Figure&) = default;
};

struct Usage {
    CpuTime cpu_time;          // of all processes
    std::uint32_t tasks = 0;   // that were measured; 0 = nothing is known but CPU times
    Figure cpu;                // microseconds
    Figure memory;             // bytes
    Figure virtual_memory;     // bytes
    Figure pages;              // major page faults
    Figure read;               // bytes
    Figure written;            // bytes
    Figure gpu_memory;         // bytes
    Figure gpu_utilization;    // percent

    /// All tasks, by their numbers.
    static Usage of(std::span<const TaskUsage> tasks);
    std::uint64_t mean(Figure Usage::*figure) const { return tasks == 0 ? 0 : (this->*figure).total / tasks; }
    friend bool operator==(const Usage&, const Usage&) = default;
};

/// A quantity in Slurm's TRESUsage lists.
struct UsageRow {
    enum class Unit : std::uint8_t { cpu_time, bytes, count };
    std::string_view tres;
    Figure Usage::*figure;
    Unit unit;
    bool is_output = false;       // of TRESUsageOut* instead of TRESUsageIn*
    bool only_if_used = false;    // left out where no task has any
};
/// In the order in which the lists have them. Energy, which is always 0, is not among them.
std::span<const UsageRow> usage_rows();

}  // namespace ms
