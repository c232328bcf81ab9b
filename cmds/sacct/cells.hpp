// SPDX-License-Identifier: MIT
// The values of sacct's fields that take more than naming a member.
#pragma once

#include <string>

#include "cmds/sacct/line.hpp"

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
std::string schedule_flags(const Line& line, const View& view);
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
std::string allocated_tres(const Line& line, const View& view);
std::string nodes(const Line& line, const View& view);
std::string requested_cpus(const Line& line, const View& view);
std::string requested_nodes(const Line& line, const View& view);
std::string requested_memory(const Line& line, const View& view);
std::string requested_tres(const Line& line, const View& view);

// measured (cells_usage.cpp): of steps, and empty where nothing was measured
std::string mean_cpu(const Line& line, const View& view);
std::string cpu_frequency(const Line& line, const View& view);
std::string requested_frequency(const Line& line, const View& view);
std::string least_cpu(const Line& line, const View& view);
std::string max_rss(const Line& line, const View& view);
std::string mean_rss(const Line& line, const View& view);
std::string max_vm(const Line& line, const View& view);
std::string mean_vm(const Line& line, const View& view);
std::string max_pages(const Line& line, const View& view);
std::string mean_pages(const Line& line, const View& view);
std::string max_read(const Line& line, const View& view);
std::string mean_read(const Line& line, const View& view);
std::string max_written(const Line& line, const View& view);
std::string mean_written(const Line& line, const View& view);
/// The node and the task of a maximum.
std::string of_node(const Line& line, const View& view);
std::string of_task(const Line& line, const View& view);
std::string usage_in_max(const Line& line, const View& view);
std::string usage_in_mean(const Line& line, const View& view);
std::string usage_in_node(const Line& line, const View& view);
std::string usage_in_task(const Line& line, const View& view);
std::string usage_out_max(const Line& line, const View& view);
std::string usage_out_mean(const Line& line, const View& view);
std::string usage_out_node(const Line& line, const View& view);
std::string usage_out_task(const Line& line, const View& view);

/// The CPUs that several figures are multiplied by.
std::uint32_t cpus_held(const Line& line);
std::uint32_t cpus_asked(const Line& line);

}  // namespace ms::cmds::sacct::cell
