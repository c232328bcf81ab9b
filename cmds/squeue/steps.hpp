// SPDX-License-Identifier: MIT
// squeue --steps: a line for each step that runs, instead of one for each job.
#pragma once

#include <string>
#include <vector>

#include "cmds/squeue/columns.hpp"
#include "libms/base/result.hpp"
#include "libms/model/messages.hpp"

namespace ms::cmds::squeue {

struct StepRow {
    const Job* job = nullptr;
    Step step;  // a batch step is made up of its job's record
};
using StepColumn = table::Column<StepRow, View>;

/// By name.
std::vector<StepColumn> step_columns();
inline constexpr std::string_view step_format = "%.15i %.8j %.9P %.8u %.9M %N";

/// `list`: 12.0,13 or "" for all. By partition, job and number, the batch step after the numbered ones.
/// Error: Errc::usage, which part of the list is none.
Result<std::vector<StepRow>> step_rows(const std::vector<JobPtr>& jobs, std::string_view list);

}  // namespace ms::cmds::squeue
