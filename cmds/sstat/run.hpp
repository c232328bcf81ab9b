// SPDX-License-Identifier: MIT
// sstat: what running steps use.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sstat {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sstat
