// SPDX-License-Identifier: MIT
// Host lists: n[01-10,12],gpu1 and back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::text {

/// Names in order, duplicates kept. Error: Errc::usage naming the bad part. At most 64 Ki names.
Result<std::vector<std::string>> expand_hostlist(std::string_view text);
/// Adjacent names with the same prefix and width fold into ranges; order kept. n1,n2,n3 → n[1-3].
std::string fold_hostlist(const std::vector<std::string>& names);
/// Sorted by prefix and number, duplicates removed, then folded.
std::string fold_hostlist_sorted(std::vector<std::string> names);

/// 4,4,2 → "4(x2),2" (SLURM_JOB_CPUS_PER_NODE, SLURM_TASKS_PER_NODE).
std::string format_repeated(const std::vector<std::uint32_t>& counts);

}  // namespace ms::text
