// SPDX-License-Identifier: MIT
#include "daemon/core/site/change_site.hpp"

#include <algorithm>

#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/number.hpp"

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

Result<void> check_unused(const State& state, const std::string& partition) {
    if (partition.empty()) return {};
    for (const auto& [id, job] : state.jobs()) {
        const auto names = text::split_list(job->partition);
        if (!is_terminal(job->state) && contains(names, partition))
            return fail(Errc::partition_in_use);
    }
    return {};
}

}  // namespace

void drain_node(Turn& turn, const std::string& node, const std::string& reason) {
    ClusterConfig config = turn.state().config();
    for (auto& each : config.nodes) {
        if (each.name != node) continue;
        NodeStatus& status = each.status;
        const bool was_drained = status.down || (status.flags & (node_drain | node_fail_flag));
        status.node = node;
        status.flags |= node_drain;
        if (!was_drained || status.reason.empty()) {  // why it was taken out first stays
            status.reason = reason;
            status.reason_user = config.daemon_user;
            status.reason_uid = config.daemon_uid;
            status.reason_time = turn.instant();
        }
        turn.emit(SaveNodeStatus{status});
    }
    turn.replace_site(std::move(config));
}

void date_reasons(ClusterConfig& config, Time now) {
    for (auto& node : config.nodes)
        if (!node.status.reason.empty() && !is_set(node.status.reason_time)) node.status.reason_time = now;
}

std::vector<std::string> unknown_partition_qos(const ClusterConfig& config) {
    std::vector<std::string> sentences;
    for (const auto& partition : config.partitions) {
        const std::string& qos = partition.info.qos;
        if (!qos.empty() && !config.book->find_qos(qos))
            sentences.push_back("partition " + partition.info.name + ": QOS=" + qos + " does not exist, and limits nothing");
    }
    return sentences;
}

Result<Done> change_site(Turn& turn, const ChangeSite& event) {
    if (!event.caller.is_admin) return fail(Errc::invalid_user_id);
    MS_TRY(check_unused(turn.state(), event.unused_partition));
    const ClusterConfig before = turn.state().config();
    ClusterConfig config = before;
    MS_TRY(event.edit(config, turn.instant()));
    for (auto& node : config.nodes) node.status.node = node.name;
    date_reasons(config, turn.instant());
    for (auto& sentence : unknown_partition_qos(config)) turn.emit(Note{std::move(sentence)});
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
