// SPDX-License-Identifier: MIT
// Signal names (TERM, SIGTERM, term, 15) and --signal=[R][B:]SIG[@seconds].
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/model/job_spec.hpp"

namespace ms::text {

std::optional<int> parse_signal(std::string_view text);
/// "TERM"; a number for those without a name here.
std::string signal_name(int number);
/// Error: Errc::usage "Invalid --signal specification: TEXT".
Result<WarnSignal> parse_warn_signal(std::string_view text);

}  // namespace ms::text
