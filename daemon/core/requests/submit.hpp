// SPDX-License-Identifier: MIT
// A request to run something becomes a job record, or an error that names what was asked, what exists and what to
// change. Impossible is refused; not possible now (or by a partition's limits) is accepted and waits, as in Slurm.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

Result<SubmitReply> submit(Turn& turn, Submit request);
/// The record that the request would become, by the id that is next; nothing has changed yet. `others`: how many more
/// jobs are about to be entered before it.
Result<Job> admit(Turn& turn, Submit request, std::size_t others, std::vector<std::string>& warnings);

}  // namespace msd::core
