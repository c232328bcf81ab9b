// SPDX-License-Identifier: MIT
// --propagate: the resource limits of the submitter that a job gets.
#pragma once

#include <string_view>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/model/job_spec.hpp"

namespace ms::options {

/// ALL, NONE or a comma list of names with or without RLIMIT_, any case. Error: Errc::generic naming the word.
Result<void> check_propagate(std::string_view list);
/// This process's soft limits that a checked list names.
std::vector<ResourceLimit> propagated_limits(std::string_view list);

}  // namespace ms::options
