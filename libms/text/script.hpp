// SPDX-License-Identifier: MIT
// Batch scripts: is this one, and what does its #SBATCH header say?
//
// The header ends at the first line whose first character that is not blank is no "#". "#SBATCH" must stand at the very
// start of a line; "##SBATCH", "# SBATCH" and "#sbatch" are comments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::text {

/// Refuses an empty or blank script, one without #!, one with DOS line ends, one with NUL bytes: Slurm's messages
/// (several lines, separated by \n).
Result<void> check_script(std::string_view script);

struct HeaderLine {
    int line = 0;                    // 1-based
    std::vector<std::string> words;  // after #SBATCH
};
/// `magic` is "#SBATCH". Lines with nothing behind the magic are left out.
/// Error: Errc::generic, "NAME: line N: Unmatched …" (Slurm ends with status 1 and "fatal:").
Result<std::vector<HeaderLine>> parse_header(std::string_view script, std::string_view script_name,
                                             std::string_view magic = "#SBATCH");

}  // namespace ms::text
