// SPDX-License-Identifier: MIT
#include "daemon/core/change_site.hpp"

#include "daemon/core/lifecycle.hpp"
#include "daemon/core/pending.hpp"
#include "daemon/core/reservations.hpp"

namespace msd::core {
namespace {

const NodeStatus& status_of(const ClusterConfig& config, const std::string& name) {
    static const NodeStatus up;
    for (const auto& node : config.nodes)
        if (node.name == name) return node.status;
    return up;
}

/// A node is down: what runs there ends, and returns to the queue if it may.
void end_jobs_on(Turn& turn, const std::string& node) {
    std::vector<JobId> lost;
    for (const auto& [id, job] : turn.state().jobs()) {
        if (!holds_resources(*job) || (job->flags & job_completing)) continue;
        for (const auto& part : job->allocation)
            if (part.node == node) lost.push_back(id);
    }
    for (JobId id : lost) {
        const bool again = may_requeue(turn.site(), *turn.state().find(id));
        turn.change(id, [&](Job& job) { job.node_of_failure = node; });
        terminate(turn, id, {job_node_failed | (again ? job_requeued : 0u), "DUE TO NODE FAILURE, SEE SLURMCTLD LOG FOR DETAILS", std::nullopt});
    }
}

}  // namespace

Result<Done> change_site(Turn& turn, const ChangeSite& event) {
    if (!event.caller.is_admin) return fail(Errc::invalid_user_id);
    const ClusterConfig before = turn.state().config();
    ClusterConfig config = before;
    MS_TRY(event.edit(config, turn.instant()));
    for (auto& node : config.nodes) node.status.node = node.name;
    turn.replace_site(config);
    wake_reservation_waiters(turn);
    for (const auto& node : config.nodes) {
        const NodeStatus& earlier = status_of(before, node.name);
        if (!(node.status == earlier)) turn.emit(SaveNodeStatus{node.status});
        if (node.status.down && !earlier.down) end_jobs_on(turn, node.name);
    }
    return Done{};
}

}  // namespace msd::core
