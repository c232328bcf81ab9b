// SPDX-License-Identifier: MIT
// scancel: end or signal jobs, array tasks and steps.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::scancel {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::scancel
