// SPDX-License-Identifier: MIT
// srun -Z, --no-allocate: tasks on the nodes that -w names, without a job. They have no number, no limits but srun's own
// and no record, may use what is a job's, and nobody else hears of them. For those alone who could do so anyhow: root, and
// the owner of a user's daemon.
#pragma once

#include "cmds/srun/step.hpp"

namespace ms::cmds::srun {

/// What can not go with -Z, in Slurm's words; empty = nothing.
std::vector<std::string> against_unallocated(const Settings& settings);

/// The tasks of `nodes`: so many as asked for, the first nodes having one more. Step::allocation, tasks_on and the counts.
Step spread_tasks(const JobSpec& asked, std::vector<std::string> nodes);

/// The exit status.
int run_unallocated(const CommandContext& context, const Settings& settings, const Program& program, SignalWatch& signals);

}  // namespace ms::cmds::srun
