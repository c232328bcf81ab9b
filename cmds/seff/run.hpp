// SPDX-License-Identifier: MIT
// seff: how much of what it held a job has used.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::seff {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::seff
