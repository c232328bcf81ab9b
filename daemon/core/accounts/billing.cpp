// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/billing.hpp"

#include <algorithm>

#include "daemon/core/placement/demand.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/billing.hpp"

namespace msd::core {
namespace {

void add(text::TresMap& amounts, const NodeConfig& node) {
    amounts["cpu"] += node.cpus;
    amounts["mem"] += node.memory.value;
    amounts["node"] += 1;
    for (const GresConfig& gres : node.gres) {
        amounts["gres/" + gres.name] += gres.count;
        if (!gres.type.empty()) amounts["gres/" + gres.name + ":" + gres.type] += gres.count;
    }
}

}  // namespace

void add_billing(const Site& site, std::uint32_t partition, const JobSpec& spec, const std::vector<GresRequest>& devices,
                 text::TresMap& tres) {
    text::TresMap amounts = tres;
    for (const GresRequest& each : devices)
        if (!each.type.empty()) amounts["gres/" + each.name + ":" + each.type] += each.count;
    for (const GresRequest& each : licenses_of(spec)) amounts["license/" + each.name] += each.count;
    tres["billing"] = text::billing_of(amounts, site.partition(partition).info.billing_weights, site.config().billing_rule);
}

std::uint64_t node_billing(const ClusterConfig& config, const NodeConfig& node) {
    text::TresMap amounts;
    add(amounts, node);
    std::uint64_t most = 0;
    bool weighed = false;
    for (const PartitionConfig& partition : config.partitions) {
        const auto& names = partition.info.nodes;
        if (partition.info.billing_weights.empty() || !contains(names, node.name)) continue;
        weighed = true;
        most = std::max(most, text::billing_of(amounts, partition.info.billing_weights, config.billing_rule));
    }
    return weighed ? most : node.cpus;
}

std::uint64_t partition_billing(const Site& site, std::uint32_t partition) {
    text::TresMap amounts;
    for (const std::uint32_t node : site.nodes_of(partition)) add(amounts, site.node(node));
    return text::billing_of(amounts, site.partition(partition).info.billing_weights, site.config().billing_rule);
}

}  // namespace msd::core
