// SPDX-License-Identifier: MIT
// Jobs of several parts, each with options of its own, and a colon between them. There are none here, and a part that was
// taken for words of a program would run something else than was asked.
#pragma once

#include <algorithm>
#include <span>
#include <string>

#include "libms/base/contains.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds {

/// True when the words ask for such a job; then that is said.
inline bool refuse_het_job(const CommandContext& context, std::span<const std::string> words) {
    if (!contains(words, ":")) return false;
    context.error("heterogeneous jobs (':' between the options of their parts) are not available in this version of "
                  "Mini-SLURM");
    return true;
}

/// The same where only the first word may be the colon, and what follows a command is the command's.
inline bool refuse_het_job_in_options(const CommandContext& context, std::span<const std::string> operands) {
    return refuse_het_job(context, operands.first(std::min<std::size_t>(operands.size(), 1)));
}

}  // namespace ms::cmds
