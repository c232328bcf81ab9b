// SPDX-License-Identifier: MIT
// The program that a word of a command line means.
#pragma once

#include <string>

namespace ms::cmds {

/// As execvp finds it: a word with a slash is a path, any other is looked for in PATH. Empty: nothing there that this
/// user may execute.
std::string find_program(const std::string& word);

}  // namespace ms::cmds
