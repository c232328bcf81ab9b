// SPDX-License-Identifier: MIT
// Completions for three shells out of the option tables. What a shell does with the tables is written by hand in
// completions/parts; only the tables come from here.
#pragma once

#include <string>
#include <vector>

#include "libms/options/command.hpp"

namespace docgen {

/// Associative arrays that completions/parts/bash.sh reads.
std::string bash_tables(const std::vector<ms::CommandDoc>& docs);
/// A function per command for zsh's _arguments.
std::string zsh_functions(const std::vector<ms::CommandDoc>& docs);
/// fish: where live values come from, and the kinds of operands.
std::string fish_live_function();
std::string fish_operand_function(const std::vector<ms::CommandDoc>& docs);
/// `complete` lines of one command.
std::string fish_lines(const ms::CommandDoc& doc);

}  // namespace docgen
