// SPDX-License-Identifier: MIT
// What the tasks of one step use, put together by the step's shepherd from what it is told of processes that live and
// what it sees itself of those that end.
//
// CPU time, page faults and traffic of an ended process hold those of its own children that it has waited for, in /proc
// as in wait4. So the sum over a task's living processes and over what the shepherd has reaped misses nothing.
// A process belongs to the task it descends from; one whose parent has gone, to the task whose session it is in (every
// task leads one of its own), and what has left that too is counted with the first task.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <sys/types.h>
#include <vector>

#include "libms/model/usage.hpp"
#include "stepd/cgroup.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

/// Bytes read and written, in a /proc/PID/io text.
bool parse_traffic(std::string_view text, std::uint64_t& read, std::uint64_t& written);

/// A child that has ended, and has been waited for.
struct EndedChild {
    pid_t pid = 0;
    int wait_status = 0;
    pid_t session = 0;
    rusage used{};
    std::uint64_t read = 0;
    std::uint64_t written = 0;
    std::string killed;  // the name of one that SIGKILL has ended
};
enum class Reaping { ended, none_ended, no_children };
/// Wait for a child that has ended, if there is one.
Reaping reap(EndedChild& child);

class Meter {
  public:
    /// The next task; its leader's pid, 0 for one that could not be started.
    void add_task(pid_t leader);
    /// A look at the living processes, those below the tasks and others perhaps: what was used so far.
    ms::Usage see(std::span<const ProcessFigures> processes);
    /// The same as it is told to msd.
    UsageReport report(std::int32_t step, std::span<const ProcessFigures> processes);
    void see_end(const EndedChild& child);
    /// Of a task's processes that have ended, in bytes.
    std::uint64_t largest_process(std::size_t task) const { return task < tasks_.size() ? tasks_[task].memory_peak : 0; }
    /// What the kernel counted for all processes of a task, where they have a control group: known better than the sum.
    void see_count(std::size_t task, const CgroupUsage& counted);
    /// When every process has ended. The memory of a task is then the most it had.
    ms::Usage usage_at_end() const;

  private:
    std::size_t owner_of(pid_t pid, pid_t session, const std::map<pid_t, pid_t>& parents) const;

    std::vector<ms::TaskUsage> tasks_;      // ended processes; and peaks, of living ones too
    std::map<pid_t, std::size_t> leaders_;  // of tasks, ended ones too: their sessions live on
};

}  // namespace stepd
