// SPDX-License-Identifier: MIT
#include "libms/data_parser/node_values.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/model/node_states.hpp"
#include "libms/text/array.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace ms::data_parser {
namespace {

std::string gres_item(const NodeGres& gres, std::uint64_t count) {
    return gres.name + (gres.type.empty() ? "" : ":" + gres.type) + ":" + std::to_string(count);
}

void add_configured(text::TresMap& sum, const NodeInfo& node) {
    sum["cpu"] += node.cpus;
    sum["mem"] += node.memory.value;
    sum["billing"] += node.billing;
    for (const NodeGres& gres : node.gres) sum["gres/" + gres.name] += gres.total;
}

}  // namespace

Words node_state_words(const NodeInfo& node) { return text::split_list(complete_node_state(node.state, node.flags), '+'); }

std::string gres_text(const NodeInfo& node) {
    Words items;
    for (const NodeGres& gres : node.gres) items.push_back(gres_item(gres, gres.total));
    return text::join(items);
}

std::string gres_used_text(const NodeInfo& node) {
    Words items;
    for (const NodeGres& gres : node.gres) {
        TaskSet indices;
        for (const std::uint32_t index : gres.used_indices) indices.insert(TaskSet::of(index));
        items.push_back(gres_item(gres, gres.used) + "(IDX:" +
                        (indices.empty() ? "N/A" : text::format_tasks(indices, 0, 0)) + ")");
    }
    return text::join(items);
}

std::string configured_tres(const NodeInfo& node) {
    text::TresMap sum;
    add_configured(sum, node);
    return text::format_tres(sum);
}

std::string allocated_tres(const NodeInfo& node) {
    text::TresMap sum;
    if (node.cpus_allocated) sum["cpu"] = node.cpus_allocated;
    if (node.memory_allocated.value) sum["mem"] = node.memory_allocated.value;
    for (const NodeGres& gres : node.gres)
        if (gres.used) sum["gres/" + gres.name] += gres.used;
    return text::format_tres(sum);
}

std::uint32_t idle_cpus(const NodeInfo& node) { return node.cpus - std::min(node.cpus, node.cpus_allocated); }

std::string configured_tres(const PartitionInfo& partition, const std::vector<NodeInfo>& nodes) {
    text::TresMap sum = {{"node", partition.nodes.size()}};
    for (const NodeInfo& node : nodes)
        if (contains(partition.nodes, node.name))
            add_configured(sum, node);
    sum["billing"] = partition.billing;
    return text::format_tres(sum);
}

}  // namespace ms::data_parser
