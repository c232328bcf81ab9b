// SPDX-License-Identifier: MIT
// The direction of includes: a table of folders, each with what it may include.
#pragma once

#include <string>
#include <string_view>

namespace tidy {

/// Why the file `path` may not have `#include "target"`; empty when it may, or when its folder has no rule.
std::string refuse_project_include(std::string_view path, std::string_view target);

/// Why the file `path` may not have `#include <header>`; empty when it may.
std::string refuse_system_include(std::string_view path, std::string_view header);

}  // namespace tidy
