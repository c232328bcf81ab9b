// SPDX-License-Identifier: MIT
// File-name patterns of --output, --error and --input: %j %A %a %b %x %u %N %n %t %s %J %r %%, %4a, \ switches off.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ms::text {

struct FilenameFields {
    std::uint32_t job_id = 0;
    std::uint32_t array_job_id = 0;          // %A; the job id when it is no array
    std::uint32_t array_task_id = 4294967294u;  // %a; NO_VAL outside arrays, as Slurm prints it
    std::string job_name;                    // %x
    std::string user;                        // %u
    std::string host;                        // %N, short host name
    std::uint32_t node_index = 0;            // %n
    std::uint32_t task_rank = 0;             // %t
    std::uint32_t restarts = 0;              // %r
    std::string step = "batch";              // %s; %J is "job.step", or the job id alone in a batch script
};

/// Expand; relative results are joined to `directory`. "none" (any case) gives /dev/null.
std::string expand_filename(std::string_view pattern, const FilenameFields& fields, std::string_view directory);
/// The pattern a job without --output has.
std::string_view default_output_pattern(bool of_array);

}  // namespace ms::text
