// SPDX-License-Identifier: MIT
// sbcast: copy a file to the nodes of a job. They are all this machine, so it is one copy.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sbcast {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sbcast
