// SPDX-License-Identifier: MIT
#include "daemon/config/node_live.hpp"

namespace msd::config {

NodeLive read_node_live(const KernelFiles& files) {
    return {parse_loadavg(files.read("proc/loadavg").value_or("")),
            parse_meminfo(files.read("proc/meminfo").value_or("")).free};
}

}  // namespace msd::config
