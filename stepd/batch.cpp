// SPDX-License-Identifier: MIT
#include "stepd/batch.hpp"

#include <string>

#include "stepd/process.hpp"

namespace stepd {
namespace {

/// The interpreter named by a script's first line, "" if none.
std::string interpreter_of(const std::string& script) {
    if (script.rfind("#!", 0) != 0) return {};
    const std::size_t from = script.find_first_not_of(" \t", 2);
    if (from == std::string::npos) return {};
    return script.substr(from, script.find_first_of(" \t\n", from) - from);
}

}  // namespace

ms::Result<pid_t> start_batch(const LaunchOrder& order, const JobStdio& stdio, int group) {
    ProcessPlan plan;
    plan.group = group;
    plan.path = order.spool_dir + "/slurm_script";
    plan.argv.push_back(plan.path);
    plan.argv.insert(plan.argv.end(), order.arguments.begin(), order.arguments.end());
    plan.environment = order.environment;
    plan.std_in = stdio.in();
    plan.std_out = stdio.out();
    plan.std_err = stdio.err();
    plan.work_dir = order.work_dir;
    plan.kernel_cpus = order.kernel_cpus;
    plan.nice = order.nice;
    plan.limits = order.limits;
    plan.identity = identity_of(order);
    plan.umask = order.umask;
    plan.interpreter = interpreter_of(order.script);
    return start_process(plan);
}

}  // namespace stepd
