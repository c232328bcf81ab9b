// SPDX-License-Identifier: MIT
// Steps: what srun runs out of a job's allocation.
//
// A step has parts of the job's nodes. Unless it overlaps, no other step has its CPUs, memory and devices meanwhile:
// a step asks for all of the job's CPUs on its nodes, or, with `exact`, for those its tasks need. Slurm's rules for
// what a step gets that does not say: every CPU and device of the job, and its memory where the job asked for some.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// The step `spec` asks for as it would be now, not yet numbered. Errors: nodes_busy when it has to wait for another
/// step to end, anything else when it can never be had of this job.
Result<Step> fit_step(const Job& job, const StepSpec& spec);

/// The whole of a StepRequest: rights, the job's state, the fit, the record.
Result<StepReply> create_step(Turn& turn, const CreateStep& event);
/// Another time limit for a step that runs: its owner's or an administrator's to say.
Result<Done> update_step(Turn& turn, const UpdateStep& event);
/// A step's row in the accounts, with the size of the job in which it began. What becomes of it in a later one is not told:
/// its row says RESIZING, as Slurm's does.
void save_step(Turn& turn, const Job& job, Step step);
/// The shell's own step, as it is kept: with what it holds.
Step batch_step(const Job& job);
void on_step_ended(Turn& turn, const StepEnded& event);
/// The job's run is over: steps that are still on record end now.
void close_steps(Turn& turn, JobId id, Time at);
/// Of the steps before `next_step` only these came to be: the others end now.
void close_lost_steps(Turn& turn, JobId id, const std::vector<std::int32_t>& alive, std::uint32_t next_step);
/// The running step of this number; nullptr when there is none.
const Step* find_step(const Job& job, std::int32_t number);

}  // namespace msd::core
