// SPDX-License-Identifier: MIT
// The site's programs around a job (Prolog, Epilog and their kin, run with the shepherd's own rights) and around a task
// (TaskProlog, TaskEpilog, run as the job's owner).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"
#include "stepd/identity.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

/// One after the other, up to the first that fails. `more`: environment besides that of the order.
/// nullptr: all ended well; else the one that failed, and `why` says how.
const Hook* run_hooks(const std::vector<Hook>& hooks, const LaunchOrder& order, const std::vector<std::string>& more,
                      std::string& why);

/// What a TaskProlog says: lines "export NAME=VALUE", "unset NAME", "print TEXT"; others mean nothing.
struct TaskPrologWords {
    std::vector<std::string> exports;
    std::vector<std::string> unsets;
    std::string printed;  // lines for the task's standard output
};
TaskPrologWords parse_task_prolog(std::string_view output);

/// Where a task hook runs.
struct TaskPlace {
    Identity identity;
    std::string work_dir;
    int std_out = -1;
    int std_err = -1;
    std::uint32_t timeout_s = 0;
    int group = -1;  // as ProcessPlan's
};
/// Carries out what it says on the environment and std_out. Error: it failed, and the task must not start.
ms::Result<void> run_task_prolog(const std::string& program, std::vector<std::string>& environment,
                                 const TaskPlace& place);
/// Its output is the task's.
void run_task_epilog(const std::string& program, std::vector<std::string> environment, const TaskPlace& place);

}  // namespace stepd
