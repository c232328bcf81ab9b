// SPDX-License-Identifier: MIT
// Which job, task or step is meant: 12 · 12_3 · 12_[1-5,7] · 12_* · 12.0 · 12.batch · 12_3.extern
#pragma once

#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/model/messages.hpp"

namespace ms::text {

/// Error: Errc::invalid_job_id, "Invalid job id specified".
Result<JobSelector> parse_selector(std::string_view text);
/// The words of a comma list in which commas inside brackets do not separate.
std::vector<std::string_view> split_selectors(std::string_view text);
/// All of them. Error: invalid_job_id for a word that is none, and for no word at all.
Result<std::vector<JobSelector>> parse_selectors(std::string_view text);
/// "batch", "extern", "interactive" or the number.
std::string format_step(std::int32_t step);

}  // namespace ms::text
