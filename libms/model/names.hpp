// SPDX-License-Identifier: MIT
// What Slurm calls the values of the small enumerations, in capitals, as scontrol and the JSON name them.
#pragma once

#include <string_view>

#include "libms/model/cluster.hpp"
#include "libms/model/job_spec.hpp"

namespace ms {

/// NO, NODE, USER, MCS, TOPO
std::string_view exclusive_name(Exclusive exclusive);
/// UP, DOWN, DRAIN, INACTIVE
std::string_view partition_state_name(PartitionState state);

}  // namespace ms
