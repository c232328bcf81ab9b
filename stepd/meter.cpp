// SPDX-License-Identifier: MIT
#include "stepd/meter.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/fd.hpp"

namespace stepd {
namespace {

ms::Micros micros(const timeval& t) { return ms::Seconds(t.tv_sec) + ms::Micros(t.tv_usec); }

/// The traffic of an ended process and of the children it has waited for, while it has not been waited for itself.
void read_traffic(EndedChild& child) {
    char text[512];
    std::snprintf(text, sizeof text, "/proc/%d/io", child.pid);
    const ms::Fd file(::open(text, O_RDONLY | O_CLOEXEC));
    const ssize_t size = file ? ::read(file.get(), text, sizeof text) : 0;
    if (size > 0) parse_traffic({text, static_cast<std::size_t>(size)}, child.read, child.written);
}

/// What the kernel calls it; a process that has ended still has a name until it is waited for.
std::string name_of(pid_t pid) {
    const std::string name = ms::read_file("/proc/" + std::to_string(pid) + "/comm").value_or("");
    return name.substr(0, name.find('\n'));
}

/// What has a highest value beside the present one.
constexpr struct {
    std::uint64_t ms::TaskUsage::*now;
    std::uint64_t ms::TaskUsage::*peak;
} levels[] = {
    {&ms::TaskUsage::memory, &ms::TaskUsage::memory_peak},
    {&ms::TaskUsage::virtual_memory, &ms::TaskUsage::virtual_memory_peak},
    {&ms::TaskUsage::gpu_memory, &ms::TaskUsage::gpu_memory_peak},
    {&ms::TaskUsage::gpu_utilization, &ms::TaskUsage::gpu_utilization_peak},
};

void add(ms::TaskUsage& task, const ProcessFigures& process) {
    task.cpu_time += process.cpu_time;
    task.memory += process.memory;
    task.virtual_memory += process.virtual_memory;
    task.pages += process.pages;
    task.read += process.read;
    task.written += process.written;
    task.gpu_memory += process.gpu_memory;
    task.gpu_utilization += process.gpu_utilization;
}

/// What its ended processes add to a task.
void add_ended(ms::TaskUsage& task, const ms::TaskUsage& ended) {
    task.cpu_time += ended.cpu_time;
    task.pages += ended.pages;
    task.read += ended.read;
    task.written += ended.written;
}

}  // namespace

bool parse_traffic(std::string_view text, std::uint64_t& read, std::uint64_t& written) {
    const auto number_behind = [&](std::string_view key, std::uint64_t& value) {
        const std::size_t at = text.find(key);
        if (at == std::string_view::npos) return false;
        const char* const begin = text.data() + at + key.size();
        return std::from_chars(begin, text.data() + text.size(), value).ec == std::errc{};
    };
    return number_behind("rchar: ", read) && number_behind("wchar: ", written);
}

Reaping reap(EndedChild& child) {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0) return Reaping::no_children;
    if (info.si_pid == 0) return Reaping::none_ended;
    child = {};
    child.pid = info.si_pid;
    child.session = ::getsid(child.pid);
    read_traffic(child);
    if (info.si_code == CLD_KILLED && info.si_status == SIGKILL) child.killed = name_of(child.pid);
    const pid_t pid = ::wait4(child.pid, &child.wait_status, WNOHANG, &child.used);
    return pid == child.pid ? Reaping::ended : Reaping::none_ended;
}

void Meter::add_task(pid_t leader) {
    if (leader != 0) leaders_[leader] = tasks_.size();
    tasks_.emplace_back();
}

std::size_t Meter::owner_of(pid_t pid, pid_t session, const std::map<pid_t, pid_t>& parents) const {
    for (std::size_t steps = 0; steps <= parents.size(); ++steps) {  // a look is no snapshot: it may show a circle
        if (const auto leader = leaders_.find(pid); leader != leaders_.end()) return leader->second;
        const auto parent = parents.find(pid);
        if (parent == parents.end()) break;
        pid = parent->second;
    }
    const auto leader = leaders_.find(session);
    return leader == leaders_.end() ? 0 : leader->second;
}

ms::Usage Meter::see(std::span<const ProcessFigures> processes) {
    std::map<pid_t, pid_t> parents;
    for (const auto& process : processes) parents[process.pid] = process.parent;
    std::vector<ms::TaskUsage> now(tasks_.size());
    for (const auto& process : processes) {
        if (!tasks_.empty()) add(now[owner_of(process.pid, process.session, parents)], process);
    }
    for (std::size_t number = 0; number < tasks_.size(); ++number) {
        add_ended(now[number], tasks_[number]);
        for (const auto& level : levels) {
            std::uint64_t& peak = tasks_[number].*level.peak;
            peak = std::max(peak, now[number].*level.now);
            now[number].*level.peak = peak;
        }
    }
    return ms::Usage::of(now);
}

UsageReport Meter::report(std::int32_t step, std::span<const ProcessFigures> processes) {
    UsageReport report{step, see(processes), {}};
    for (const auto& process : processes) report.pids.push_back(process.pid);
    std::sort(report.pids.begin(), report.pids.end());
    return report;
}

void Meter::see_end(const EndedChild& child) {
    if (tasks_.empty()) return;
    ms::TaskUsage& task = tasks_[owner_of(child.pid, child.session, {})];
    task.cpu_time += {micros(child.used.ru_utime), micros(child.used.ru_stime)};
    task.memory_peak = std::max(task.memory_peak, static_cast<std::uint64_t>(child.used.ru_maxrss) * 1024);
    task.pages += static_cast<std::uint64_t>(child.used.ru_majflt);
    task.read += child.read;
    task.written += child.written;
}

void Meter::see_count(std::size_t task, const CgroupUsage& counted) {
    if (task >= tasks_.size()) return;
    std::uint64_t& peak = tasks_[task].memory_peak;
    if (counted.memory_peak_bytes) peak = resident_peak(counted, peak);
    if (counted.user_usec) tasks_[task].cpu_time.user = ms::Micros(*counted.user_usec);
    if (counted.system_usec) tasks_[task].cpu_time.system = ms::Micros(*counted.system_usec);
}

ms::Usage Meter::usage_at_end() const {
    std::vector<ms::TaskUsage> tasks = tasks_;
    for (ms::TaskUsage& task : tasks)
        for (const auto& level : levels) task.*level.now = task.*level.peak;
    return ms::Usage::of(tasks);
}

}  // namespace stepd
