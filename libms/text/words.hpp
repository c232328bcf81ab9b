// SPDX-License-Identifier: MIT
// Shell-like words of a #SBATCH line: ' and " quote (also inside a word), \ escapes, an unquoted # ends the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::text {

/// Error: Errc::generic with the message "Unmatched `Q` in [REST]" (the caller adds script name and line).
Result<std::vector<std::string>> split_words(std::string_view line);

}  // namespace ms::text
