// SPDX-License-Identifier: MIT
#include "cmds/srun/tasks.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <sys/wait.h>

#include "libms/model/attendance.hpp"

namespace ms::cmds::srun {
namespace {

bool is_out_of_memory(int wait_status) {
    return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == attendance::out_of_memory_signal;
}

bool is_killed(int wait_status) { return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL; }

bool is_terminated(int wait_status) { return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGTERM; }

std::string how_it_ended(int wait_status, bool out_of_memory) {
    if (wait_status == 0) return "Completed";
    if (WIFEXITED(wait_status)) return "Exited with exit code " + std::to_string(WEXITSTATUS(wait_status));
    if (is_out_of_memory(wait_status) || (out_of_memory && is_killed(wait_status))) return "Out Of Memory";
    return std::string(strsignal(WTERMSIG(wait_status))) + (WCOREDUMP(wait_status) ? " (core dumped)" : "");
}

int exit_code(int wait_status, bool out_of_memory) {
    if (WIFEXITED(wait_status)) return WEXITSTATUS(wait_status);
    const bool for_memory = is_out_of_memory(wait_status) || (out_of_memory && is_killed(wait_status));
    return for_memory ? 1 : 128 + WTERMSIG(wait_status);
}

}  // namespace

std::string task_range(const std::vector<std::uint32_t>& ascending) {
    std::string text;
    for (std::size_t first = 0; first < ascending.size();) {
        std::size_t last = first;
        while (last + 1 < ascending.size() && ascending[last + 1] == ascending[last] + 1) ++last;
        text += (text.empty() ? "" : ",") + std::to_string(ascending[first]);
        if (last > first) text += "-" + std::to_string(ascending[last]);
        first = last + 1;
    }
    return text;
}

std::string task_words(const std::vector<std::uint32_t>& ascending) {
    return (ascending.size() == 1 ? "task " : "tasks ") + task_range(ascending);
}

Tasks::Tasks(std::vector<std::string> nodes) {
    for (std::string& node : nodes) tasks_.push_back({std::move(node)});
}

void Tasks::exited(std::uint32_t task, int wait_status) {
    if (task >= tasks_.size() || tasks_[task].exited) return;
    tasks_[task].exited = true;
    tasks_[task].wait_status = wait_status;
    ++exited_;
}

bool Tasks::anything_untold() const {
    return std::any_of(tasks_.begin(), tasks_.end(), [](const Task& task) { return task.exited && !task.told; });
}

std::vector<Tasks::Told> Tasks::untold(bool out_of_memory) {
    std::vector<Told> all;
    for (const Task& first : tasks_) {
        if (!first.exited || first.told) continue;
        std::vector<std::uint32_t> alike;
        for (std::uint32_t number = 0; number < tasks_.size(); ++number) {
            const Task& task = tasks_[number];
            if (task.exited && !task.told && task.node == first.node && task.wait_status == first.wait_status)
                alike.push_back(number);
        }
        const int status = first.wait_status;
        all.push_back({first.node + ": " + task_words(alike) + ": " + how_it_ended(status, out_of_memory), status == 0,
                       status, alike.size()});
        for (const std::uint32_t number : alike) tasks_[number].told = true;
    }
    return all;
}

std::vector<std::string> Tasks::states() const {
    std::vector<std::uint32_t> running, ended;
    for (std::uint32_t number = 0; number < tasks_.size(); ++number)
        (tasks_[number].exited ? ended : running).push_back(number);
    std::vector<std::string> lines;
    if (!running.empty()) lines.push_back(task_words(running) + ": running");
    if (!ended.empty()) lines.push_back(task_words(ended) + ": exited");
    return lines;
}

bool Tasks::any_killed() const {
    return std::any_of(tasks_.begin(), tasks_.end(),
                       [](const Task& task) { return task.exited && (is_killed(task.wait_status) || is_terminated(task.wait_status)); });
}

int Tasks::exit_status(bool out_of_memory) const {
    int highest = 0;
    for (const Task& task : tasks_)
        if (task.exited) highest = std::max(highest, exit_code(task.wait_status, out_of_memory));
    return highest;
}

int Tasks::wait_status() const {
    int worst = 0;
    for (const Task& task : tasks_)
        if (task.exited && exit_code(task.wait_status, false) > exit_code(worst, false)) worst = task.wait_status;
    return worst;
}

}  // namespace ms::cmds::srun
