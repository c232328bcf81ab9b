// SPDX-License-Identifier: MIT
// sdiag: what the daemon does.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sdiag {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sdiag
