// SPDX-License-Identifier: MIT
// scontrol: look at jobs, nodes and partitions, hold, release and requeue jobs, ask after the daemon.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::scontrol {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::scontrol
