// SPDX-License-Identifier: MIT
// -M: which cluster a command is for. There is one here; the name of another is refused, as Slurm refuses one that its
// database does not know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/options/command.hpp"

namespace ms::cmds {

/// Is `cluster` among those asked for, or none asked for? Other names are told of; `source` is where they were given.
bool is_asked_for(const CommandContext& context, const std::vector<std::string>& asked, std::string_view source,
                  std::string_view cluster);

/// The same for the cluster of the daemon, which is asked for its name only where `asked` has any. A daemon that does
/// not answer is told of, too.
bool is_for_this_cluster(const CommandContext& context, const std::vector<std::string>& asked);

}  // namespace ms::cmds
