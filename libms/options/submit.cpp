// SPDX-License-Identifier: MIT
// What submit options share beside their rows: which variables are whose, what is kept, what depends on several.
#include "libms/options/submit.hpp"

#include <cstdlib>
#include <set>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/options/submit_setters.hpp"
#include "libms/options/submit_table.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::options {
namespace {

struct Prefix {
    std::string_view text;
    Submitter command;
};
constexpr Prefix prefixes[] = {{"SBATCH_", sbatch}, {"SLURM_", srun}, {"SALLOC_", salloc}, {"SRUN_", srun}};

/// The variable that one word of a row's list is for `command`; empty if none.
std::string variable_of(std::string_view word, Submitter command) {
    if (word.starts_with('=')) return std::string(word.substr(1));
    for (const Prefix& prefix : prefixes) {
        if (prefix.command != command) continue;
        if (word.starts_with("*_")) return std::string(prefix.text).append(word.substr(2));
        if (word.starts_with(prefix.text)) return std::string(word);
    }
    return {};
}

/// -w asks for as many nodes as it names at least; -n below -N lowers the node count.
Result<void> settle_nodes(SubmitSettings& s) {
    if (!s.spec.node_list.empty()) {
        const auto names = text::expand_hostlist(s.spec.node_list);
        const auto count = names ? static_cast<std::uint32_t>(std::set<std::string>(names->begin(), names->end()).size()) : 0;
        if (s.spec.max_nodes != 0 && count > s.spec.max_nodes)
            return fail(Errc::generic, "invalid number of nodes (-N " + std::to_string(count) + "-" +
                                           std::to_string(s.spec.max_nodes) + ")");
        s.spec.min_nodes = std::max(s.spec.min_nodes, count);
    }
    if (s.spec.tasks != 0 && s.spec.tasks < s.spec.min_nodes) {
        const std::string tasks = std::to_string(s.spec.tasks);
        s.warnings.push_back("can't run " + tasks + " processes on " + std::to_string(s.spec.min_nodes) +
                             " nodes, setting nnodes to " + tasks);
        s.spec.min_nodes = s.spec.tasks;
        s.spec.max_nodes = std::min(s.spec.max_nodes, s.spec.tasks);
    }
    return {};
}

/// What a hint says of threads and cores, and -B of tasks, where nothing else does.
void settle_geometry(SubmitSettings& s) {
    JobSpec& spec = s.spec;
    if (!spec.hint.empty() && spec.hint != "multithread" && !spec.threads_per_core) spec.threads_per_core = 1;
    if (spec.hint == "memory_bound" && !spec.cores_per_socket) spec.cores_per_socket = 1;
    const bool one_count = spec.max_nodes == 0 || spec.max_nodes == spec.min_nodes;
    if (!s.geometry_given || spec.tasks || spec.tasks_per_node || !one_count) return;
    const std::uint64_t units = std::uint64_t{std::max(1u, spec.sockets_per_node)} * std::max(1u, spec.cores_per_socket) *
                                std::max(1u, spec.threads_per_core) * std::max(1u, spec.min_nodes);
    spec.tasks = static_cast<std::uint32_t>(std::min<std::uint64_t>(units, 0xFFFFFFFF));
}

}  // namespace

std::string input_variables(std::string_view environment, Submitter command) {
    std::vector<std::string> list;
    for (const std::string& word : text::split_list(environment)) {
        std::string variable = variable_of(word, command);
        const bool news = !contains(list, variable);
        if (news && !variable.empty()) list.push_back(std::move(variable));
    }
    return text::join(list);
}

void keep_option(std::string_view name, const std::string& value, JobSpec& spec) {
    for (auto& kept : spec.kept_options) {
        if (kept.first != name) continue;
        kept.second = value;
        return;
    }
    spec.kept_options.emplace_back(name, value);
}

void keep_switch_wait(const char* variable, JobSpec& spec) {
    const char* wait = std::getenv(variable);
    for (auto& [name, value] : spec.kept_options)
        if (wait && name == "switches" && value.find('@') == std::string::npos) value.append("@").append(wait);
}

void note_given(Given given, std::vector<Given>& all) {
    const auto at = std::lower_bound(all.begin(), all.end(), given.row,
                                     [](const Given& each, std::size_t row) { return each.row < row; });
    if (at != all.end() && at->row == given.row)
        *at = std::move(given);
    else
        all.insert(at, std::move(given));
}

Result<void> complete_submit(SubmitSettings& settings) {
    if (starts_with_ignoring_case(settings.spec.distribution, "arbitrary") && settings.spec.node_list.empty())
        return fail(Errc::generic,
                    "With Arbitrary distribution you need to specify a nodelist or hostfile with the -w option");
    MS_TRY(submit::settle_memory(settings));
    MS_TRY(submit::settle_gres(settings));
    submit::settle_profile(settings);
    settle_geometry(settings);
    MS_TRY(settle_nodes(settings));
    if (settings.spec.work_dir.empty()) settings.spec.work_dir = settings.directory;
    return {};
}

Result<void> check_job(const SubmitSettings& settings) { return submit::check_gpu_terms(settings); }

int report_submit(const CommandContext& context, const Error& error) {
    switch (error.code) {
        case Errc::usage: return context.usage_error(error.message, 255);
        case Errc::bad_value: context.error(error.message); return 255;
        case Errc::fatal: context.fatal(error.message); return 1;
        default: context.error(error.message); return 1;
    }
}

}  // namespace ms::options
