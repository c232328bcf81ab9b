// SPDX-License-Identifier: MIT
#include "cmds/scontrol/process_table.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <set>

#include "libms/base/fd.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string proc_text(pid_t pid, const char* file) {
    return read_file("/proc/" + std::to_string(pid) + "/" + file).value_or(std::string{});
}

/// A number a process got in its environment; -1 = it has none, or is gone.
std::int64_t number_in_environment(pid_t pid, const std::string& name) {
    const std::string environment = '\0' + proc_text(pid, "environ");
    const std::string start = '\0' + name + "=";
    const std::size_t at = environment.find(start);
    if (at == std::string::npos) return -1;
    const auto number = text::parse_unsigned(environment.c_str() + at + start.size());
    return number ? static_cast<std::int64_t>(*number) : -1;
}

}  // namespace

ProcessTable ProcessTable::of_machine() {
    ProcessTable table;
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
        const auto pid = text::parse_unsigned(entry.path().filename().string());
        if (!pid) continue;
        const std::string stat = proc_text(static_cast<pid_t>(*pid), "stat");
        const std::size_t begin = stat.find('('), end = stat.rfind(") ");  // the name may hold anything
        if (end == std::string::npos || end + 4 > stat.size()) continue;
        Process process;
        process.name = stat.substr(begin + 1, end - begin - 1);
        std::from_chars(stat.data() + end + 4, stat.data() + stat.size(), process.parent);
        table.processes_[static_cast<pid_t>(*pid)] = std::move(process);
    }
    return table;
}

std::vector<pid_t> ProcessTable::children(pid_t parent) const {
    std::vector<pid_t> found;
    for (const auto& [pid, process] : processes_)
        if (process.parent == parent) found.push_back(pid);
    return found;
}

/// The kernel cuts the shepherd's name, so a long one may have lost the step: its tasks know it as well.
std::int32_t ProcessTable::step_number(pid_t shepherd) const {
    constexpr std::size_t longest_name = 15;
    const std::string& name = processes_.at(shepherd).name;
    const auto number = text::parse_unsigned(name.substr(name.rfind('.') + 1));
    if (name.size() < longest_name && number) return static_cast<std::int32_t>(*number);
    for (const pid_t task : children(shepherd))
        if (const auto step = number_in_environment(task, "SLURM_STEP_ID"); step >= 0)
            return static_cast<std::int32_t>(step);
    return step_extern;
}

void ProcessTable::add_descendants(pid_t parent, std::int32_t step, std::vector<StepProcess>& to) const {
    for (const pid_t pid : children(parent)) {
        to.push_back({pid, step, -1, -1});
        add_descendants(pid, step, to);
    }
}

/// Children of a shepherd are its tasks, and orphans of theirs, which have the same environment but came later.
void ProcessTable::add_step(pid_t shepherd, std::int32_t step, std::vector<StepProcess>& to) const {
    std::vector<StepProcess> others;
    std::set<std::int64_t> seen;
    for (const pid_t pid : children(shepherd)) {
        if (is_step_shepherd(pid)) continue;
        StepProcess task{pid, step, number_in_environment(pid, "SLURM_LOCALID"),
                         number_in_environment(pid, "SLURM_PROCID")};
        if (task.global_id >= 0 && seen.insert(task.global_id).second) to.push_back(task);
        else others.push_back({pid, step, -1, -1});
        add_descendants(pid, step, others);
    }
    to.insert(to.end(), others.begin(), others.end());
}

std::vector<StepProcess> ProcessTable::of_job(const Job& job) const {
    std::vector<StepProcess> found;
    if (job.shepherd_pid == 0 || !processes_.count(job.shepherd_pid)) return found;
    std::map<std::int32_t, pid_t> steps;
    for (const pid_t pid : children(job.shepherd_pid))
        if (is_step_shepherd(pid)) steps[step_number(pid)] = pid;
    for (const auto& [step, shepherd] : steps) add_step(shepherd, step, found);
    add_step(job.shepherd_pid, job.spec->kind == JobKind::batch ? step_batch : step_extern, found);
    return found;
}

bool ProcessTable::descends(pid_t pid, pid_t ancestor) const {
    if (ancestor <= 0) return false;
    for (auto at = processes_.find(pid); at != processes_.end(); at = processes_.find(at->second.parent))
        if (at->second.parent == ancestor) return true;
    return false;
}

}  // namespace ms::cmds::scontrol
