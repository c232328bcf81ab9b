// SPDX-License-Identifier: MIT
// sreport's words that are no report: what options set, too, and help and version. They stand at its prompt, or alone on the
// command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cmds/sreport/options.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::sreport {

/// The status, if the first word is one of them.
std::optional<int> act_on_word(const CommandContext& context, Settings& settings, const std::vector<std::string>& words);

/// exit and quit.
bool is_end(const std::string& word);

}  // namespace ms::cmds::sreport
