// SPDX-License-Identifier: MIT
#include "cmds/seff/efficiency.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "libms/text/duration.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::seff {
namespace {

constexpr std::uint64_t megabyte = 1u << 20;

double seconds(Seconds time) { return static_cast<double>(time.count()); }

std::uint64_t held_memory(const Job& job) {
    const std::uint64_t megabytes = job.memory_is_per_cpu ? job.memory_per_cpu.value * job.cpus
                                                          : job.memory_per_node.value * std::max(1u, job.nodes);
    return megabytes * megabyte;
}

/// (1.00 GB/node)
std::string held_by_each(const Job& job) {
    return job.memory_is_per_cpu ? memory_text(job.memory_per_cpu.value * megabyte) + "/core"
                                 : memory_text(job.memory_per_node.value * megabyte) + "/node";
}

std::string cores_text(const Job& job, const Efficiency& figures) {
    if (figures.cpus <= 1) return "Cores: " + std::to_string(figures.cpus) + "\n";
    return "Nodes: " + std::to_string(figures.nodes) +
           "\nCores per node: " + std::to_string(figures.cpus / std::max(1u, job.nodes)) + "\n";
}

std::string owner_text(const Job& job, const std::string& cluster) {
    return "Cluster: " + cluster + "\nUser/Group: " + job.user + "/" + job.group + "\n";
}

bool has_ended(const Job& job) { return is_terminal(job.state); }

std::string used_text(const Job& job, const Efficiency& figures) {
    return "CPU Utilized: " + text::format_long(figures.cpu_used) + "\nCPU Efficiency: " +
           percent(seconds(figures.cpu_used), seconds(figures.core_time())) + " of " +
           text::format_long(figures.core_time()) + " core-walltime\nJob Wall-clock time: " +
           text::format_long(figures.elapsed) + "\nMemory Utilized: " + memory_text(figures.memory_used) +
           "\nMemory Efficiency: " +
           percent(static_cast<double>(figures.memory_used), static_cast<double>(figures.memory_held)) + " of " +
           memory_text(figures.memory_held) + " (" + held_by_each(job) + ")\n";
}

/// "1.00 to 7.00, 4.00 on average": of figures that are percentages.
struct Range {
    double least = 0, most = 0, sum = 0;
    std::size_t count = 0;
    void add(double value) {
        least = count ? std::min(least, value) : value;
        most = count ? std::max(most, value) : value;
        sum += value;
        ++count;
    }
    std::string text() const {
        return percent(least, 100) + " to " + percent(most, 100) + ", " +
               percent(count ? sum / static_cast<double>(count) : 0, 100) + " on average";
    }
};

}  // namespace

std::string percent(double part, double whole) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f%%", whole > 0 ? 100 * part / whole : 0.0);
    return text;
}

std::string memory_text(std::uint64_t bytes) {
    if (bytes == 0) return "0.00 MB";
    static constexpr const char* units[] = {"KB", "MB", "GB", "TB", "PB"};
    double shown = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; shown >= 1024 && unit + 1 < std::size(units); ++unit) shown /= 1024;
    char text[48];
    std::snprintf(text, sizeof text, "%.2f %s", shown, units[unit]);
    return text;
}

Efficiency efficiency_of(const AccountingJob& record, Time now) {
    const Job& job = record.job;
    Efficiency figures;
    figures.elapsed = std::max(Seconds{0}, run_time(job, now));
    figures.cpus = job.cpus;
    figures.nodes = job.nodes;
    figures.memory_held = held_memory(job);
    Micros cpu{0};
    for (const Step& step : record.steps) {
        cpu += step.usage.cpu_time.total();
        figures.memory_used = std::max(figures.memory_used, step.usage.memory.total);
    }
    figures.cpu_used = std::chrono::floor<Seconds>(cpu);
    return figures;
}

std::string report(const AccountingJob& record, const std::string& cluster, Time now) {
    const Job& job = record.job;
    const Efficiency figures = efficiency_of(record, now);
    std::string out = "Job ID: " + std::to_string(job.id.value) + "\n";
    if (job.array.is_task) out += "Array Job ID: " + text::shown_job_id(job) + "\n";
    out += owner_text(job, cluster) + "State: " + std::string(state_name(job.state));
    if (has_ended(job)) out += " (exit code " + std::to_string(job.exit.code) + ")";
    out += "\n" + cores_text(job, figures);
    if (job.state == JobState::pending) return out + "Efficiency not available for jobs in the PENDING state.\n";
    out += used_text(job, figures);
    if (!has_ended(job))
        out += "WARNING: Efficiency statistics can only be obtained after the job has ended.\n";
    return out;
}

std::string array_report(const std::vector<AccountingJob>& tasks, const std::string& cluster, Time now) {
    const Job& first = tasks.front().job;
    std::map<std::string_view, std::size_t> states;
    Range cpu, memory;
    Seconds longest{0};
    std::uint64_t most_memory = 0;
    for (const AccountingJob& task : tasks) {
        ++states[state_name(task.job.state)];
        if (!has_ended(task.job) || !is_set(task.job.start)) continue;
        const Efficiency figures = efficiency_of(task, now);
        cpu.add(figures.core_time().count() ? 100 * seconds(figures.cpu_used) / seconds(figures.core_time()) : 0);
        memory.add(figures.memory_held ? 100 * static_cast<double>(figures.memory_used) / static_cast<double>(figures.memory_held) : 0);
        longest = std::max(longest, figures.elapsed);
        most_memory = std::max(most_memory, figures.memory_used);
    }
    std::string out = "Array Job ID: " + std::to_string(first.array.master_id.value) + "\n" + owner_text(first, cluster) + "Tasks:";
    for (const auto& [state, count] : states) out += " " + std::to_string(count) + " " + std::string(state);
    out += "\n" + cores_text(first, efficiency_of(tasks.front(), now));
    if (cpu.count == 0) return out + "Efficiency not available before a task has ended.\n";
    return out + "CPU Efficiency: " + cpu.text() + "\nLongest Wall-clock time: " + text::format_long(longest) +
           "\nMemory Utilized: " + memory_text(most_memory) + " at most\nMemory Efficiency: " + memory.text() + " of " +
           held_by_each(first) + "\n";
}

std::string hint(const std::vector<AccountingJob>& tasks, Time now) {
    Efficiency most;
    double busiest = 0;  // CPUs
    for (const AccountingJob& task : tasks) {
        if (task.job.state != JobState::completed) continue;
        const Efficiency figures = efficiency_of(task, now);
        most.elapsed = std::max(most.elapsed, figures.elapsed);
        most.memory_used = std::max(most.memory_used, figures.memory_used);
        if (figures.elapsed.count()) busiest = std::max(busiest, seconds(figures.cpu_used) / seconds(figures.elapsed));
    }
    if (most.elapsed < Seconds{10}) return {};  // too short to tell anything
    const Job& job = tasks.front().job;
    std::string out;
    const std::uint64_t enough = (most.memory_used + most.memory_used / 4) / (100 * megabyte) * 100 + 100;  // MB
    if (most.memory_used != 0 && !job.memory_is_per_cpu && enough * 2 <= job.memory_per_node.value)
        out += "Hint: --mem=" + std::to_string(enough) + "M would have been enough.\n";
    const auto cpus = static_cast<std::uint32_t>(busiest + 0.9);
    if (cpus * 2 <= job.cpus && job.cpus > 1)
        out += "Hint: it kept " + std::to_string(std::max(1u, cpus)) + " of its " + std::to_string(job.cpus) + " CPUs busy.\n";
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(most.elapsed * 3 / 2).count();
    if (job.time_limit.is_finite() && minutes * 2 <= job.time_limit.minutes)
        out += "Hint: --time=" + std::to_string(minutes) + " would have been enough.\n";
    return out;
}

}  // namespace ms::cmds::seff
