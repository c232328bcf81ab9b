// SPDX-License-Identifier: MIT
// --array: 0-99:5%10, [1,3,5-7], …
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/model/task_set.hpp"

namespace ms::text {

struct ArraySpec {
    TaskSet tasks;
    std::uint32_t max_running = 0;  // %limit; 0 = none
    std::uint32_t step = 1;         // the first :step in the text
};

/// Indices below `max_array_size`. Error: Errc::invalid_array with Slurm's text.
Result<ArraySpec> parse_array(std::string_view text, std::uint32_t max_array_size);

/// --nodes may be such a list, too: the only numbers of nodes that a job may have. A job keeps it as this option.
inline constexpr std::string_view allowed_node_counts = "node-counts";
inline constexpr std::uint32_t most_nodes = 65'536;

/// The set as squeue shows it: 4-10%2, 0-18:2, 1-5,10,20; cut to `limit` characters with "..." (0 = uncut).
std::string format_tasks(const TaskSet& tasks, std::uint32_t max_running = 0, std::size_t limit = 64);
/// A task list of a selector: 1-3,5 or 0-8:2 (without brackets).
Result<TaskSet> parse_tasks(std::string_view text);

}  // namespace ms::text
