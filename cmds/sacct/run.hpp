// SPDX-License-Identifier: MIT
// sacct: what became of jobs.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sacct {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sacct
