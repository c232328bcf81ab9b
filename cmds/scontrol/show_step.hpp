// SPDX-License-Identifier: MIT
// A running step's record in scontrol's words.
#pragma once

#include <string>
#include <vector>

#include "libms/model/job.hpp"

namespace ms::cmds::scontrol {

/// The lines of one record, in Slurm's order.
std::vector<std::string> step_lines(const Job& job, const Step& step, Time now);

}  // namespace ms::cmds::scontrol
