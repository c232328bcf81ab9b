// SPDX-License-Identifier: MIT
// sinfo --json and --yaml: the lines it would print, as whole records, and the nodes that stand on them.
#pragma once

#include "cmds/sinfo/options.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::sinfo {

/// Precondition: settings.dump. Returns the exit status; what is wrong stands in the answer's `errors`, too.
int dump_nodes(const CommandContext& context, const Settings& settings);

}  // namespace ms::cmds::sinfo
