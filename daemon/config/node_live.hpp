// SPDX-License-Identifier: MIT
// What sinfo shows of the running kernel, read when it is asked for.
#pragma once

#include <cstdint>

#include "daemon/config/kernel_files.hpp"
#include "libms/base/units.hpp"

namespace msd::config {

struct NodeLive {
    std::uint32_t load_percent = 0;  // one-minute load × 100
    ms::Megabytes memory_free;
};
NodeLive read_node_live(const KernelFiles& files);

}  // namespace msd::config
