// SPDX-License-Identifier: MIT
#include "daemon/exec/hooks.hpp"

#include <glob.h>

namespace msd::exec {
namespace {

std::vector<std::string> programs(const std::vector<std::string>& patterns) {
    std::vector<std::string> paths;
    for (const std::string& pattern : patterns) {
        if (pattern.find_first_of("*?[") == std::string::npos) {
            paths.push_back(pattern);
            continue;
        }
        glob_t found{};
        if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
            for (std::size_t i = 0; i < found.gl_pathc; ++i) paths.emplace_back(found.gl_pathv[i]);
        ::globfree(&found);
    }
    return paths;
}

/// One kind of program: where it stands, what it is told to be, and what its failure means.
struct HookRow {
    std::vector<std::string> core::SiteHooks::*patterns;
    std::vector<stepd::Hook> stepd::LaunchOrder::*list;
    const char* context;
    const char* node_fault;  // "": none
    bool holds_job;
};
constexpr HookRow rows[] = {  // in the order they run
    {&core::SiteHooks::prolog_slurmctld, &stepd::LaunchOrder::prologs, "prolog_slurmctld", "", false},
    {&core::SiteHooks::prolog, &stepd::LaunchOrder::prologs, "prolog_slurmd", "Prolog error", true},
    {&core::SiteHooks::epilog, &stepd::LaunchOrder::epilogs, "epilog_slurmd", "Epilog error", false},
    {&core::SiteHooks::epilog_slurmctld, &stepd::LaunchOrder::epilogs, "epilog_slurmctld", "", false},
};

}  // namespace

void add_hooks(stepd::LaunchOrder& order, const core::SiteHooks& hooks, const Job& job, const SiteFacts& site) {
    for (const HookRow& row : rows)
        for (std::string& path : programs(hooks.*row.patterns))
            (order.*row.list).push_back({std::move(path), row.context, row.node_fault,
                                         row.holds_job && hooks.hold_on_prolog_failure});
    order.task_prolog = hooks.task_prolog;
    order.task_epilog = hooks.task_epilog;
    order.hook_timeout_s = static_cast<std::uint32_t>(hooks.timeout.count());
    if (order.prologs.empty() && order.epilogs.empty()) return;
    order.hook_environment = job_variables(job, *job.spec, site, Kind::hook);
    order.hook_environment.push_back("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    order.hook_environment.push_back("SLURM_JOB_STDIN=" + order.std_in);
    order.hook_environment.push_back("SLURM_JOB_STDOUT=" + order.std_out);
    order.hook_environment.push_back("SLURM_JOB_STDERR=" + (order.std_err.empty() ? order.std_out : order.std_err));
}

}  // namespace msd::exec
