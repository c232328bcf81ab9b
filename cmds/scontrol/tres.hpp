// SPDX-License-Identifier: MIT
// What nodes have and what is asked and taken of them, as TRES.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/model/allocation.hpp"
#include "libms/model/cluster.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::scontrol {

inline text::TresMap configured_tres(const NodeInfo& node) {
    text::TresMap tres = {{"cpu", node.cpus}, {"mem", node.memory.value}, {"billing", node.billing}};
    for (const NodeGres& gres : node.gres) tres["gres/" + gres.name] += gres.total;
    return tres;
}

/// Empty while nothing is taken.
inline text::TresMap allocated_tres(const NodeInfo& node) {
    text::TresMap tres;
    if (node.cpus_allocated) tres["cpu"] = node.cpus_allocated;
    if (node.memory_allocated.value) tres["mem"] = node.memory_allocated.value;
    for (const NodeGres& gres : node.gres)
        if (gres.used) tres["gres/" + gres.name] += gres.used;
    return tres;
}

/// cpu=2,gres/gpu=1: what each task asks for.
inline std::string tres_per_task(std::uint32_t cpus, const std::vector<GresRequest>& gpus) {
    std::vector<std::string> items;
    if (cpus) items.push_back("cpu=" + std::to_string(cpus));
    for (const GresRequest& gpu : gpus)
        items.push_back("gres/" + gpu.name + (gpu.type.empty() ? "" : ":" + gpu.type) + "=" + std::to_string(gpu.count));
    return text::join(items);
}

}  // namespace ms::cmds::scontrol
