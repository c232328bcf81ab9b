// SPDX-License-Identifier: MIT
// squeue: the jobs that wait and run.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::squeue {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::squeue
