// SPDX-License-Identifier: MIT
#include "libms/text/gres.hpp"

#include "libms/text/array.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

std::string counted(const NodeGres& gres, std::uint64_t count) {
    return gres.name + (gres.type.empty() ? "" : ":" + gres.type) + ":" + std::to_string(count);
}

/// Taken of there, GPU by GPU.
std::string shares_used(const NodeGres& gres) {
    std::vector<std::string> items;
    for (std::size_t i = 0; i < gres.shares.size(); ++i)
        items.push_back(std::to_string(i < gres.shares_used.size() ? gres.shares_used[i] : 0) + "/" + std::to_string(gres.shares[i]));
    return join(items);
}

std::string used(const NodeGres& gres) {
    if (!gres.shares.empty()) return "(" + shares_used(gres) + ")";
    return "(IDX:" + (gres.used_indices.empty() ? "N/A" : format_indices(gres.used_indices)) + ")";
}

}  // namespace

std::string format_indices(const std::vector<std::uint32_t>& numbers) {
    TaskSet set;
    for (const std::uint32_t number : numbers) set.insert(TaskSet::of(number));
    return format_tasks(set, 0, 0);
}

std::string format_node_gres(const NodeInfo& node) {
    std::vector<std::string> items;
    for (const NodeGres& gres : node.gres)
        items.push_back(counted(gres, gres.total) + (gres.sockets.empty() ? "" : "(S:" + format_indices(gres.sockets) + ")"));
    return join(items);
}

std::string format_node_gres_used(const NodeInfo& node) {
    std::vector<std::string> items;
    for (const NodeGres& gres : node.gres) items.push_back(counted(gres, gres.used) + used(gres));
    return join(items);
}

std::string format_gres_used_outside(const NodeInfo& node) {
    std::vector<std::string> items;
    for (const NodeGres& gres : node.gres)
        if (!gres.used_outside.empty())
            items.push_back(gres.name + (gres.type.empty() ? "" : ":" + gres.type) + "(IDX:" + format_indices(gres.used_outside) + ")");
    return join(items);
}

std::string shown_reason(const NodeInfo& node) {
    if (!node.reason.empty()) return node.reason;
    const std::string used = format_gres_used_outside(node);
    return used.empty() ? used : "used outside of jobs: " + used;  // what comes first fits sinfo -R's column
}

}  // namespace ms::text
