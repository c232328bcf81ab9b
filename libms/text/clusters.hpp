// SPDX-License-Identifier: MIT
// --clusters: a list of names, of which only this cluster's means something here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ms::text {

/// Those that are not this one; "all" is this one.
std::vector<std::string> foreign_clusters(const std::vector<std::string>& asked, std::string_view cluster);
/// Slurm's words about such names; `source` is where they were given: --cluster or SLURM_CLUSTERS.
std::string unknown_clusters_text(const std::vector<std::string>& names, std::string_view source = "--cluster");

}  // namespace ms::text
