// SPDX-License-Identifier: MIT
#include "daemon/config/change_partition.hpp"

#include <algorithm>

#include "daemon/config/keys.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace msd::config {

using ms::Errc;
using ms::fail;
using ms::Result;
using Action = ms::PartitionUpdateRequest::Action;

namespace {

using Partitions = std::vector<core::PartitionConfig>;

Partitions::iterator find(Partitions& all, const std::string& name) {
    return std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.info.name == name; });
}

Result<void> apply(PartitionLine& line, const std::string& name, const std::string& value) {
    for (const auto& key : partition_keys()) {
        if (!ms::equal_ignoring_case(key.name, name)) continue;
        if (key.apply(line, value.empty() && (key.name.starts_with("Allow") || key.name == "AllocNodes") ? "ALL" : value)) return {};
        if (key.name == "Nodes" && value.empty()) return line.nodes.clear(), Result<void>{};
        if (key.name == "TRESBillingWeights") return fail(Errc::invalid_billing_weights);
        if (key.name == "JobDefaults") return fail(Errc::invalid_job_defaults);
        return fail(Errc::bad_value, std::string(key.name) + "=" + value + ": must be " + std::string(key.allowed));
    }
    return fail(Errc::bad_value, name + " means nothing here");
}

Result<std::vector<std::string>> nodes_named(const core::ClusterConfig& cluster, const std::string& list) {
    std::vector<std::string> known;
    for (const auto& node : cluster.nodes) known.push_back(node.name);
    if (ms::equal_ignoring_case(list, "ALL")) return known;
    if (list.empty()) return std::vector<std::string>{};
    auto names = ms::text::expand_hostlist(list);
    if (!names) return fail(Errc::invalid_node_name);
    for (const auto& name : *names)
        if (!ms::contains(known, name)) return fail(Errc::invalid_node_name);
    return names;
}

Result<void> change(core::ClusterConfig& cluster, core::PartitionConfig& partition,
                    const std::vector<std::pair<std::string, std::string>>& values) {
    PartitionLine line;
    line.config = partition;
    line.nodes = ms::text::join(partition.info.nodes);
    const bool was_default = partition.info.is_default;
    for (const auto& [name, value] : values) MS_TRY(apply(line, name, value));
    if (!line.config.info.qos.empty() && !cluster.book->find_qos(line.config.info.qos)) return fail(Errc::invalid_qos);
    auto nodes = nodes_named(cluster, line.nodes);
    if (!nodes) return ms::Failure(nodes.error());
    line.config.info.nodes = std::move(*nodes);
    if (was_default) line.config.info.is_default = true;  // there is always one: another takes it over
    if (line.config.info.is_default && !was_default)
        for (auto& other : cluster.partitions) other.info.is_default = false;
    partition = std::move(line.config);
    return {};
}

}  // namespace

Result<void> change_partition(core::ClusterConfig& cluster, const ms::PartitionUpdateRequest& request) {
    Partitions& all = cluster.partitions;
    const auto at = find(all, request.name);
    if (request.action == Action::create) {
        if (request.name.empty() || at != all.end()) return fail(Errc::invalid_partition);
        core::PartitionConfig fresh;
        fresh.info.name = request.name;
        all.push_back(std::move(fresh));
        return change(cluster, all.back(), request.values);
    }
    if (at == all.end()) return fail(Errc::invalid_partition);
    if (request.action == Action::change) return change(cluster, *at, request.values);
    all.erase(at);
    return {};
}

}  // namespace msd::config
