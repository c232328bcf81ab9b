// SPDX-License-Identifier: MIT
// From settings, script and the submitting process to the request that is sent.
#pragma once

#include "cmds/sbatch/script.hpp"
#include "libms/model/messages.hpp"
#include "libms/options/command.hpp"
#include "libms/options/submit.hpp"

namespace ms::cmds::sbatch {

/// Everything the daemon is told. `settings` are complete. Error: an export file that can not be read.
Result<SubmitRequest> make_request(const CommandContext& context, const options::SubmitSettings& settings,
                                   const Script& script, const std::vector<std::string>& operands);

}  // namespace ms::cmds::sbatch
