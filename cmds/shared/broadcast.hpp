// SPDX-License-Identifier: MIT
// What sbcast and srun --bcast share beside the copy itself: the libraries a program is sent with, and values that are
// complained of and not refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::cmds {

/// What every machine has anyway.
inline constexpr std::string_view system_libraries = "/lib,/usr/lib,/lib64,/usr/lib64";

/// Directories to leave out, of a comma list; "NONE" is none. What is no absolute path is complained of.
struct Excluded {
    std::vector<std::string> directories;
    std::vector<std::string> complaints;
};
Excluded parse_excluded(std::string_view list);

/// The files in what ldd prints, without those below the excluded directories.
std::vector<std::string> libraries_in(std::string_view ldd_output, const std::vector<std::string>& excluded);

/// Copy the program's libraries into "DESTINATION_libs", which is returned. Error: ldd does not know the program, or what
/// stands in the way.
Result<std::string> send_libraries(const std::string& program, const std::string& destination,
                                   const std::vector<std::string>& excluded);

/// What is said of a kind of compression that nobody knows.
std::optional<std::string> unknown_compression(std::string_view kind);

}  // namespace ms::cmds
