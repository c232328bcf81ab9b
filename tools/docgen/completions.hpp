// SPDX-License-Identifier: MIT
// Completions for three shells out of the option tables. What a shell does with the tables is written by hand in
// completions/parts; only the tables come from here.
#pragma once

#include <string>
#include <vector>

#include "libms/options/command.hpp"

namespace docgen {

/// What completes the value of `row`: job, partition, user, file or dir, which the parts ask the system for; "none"
/// when nothing can be said; else the words to choose from.
std::string kind_of(const ms::options::Row& row, const ms::CommandDoc& doc);

/// Associative arrays that completions/parts/bash.sh reads.
std::string bash_tables(const std::vector<ms::CommandDoc>& docs);
/// A function per command for zsh's _arguments.
std::string zsh_functions(const std::vector<ms::CommandDoc>& docs);
/// `complete` lines of one command.
std::string fish_lines(const ms::CommandDoc& doc);

}  // namespace docgen
