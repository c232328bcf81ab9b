// SPDX-License-Identifier: MIT
// What completes a value. Row::complete names a kind:
//
//     file, dir, user                 what the shell itself knows
//     partition, job, node, …         what is there now, which a running daemon is asked for (live_kinds)
//     field, letters, sort, state, …  words of our tables
//     anything else                   the words to choose from, by blanks; "" offers nothing
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "libms/options/command.hpp"

namespace docgen {

/// A command whose lines are the values there are. Every shell takes the same out of them: names by commas or lines, the
/// value of a NAME= at the line's beginning, nothing in brackets (completions/parts).
struct LiveKind {
    std::string_view name;
    std::string_view command;
};
std::span<const LiveKind> live_kinds();

/// The kind as the shells know it: file, dir, user, a live one, "none", or else the words.
std::string kind_of(std::string_view complete, const ms::CommandDoc& doc);

}  // namespace docgen
