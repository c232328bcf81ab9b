// SPDX-License-Identifier: MIT
// The options of submission that ask for an answer instead of a job: --help, --usage, --version, --gres=help,
// --hint=help, --mem-bind=help.
#pragma once

#include <optional>
#include <string_view>

#include "libms/options/command.hpp"
#include "libms/options/submit.hpp"

namespace ms::cmds {

/// Print what is asked for, and give the status to end with; nothing when nothing is asked.
std::optional<int> answer_questions(const CommandContext& context, const options::SubmitSettings& settings,
                                    const CommandDoc& doc, std::string_view operands);

}  // namespace ms::cmds
