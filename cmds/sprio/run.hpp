// SPDX-License-Identifier: MIT
// sprio: what the priority of waiting jobs is made of.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sprio {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sprio
