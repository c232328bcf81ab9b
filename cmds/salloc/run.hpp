// SPDX-License-Identifier: MIT
// salloc: hold resources while a shell or a command runs.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::salloc {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::salloc
