// SPDX-License-Identifier: MIT
// sattach: look at a step. Its layout is there to be seen; its streams went to its tasks when it started, as
// descriptors, and nothing copies them.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sattach {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sattach
