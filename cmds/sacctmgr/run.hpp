// SPDX-License-Identifier: MIT
// sacctmgr: look at accounts, users, associations and QOS, and change them.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sacctmgr {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sacctmgr
