// SPDX-License-Identifier: MIT
// sattach: look at a running step, what its tasks write and where they are, and type for them.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sattach {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sattach
