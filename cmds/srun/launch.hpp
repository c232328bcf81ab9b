// SPDX-License-Identifier: MIT
// What a step is to be and to run: from settings to the requests.
#pragma once

#include <vector>

#include "cmds/srun/options.hpp"
#include "libms/model/attendance.hpp"
#include "libms/model/messages.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::srun {

// Here settings.spec is options::described_spec(): it tells of the process too.

using Words = std::vector<std::string>;

/// The job of an srun that is in none.
SubmitRequest make_submission(const Settings& settings, const Words& program);

StepSpec make_step_spec(const CommandContext& context, const Settings& settings, const Words& program);

/// The path execve gets: what PATH finds, or else the word itself, in the working directory when it has a slash.
std::string executable(const std::string& word, const std::string& directory);

/// Of all tasks: ours as --export has it, over that the step's.
Result<std::vector<std::string>> step_environment(const Settings& settings, const StepReply& step);

/// Program, environment and limits; the streams are to be filled in. `programs`: of --multi-prog, else empty.
Result<attendance::Launch> make_launch(const Settings& settings, const StepReply& step, const Words& program,
                                       std::vector<Words> programs);

}  // namespace ms::cmds::srun
