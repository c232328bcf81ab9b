// SPDX-License-Identifier: MIT
// --dependency: afterok:12:13,singleton · after:12+5?afterany:13_4 · bare ids.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/job.hpp"

namespace ms::text {

struct DependencySpec {
    std::vector<Dependency> all;
    bool any = false;  // separated by `?`
};

/// Syntax only; whether the jobs exist is the daemon's to say. "" and "0" give an empty list.
/// Error: Errc::dependency_problem with Slurm's text.
Result<DependencySpec> parse_dependency(std::string_view text);
/// squeue's %E: afterok:12(unfulfilled),singleton(unfulfilled); "(null)" is the caller's business: empty → "".
std::string format_dependency(const std::vector<Dependency>& all, bool any);

}  // namespace ms::text
