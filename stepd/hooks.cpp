// SPDX-License-Identifier: MIT
#include "stepd/hooks.hpp"

#include <algorithm>

#include "stepd/errand.hpp"
#include "stepd/write_or_drop.hpp"

namespace stepd {
namespace {

constexpr std::chrono::seconds patience_with_readers{1};

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool sets(const std::string& entry, std::string_view name) {
    return entry.size() > name.size() && entry.compare(0, name.size(), name) == 0 && entry[name.size()] == '=';
}

void take_out(std::vector<std::string>& environment, std::string_view name) {
    const auto is_it = [&](const std::string& entry) { return sets(entry, name); };
    environment.erase(std::remove_if(environment.begin(), environment.end(), is_it), environment.end());
}

Errand task_errand(const std::string& program, const std::vector<std::string>& environment, const TaskPlace& place) {
    Errand errand;
    errand.path = program;
    errand.argv = {base_name(program)};
    errand.environment = environment;
    errand.identity = place.identity;
    errand.work_dir = place.work_dir;
    errand.timeout_s = place.timeout_s;
    errand.std_err = place.std_err;
    errand.group = place.group;
    return errand;
}

}  // namespace

const Hook* run_hooks(const std::vector<Hook>& hooks, const LaunchOrder& order, const std::vector<std::string>& more,
                      std::string& why) {
    for (const Hook& hook : hooks) {
        std::vector<std::string> environment = order.hook_environment;
        environment.insert(environment.end(), more.begin(), more.end());
        environment.push_back("SLURM_SCRIPT_CONTEXT=" + hook.context);
        Errand errand;
        errand.path = hook.path;
        errand.argv = {base_name(hook.path)};
        errand.environment = environment;
        errand.timeout_s = order.hook_timeout_s;
        const auto outcome = run_errand(errand);
        if (outcome && outcome->ok()) continue;
        why = hook.path + ": " + (outcome ? outcome->text() : outcome.error().message);
        return &hook;
    }
    return nullptr;
}

TaskPrologWords parse_task_prolog(std::string_view output) {
    TaskPrologWords words;
    while (!output.empty()) {
        const std::string_view line = output.substr(0, output.find('\n'));
        output.remove_prefix(std::min(line.size() + 1, output.size()));
        const std::size_t blank = line.find(' ');
        if (blank == std::string_view::npos) continue;
        const std::string_view verb = line.substr(0, blank);
        const std::string rest(line.substr(blank + 1));
        if (verb == "export" && rest.find('=') != std::string::npos && rest[0] != '=') words.exports.push_back(rest);
        if (verb == "unset") words.unsets.push_back(rest);
        if (verb == "print") words.printed += rest + "\n";
    }
    return words;
}

ms::Result<void> run_task_prolog(const std::string& program, std::vector<std::string>& environment,
                                 const TaskPlace& place) {
    if (program.empty()) return {};
    std::vector<std::string> told = environment;
    told.push_back("SLURM_SCRIPT_CONTEXT=prolog_task");
    const auto outcome = run_errand(task_errand(program, told, place));
    if (!outcome) return tl::make_unexpected(outcome.error());
    if (!outcome->ok()) return ms::fail(ms::Errc::system, "TaskProlog " + program + " failed: " + outcome->text());
    const TaskPrologWords words = parse_task_prolog(outcome->output);
    for (const std::string& name : words.unsets) take_out(environment, name);
    for (const std::string& entry : words.exports) {
        take_out(environment, std::string_view(entry).substr(0, entry.find('=')));
        environment.push_back(entry);
    }
    write_or_drop(place.std_out, words.printed, patience_with_readers);
    return {};
}

void run_task_epilog(const std::string& program, std::vector<std::string> environment, const TaskPlace& place) {
    if (program.empty()) return;
    environment.push_back("SLURM_SCRIPT_CONTEXT=epilog_task");
    const auto outcome = run_errand(task_errand(program, environment, place));
    if (outcome) write_or_drop(place.std_out, outcome->output, patience_with_readers);
    if (outcome && outcome->ok()) return;
    write_or_drop(place.std_err, "slurmstepd: error: TaskEpilog " + program + " failed: " +
                                     (outcome ? outcome->text() : outcome.error().message) + "\n");
}

}  // namespace stepd
