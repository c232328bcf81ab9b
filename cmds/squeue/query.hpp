// SPDX-License-Identifier: MIT
// From what is asked for to the jobs' lines: the filter, the daemon's answer, the rows and their order.
#pragma once

#include <vector>

#include "cmds/squeue/columns.hpp"
#include "cmds/squeue/options.hpp"
#include "libms/model/messages.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::squeue {

/// The daemon's answer, down to the jobs asked for; with forecasts for those that wait where these are wanted.
/// Error: Errc::usage for words that mean nothing (unknown users are only told), else the daemon's.
Result<JobsReply> find_jobs(const CommandContext& context, const Settings& settings, bool forecast);

/// The lines of these jobs, in their order. The rows point into the jobs.
std::vector<JobRow> rows_of(const std::vector<JobPtr>& jobs, const Settings& settings);

/// Keys as in -S: letters of columns, '-' before one reverses it, the first counts most; equal rows keep their order.
/// Error: Errc::usage, "Invalid sort specification: X".
Result<void> sort_rows(std::vector<JobRow>& rows, std::string_view keys, const View& view);

}  // namespace ms::cmds::squeue
