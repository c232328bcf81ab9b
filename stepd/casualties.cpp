// SPDX-License-Identifier: MIT
#include "stepd/casualties.hpp"

#include <algorithm>

namespace stepd {
namespace {

constexpr std::uint64_t megabyte = 1u << 20;

std::string megabytes(std::uint64_t bytes) { return std::to_string(bytes / megabyte) + "M"; }

}  // namespace

void Casualties::see_end(const EndedChild& child) {
    const std::uint64_t resident = static_cast<std::uint64_t>(child.used.ru_maxrss) << 10;
    if (child.killed.empty() || resident < largest_killed_bytes_) return;
    largest_killed_ = child.killed;
    largest_killed_bytes_ = resident;
}

std::string Casualties::explanation(std::uint64_t limit_bytes, const CgroupUsage& counted) const {
    std::string line = "slurmstepd: error: out of memory: ";
    if (limit_bytes != 0) line += "the limit is " + megabytes(limit_bytes) + ", ";
    if (counted.memory_peak_bytes) line += "the peak was " + megabytes(*counted.memory_peak_bytes) + ", ";
    line += "killed was " + (largest_killed_.empty() ? "a process" : largest_killed_);
    if (largest_killed_bytes_ != 0) line += " with " + megabytes(largest_killed_bytes_);
    if (counted.oom_kills > 1) line += " and " + std::to_string(counted.oom_kills - 1) + " more";
    if (limit_bytes != 0) line += "; try --mem=" + std::to_string(suggested_megabytes(limit_bytes)) + "M";
    return line;
}

std::string oom_line(const std::string& step, std::uint64_t kills) {
    const std::uint64_t events = std::max<std::uint64_t>(kills, 1);
    return "slurmstepd: error: Detected " + std::to_string(events) + " oom_kill event" + (events == 1 ? "" : "s") +
           " in StepId=" + step + ". Some of the step tasks have been OOM Killed.";
}

std::uint64_t suggested_megabytes(std::uint64_t limit_bytes) {
    const std::uint64_t wanted = (limit_bytes + limit_bytes / 2 + megabyte - 1) / megabyte;
    const std::uint64_t unit = wanted < 100 ? 10 : wanted < 1000 ? 50 : wanted < 10000 ? 500 : 1000;
    return (wanted + unit - 1) / unit * unit;
}

}  // namespace stepd
