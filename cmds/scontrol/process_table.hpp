// SPDX-License-Identifier: MIT
// The processes of this machine as /proc tells them at one moment, and which of them are a job's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

#include "libms/model/job.hpp"

namespace ms::cmds::scontrol {

/// A process of a step. Only a task's first process has numbers; -1 = none.
struct StepProcess {
    pid_t pid = 0;
    std::int32_t step = step_batch;
    std::int64_t local_id = -1;
    std::int64_t global_id = -1;
};

class ProcessTable {
  public:
    static ProcessTable of_machine();
    /// By step, the batch step last; tasks before what they have started.
    std::vector<StepProcess> of_job(const Job& job) const;
    /// Is it below `ancestor`?
    bool descends(pid_t pid, pid_t ancestor) const;

  private:
    struct Process {
        pid_t parent = 0;
        std::string name;
    };
    void add_step(pid_t shepherd, std::int32_t step, std::vector<StepProcess>& to) const;
    bool is_step_shepherd(pid_t pid) const { return processes_.at(pid).name.starts_with("msstepd-"); }
    std::int32_t step_number(pid_t shepherd) const;
    std::vector<pid_t> children(pid_t parent) const;
    void add_descendants(pid_t parent, std::int32_t step, std::vector<StepProcess>& to) const;

    std::map<pid_t, Process> processes_;
};

}  // namespace ms::cmds::scontrol
