// SPDX-License-Identifier: MIT
// strigger: programs run at events of jobs and nodes. There are none in this version: none can be set, and what asks
// for them hears just that.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::strigger {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::strigger
