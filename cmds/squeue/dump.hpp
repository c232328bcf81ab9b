// SPDX-License-Identifier: MIT
// squeue --json and --yaml: the jobs that the filters let through, as whole records.
#pragma once

#include "cmds/squeue/options.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::squeue {

/// Precondition: settings.dump. Returns the exit status; what is wrong stands in the answer's `errors`, too.
int dump_jobs(const CommandContext& context, const Settings& settings);

}  // namespace ms::cmds::squeue
