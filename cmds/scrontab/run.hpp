// SPDX-License-Identifier: MIT
// scrontab: recurring jobs, in a file of cron's format that the daemon keeps for each user.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::scrontab {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::scrontab
