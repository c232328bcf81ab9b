// SPDX-License-Identifier: MIT
// A job's record in scontrol's words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libms/model/messages.hpp"

namespace ms::cmds::scontrol {

struct JobView {
    Time now;
    bool details = false;
    std::optional<std::uint32_t> waiting_task;  // of the waiting part of an array, only this element is meant
    const PlannedStart* plan = nullptr;         // of a job that waits for room
};

/// The lines of one record, in Slurm's order.
std::vector<std::string> job_lines(const Job& job, const JobView& view);

}  // namespace ms::cmds::scontrol
