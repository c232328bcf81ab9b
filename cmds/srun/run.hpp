// SPDX-License-Identifier: MIT
// srun: run a program as the tasks of a step, in the job it is called in or in an allocation of its own.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::srun {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::srun
