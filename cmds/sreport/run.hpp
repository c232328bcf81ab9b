// SPDX-License-Identifier: MIT
// sreport: reports of usage over time.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sreport {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sreport
