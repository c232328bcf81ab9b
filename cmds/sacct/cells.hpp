// SPDX-License-Identifier: MIT
// The values of sacct's fields that take more than naming a member.
#pragma once

#include <string>

#include "cmds/sacct/line.hpp"
#include "cmds/shared/usage_text.hpp"

namespace ms::cmds::sacct::cell {

// identity and state (cells_job.cpp)
std::string job_id(const Line& line, const View& view);
std::string raw_job_id(const Line& line, const View& view);
std::string state(const Line& line, const View& view);
std::string exit_code(const Line& line, const View& view);
std::string derived_exit_code(const Line& line, const View& view);
std::string reason(const Line& line, const View& view);
std::string node_list(const Line& line, const View& view);
std::string qos(const Line& line, const View& view);
std::string flags(const Line& line, const View& view);
std::string exclusive(const Line& line, const View& view);
std::string oversubscribe(const Line& line, const View& view);
std::string standard_input(const Line& line, const View& view);
std::string standard_output(const Line& line, const View& view);
std::string standard_error(const Line& line, const View& view);

// when, and for how long (cells_time.cpp)
std::string submit(const Line& line, const View& view);
std::string eligible(const Line& line, const View& view);
std::string start(const Line& line, const View& view);
std::string end(const Line& line, const View& view);
std::string elapsed(const Line& line, const View& view);
std::string suspended(const Line& line, const View& view);
std::string time_limit(const Line& line, const View& view);
std::string time_limit_minutes(const Line& line, const View& view);
std::string cpu_time(const Line& line, const View& view);
std::string cpu_time_seconds(const Line& line, const View& view);
std::string planned(const Line& line, const View& view);
std::string planned_cpu(const Line& line, const View& view);
std::string planned_cpu_seconds(const Line& line, const View& view);
std::string user_cpu(const Line& line, const View& view);
std::string system_cpu(const Line& line, const View& view);
std::string total_cpu(const Line& line, const View& view);

// asked for and held (cells_size.cpp)
std::string allocated_cpus(const Line& line, const View& view);
std::string allocated_nodes(const Line& line, const View& view);
std::string layout(const Line& line, const View& view);
std::string allocated_tres(const Line& line, const View& view);
std::string nodes(const Line& line, const View& view);
std::string requested_cpus(const Line& line, const View& view);
std::string requested_nodes(const Line& line, const View& view);
std::string requested_memory(const Line& line, const View& view);
std::string requested_tres(const Line& line, const View& view);

// measured (cells_usage.cpp): of steps, and empty where nothing was measured
using Measured = Figure Usage::*;
std::string cpu_frequency(const Line& line, const View& view);
std::string requested_frequency(const Line& line, const View& view);
std::string cpu_used(const Line& line, Over over);
std::string memory_used(const Line& line, const View& view, Measured figure, Over over);
std::string disk_used(const Line& line, const View& view, Measured figure, Over over);
std::string count_used(const Line& line, Measured figure, Over over);
/// The node and the number of the task that has the maximum, or the minimum.
std::string node_of(const Line& line, Measured figure, Over over);
std::string task_of(const Line& line, Measured figure, Over over);
/// The lists of TRESUsageIn* and TRESUsageOut*.
std::string usage_list(const Line& line, const View& view, Over over, bool output);
std::string usage_nodes(const Line& line, Over over, bool output);
std::string usage_tasks(const Line& line, Over over, bool output);

// The same as values of columns.
template <Over over> std::string cpu(const Line& l, const View&) { return cpu_used(l, over); }
template <Measured figure, Over over> std::string memory(const Line& l, const View& v) { return memory_used(l, v, figure, over); }
template <Measured figure, Over over> std::string disk(const Line& l, const View& v) { return disk_used(l, v, figure, over); }
template <Measured figure, Over over> std::string count(const Line& l, const View&) { return count_used(l, figure, over); }
template <Measured figure, Over over> std::string node(const Line& l, const View&) { return node_of(l, figure, over); }
template <Measured figure, Over over> std::string task(const Line& l, const View&) { return task_of(l, figure, over); }
template <Over over> std::string usage_in(const Line& l, const View& v) { return usage_list(l, v, over, false); }
template <Over over> std::string usage_out(const Line& l, const View& v) { return usage_list(l, v, over, true); }
template <Over over> std::string usage_in_nodes(const Line& l, const View&) { return usage_nodes(l, over, false); }
template <Over over> std::string usage_out_nodes(const Line& l, const View&) { return usage_nodes(l, over, true); }
template <Over over> std::string usage_in_tasks(const Line& l, const View&) { return usage_tasks(l, over, false); }
template <Over over> std::string usage_out_tasks(const Line& l, const View&) { return usage_tasks(l, over, true); }

/// The CPUs that several figures are multiplied by.
std::uint32_t cpus_held(const Line& line);
std::uint32_t cpus_asked(const Line& line);

}  // namespace ms::cmds::sacct::cell
