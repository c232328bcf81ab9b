// SPDX-License-Identifier: MIT
// The file of scrontab: comments, NAME=value lines, and entries of a time and a command. "#SCRON" lines hold options
// of sbatch for the one entry that follows. A backslash at the end of a line joins it with the next.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::text {

struct CrontabEntry {
    std::uint32_t first_line = 0;  // 1-based: of its first option or else of itself
    std::uint32_t last_line = 0;
    std::uint32_t entry_line = 0;  // where the time stands
    std::vector<std::string> options;    // the words of its #SCRON lines
    std::vector<std::string> variables;  // NAME=value set above it
    std::string time;                    // as written: "*/5 * * * *", "@daily"
    std::string command;
};

/// Error: Errc::generic, "line N: …".
Result<std::vector<CrontabEntry>> parse_crontab(std::string_view text);

/// The file with these lines (1-based, both included) made comments, as Slurm marks the entries of cancelled jobs.
std::string disable_lines(std::string_view text, std::uint32_t first, std::uint32_t last);

}  // namespace ms::text
