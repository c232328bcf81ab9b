// SPDX-License-Identifier: MIT
// sbatch: submit a batch script.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sbatch {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sbatch
