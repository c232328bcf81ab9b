// SPDX-License-Identifier: MIT
// A request to run something becomes a job record, or an error that names what was asked, what exists and what to
// change. Impossible is refused; not possible now (or by a partition's limits) is accepted and waits, as in Slurm.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

Result<SubmitReply> submit(Turn& turn, Submit request);

}  // namespace msd::core
