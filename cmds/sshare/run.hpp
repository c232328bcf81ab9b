// SPDX-License-Identifier: MIT
// sshare: shares of accounts and users, and what they have used.
#pragma once

#include "libms/options/command.hpp"

namespace ms::cmds::sshare {

int run(const CommandContext& context);
const CommandDoc& doc();

}  // namespace ms::cmds::sshare
