// SPDX-License-Identifier: MIT
#include "daemon/loop/site_events.hpp"

#include <algorithm>

#include "daemon/core/accounts/billing.hpp"
#include "daemon/core/state.hpp"
#include "libms/model/node_states.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace msd::loop {
namespace {

std::string tres_of(const core::ClusterConfig& config, const core::NodeConfig& node) {
    text::TresMap amounts{{"cpu", node.cpus}, {"mem", node.memory.value}, {"node", 1},
                          {"billing", core::node_billing(config, node)}};
    for (const auto& gres : node.gres) amounts["gres/" + gres.name] += gres.count;
    return text::format_tres(amounts);
}

NodeEvent own_state(const core::ClusterConfig& config, const core::NodeConfig& node, Time now) {
    const NodeStatus& status = node.status;
    const bool drained = (status.flags & node_drain) != 0;
    if (!status.down && !drained) return {node.name, now, {}, "", "", "", ""};
    const Time since = is_set(status.reason_time) ? status.reason_time : now;
    return {node.name, since, {}, drained ? "DRAIN" : "DOWN", status.reason, status.reason_user, tres_of(config, node)};
}

/// The reservation that keeps the node for maintenance; an event without a state where there is none.
NodeEvent maintenance_of(const core::ClusterConfig& config, const core::NodeConfig& node, Time now) {
    for (const Reservation& each : config.reservations) {
        if (!each.active || !(each.flags & resv_maintenance)) continue;
        if (std::any_of(each.nodes.begin(), each.nodes.end(), [&](const ReservedNode& kept) { return kept.node == node.name; }))
            return {node.name, std::min(each.start, now), {}, store::maintenance_state, each.name, "", tres_of(config, node)};
    }
    return {node.name, now, {}, "", "", "", ""};
}

}  // namespace

std::vector<store::EventNote> site_events(const core::ClusterConfig& config, Time now) {
    std::vector<std::string> tres;
    for (const auto& [name, amount] : core::tres_of(config))
        if (amount) tres.push_back(name + "=" + std::to_string(amount));
    std::vector<store::EventNote> notes{{{"", now, {}, "", "Cluster Registered TRES", "", text::join(tres)}, false}};
    for (const auto& node : config.nodes) {
        notes.push_back({own_state(config, node, now), false});
        notes.push_back({maintenance_of(config, node, now), true});
    }
    return notes;
}

}  // namespace msd::loop
