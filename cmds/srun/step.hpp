// SPDX-License-Identifier: MIT
// A step of a job, from the request to the status srun ends with.
#pragma once

#include <functional>
#include <optional>

#include "cmds/shared/event_loop.hpp"
#include "cmds/srun/launch.hpp"
#include "libms/client/attendant.hpp"

namespace ms::cmds::srun {

/// What srun has been asked to run.
struct Program {
    Words words;               // or --multi-prog's file and what follows it
    std::string multi_text;    // that file's text
};

/// By task; empty without --multi-prog.
Result<std::vector<Words>> programs_of(const Program& program, const Settings& settings, std::uint32_t tasks);

/// How a step ended.
struct Outcome {
    int status = 0;       // of srun
    int wait_status = 0;  // of the worst task, for the job's record
};

/// A step that exists, and the way to its shepherd.
struct CreatedStep {
    const Job& job;
    const StepReply& reply;
    std::function<Result<client::Attendant>()> shepherd;
    client::Attendant* allocation = nullptr;  // as for run_step
};
/// None: it did not come to its tasks, which has been told.
std::optional<Outcome> run_tasks(const CommandContext& context, const Settings& settings, const Program& program,
                                 SignalWatch& signals, const CreatedStep& created);

/// `allocation`: our own, if it is; else null. The job's record as the daemon has it.
Outcome run_step(const CommandContext& context, const Settings& settings, const Program& program, const Job& job,
             SignalWatch& signals, client::Attendant* allocation);

}  // namespace ms::cmds::srun
