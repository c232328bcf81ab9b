// SPDX-License-Identifier: MIT
// The file of --multi-prog: which task runs what. A line is "TASKS PROGRAM [ARGUMENTS...]".
//
// TASKS: 3, 0-2, 1,4-5, or * for all that no other line has. In the arguments %t is the task's number and %o its place
// within the line's tasks. Words are separated by blanks and nothing quotes; \ at the end of a line continues it; a
// line that begins with # is a comment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::cmds::srun {

/// By task number. `file` is its name in messages. Errors are Slurm's lines.
Result<std::vector<std::vector<std::string>>> parse_multi_prog(std::string_view text, const std::string& file,
                                                               std::uint32_t tasks);

}  // namespace ms::cmds::srun
