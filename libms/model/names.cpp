// SPDX-License-Identifier: MIT
#include "libms/model/names.hpp"

namespace ms {

std::string_view exclusive_name(Exclusive exclusive) {
    switch (exclusive) {
        case Exclusive::no: return "NO";
        case Exclusive::node: return "NODE";
        case Exclusive::user: return "USER";
        case Exclusive::mcs: return "MCS";
        case Exclusive::topo: return "TOPO";
    }
    return "NO";
}

std::string_view partition_state_name(PartitionState state) {
    switch (state) {
        case PartitionState::up: return "UP";
        case PartitionState::down: return "DOWN";
        case PartitionState::drain: return "DRAIN";
        case PartitionState::inactive: return "INACTIVE";
    }
    return "UP";
}

}  // namespace ms
