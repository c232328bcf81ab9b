// SPDX-License-Identifier: MIT
// What is known of a step's tasks, and how that is told: tasks of one node that ended alike share a line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ms::cmds::srun {

/// 0,2,3,4 → "0,2-4"; with the word before it: "task 0", "tasks 0,2-4".
std::string task_range(const std::vector<std::uint32_t>& ascending);
std::string task_words(const std::vector<std::uint32_t>& ascending);

class Tasks {
  public:
    /// `nodes`: the name of each task's node.
    explicit Tasks(std::vector<std::string> nodes);

    std::size_t count() const { return tasks_.size(); }
    void exited(std::uint32_t task, int wait_status);
    bool all_exited() const { return exited_ == tasks_.size(); }
    bool any_exited() const { return exited_ > 0; }

    struct Told {
        std::string line;       // "vm: tasks 0-3: Killed"
        bool good = false;      // "Completed": for -v only
        int wait_status = 0;
        std::size_t tasks = 0;
    };
    /// The ends that have not been told yet. Of a step that ran out of memory, what was killed was killed for it.
    std::vector<Told> untold(bool out_of_memory);
    bool anything_untold() const;
    /// "tasks 0-1: running", "task 2: exited".
    std::vector<std::string> states() const;

    /// Any task that SIGKILL or SIGTERM has ended.
    bool any_killed() const;
    /// The highest exit code, 128 + the number of a signal. A task that ran out of memory counts as 1.
    int exit_status(bool out_of_memory) const;
    /// The wait status of the task that exit_status() is of; 0 when all went well.
    int wait_status() const;

  private:
    struct Task {
        std::string node;
        bool exited = false;
        bool told = false;
        int wait_status = 0;
    };
    std::vector<Task> tasks_;
    std::size_t exited_ = 0;
};

}  // namespace ms::cmds::srun
