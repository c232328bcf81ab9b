// SPDX-License-Identifier: MIT
// scontrol, sacctmgr and sreport without a command: one command a line.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libms/options/command.hpp"

namespace ms::cmds {

/// What a line says. Sets the status, leaves it as it was, or ends the prompt by false.
using AnswerLine = std::function<bool(const std::vector<std::string>& words, int& status)>;

/// Asks with `name` and reads lines until one ends it or the input does. `!!` is the line before, empty lines are passed
/// over, and what is no list of words is told of on stderr. Returns the last status.
int prompt(const CommandContext& context, const std::string& name, const AnswerLine& answer);

}  // namespace ms::cmds
