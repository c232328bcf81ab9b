// SPDX-License-Identifier: MIT
// From a step that has been given its resources to the order its shepherd carries out: where each task runs, on which
// CPUs, and what it is told in its environment.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "daemon/exec/environment.hpp"
#include "libms/model/messages.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

/// The CPUs of each task, by number, in the kernel's numbering: --cpu-bind, else every task its own CPUs where there
/// are as many as all tasks need, else the step's CPUs on the node. Empty: not bound.
std::vector<std::vector<std::uint32_t>> task_cpus(const Step& step, const core::ClusterConfig& config);

/// `binds`: whether the site binds tasks to CPUs at all. `devices_closed`: the tasks can open no other devices than the
/// step's, and count them from 0.
stepd::StepOrder make_step_order(const Step& step, const core::ClusterConfig& config, bool binds, bool devices_closed = false);
/// NAME=value entries that are the same for all tasks of the step; the job's and the step's own.
std::vector<std::string> step_variables(const Job& job, const Step& step, const SiteFacts& site);

}  // namespace msd::exec
