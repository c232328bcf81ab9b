// SPDX-License-Identifier: MIT
// The prompt, and the words that set what options set, too.
#pragma once

#include "cmds/scontrol/options.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::scontrol {

/// all, details, hide, oneliner, quiet, verbose.
bool toggle(const std::string& word, Settings& settings);

/// Until exit, quit or the end of the input; the status is the last command's.
int interact(const CommandContext& context, Settings settings,
             int (*execute)(const CommandContext&, const Settings&, const std::vector<std::string>&));

}  // namespace ms::cmds::scontrol
