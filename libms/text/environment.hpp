// SPDX-License-Identifier: MIT
// --export: which variables of the submitter the job sees.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::text {

/// Apply an --export text to NAME=value entries. "ALL" (or "") keeps all; "NONE"/"NIL" keep SLURM_* only;
/// "A,B=1" keeps A, sets B and keeps SLURM_*; "ALL,B=1" keeps all and sets B. Values may be quoted.
/// Error: Errc::usage for a quote that stays open.
Result<std::vector<std::string>> apply_export(std::string_view export_text,
                                              const std::vector<std::string>& environment);
/// NUL-separated NAME=value entries (--export-file); anything else between the NULs is left out.
std::vector<std::string> parse_environment_block(std::string_view block);

}  // namespace ms::text
