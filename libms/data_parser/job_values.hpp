// SPDX-License-Identifier: MIT
// Values of a job that take more than naming a member; several tables have them.
#pragma once

#include <string>
#include <string_view>

#include "libms/data_parser/value.hpp"
#include "libms/model/job.hpp"

namespace ms::data_parser {

/// The value of an option that is kept with the job though nothing acts on it; "" without one.
std::string kept_option(const Job& job, std::string_view name);
/// The same where it is a count.
Number kept_number(const Job& job, std::string_view name);

Number memory_per_cpu(const Job& job);
Number memory_per_node(const Job& job);

bool is_held(const Job& job);
std::string reason_word(const Job& job);
/// none, user, mcs, topo: with whom it does not share its nodes.
std::string exclusive_word(const Job& job);
Words shared_words(const Job& job);

// Its files: the pattern with its directory, or what it stands for.
std::string input_pattern(const Job& job);
std::string output_pattern(const Job& job);
std::string error_pattern(const Job& job);
std::string expanded(const Job& job, const std::string& pattern);

}  // namespace ms::data_parser
