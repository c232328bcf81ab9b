// SPDX-License-Identifier: MIT
// sinfo: partitions and nodes, and what they do.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sinfo {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sinfo
