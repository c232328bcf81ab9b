// SPDX-License-Identifier: MIT
#include "cmds/sinfo/dump.hpp"

#include <algorithm>

#include "cmds/sinfo/groups.hpp"
#include "libms/base/contains.hpp"
#include "libms/client/client.hpp"
#include "libms/data_parser/document.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::cmds::sinfo {
namespace {

/// Nodes stand together when they are alike in everything that a record tells once for all of them.
constexpr std::string_view apart = "%P %T %f %G %E %H %U";

/// Every node of the groups once, in the order of the groups.
std::vector<const NodeInfo*> nodes_of(const std::vector<NodeGroup>& groups) {
    std::vector<const NodeInfo*> nodes;
    for (const NodeGroup& group : groups)
        for (const NodeInfo* node : group.nodes)
            if (!contains(nodes, node)) nodes.push_back(node);
    return nodes;
}

data_parser::Nested node_list(const std::vector<const NodeInfo*>& nodes, const data_parser::View& view) {
    return {[&](data_parser::Writer& out) {
        out.begin_list();
        for (const NodeInfo* node : nodes) data_parser::write_node(out, {*node, view});
        out.end_list();
    }};
}

Result<std::vector<NodeGroup>> groups_of(const ClusterReply& cluster, const Settings& settings) {
    const auto columns = group_columns();
    const auto layout = table::letter_layout(std::string(apart), std::span<const GroupColumn>(columns));
    return group_nodes(cluster, settings, layout, columns, View{cluster.now, cluster.cluster, ""});
}

int failed(const CommandContext& context, data_parser::Document& document, const Error& error) {
    document.error(error, "slurm_load_node");
    context.error(error.message);
    return 1;
}

}  // namespace

int dump_nodes(const CommandContext& context, const Settings& settings) {
    using namespace data_parser;
    const bool nodes_alone = settings.dump->is_plain();  // as the sinfo of that version had them
    ClusterReply cluster;
    std::vector<const NodeInfo*> nodes;
    data_parser::View view;
    Document document(context, *settings.dump, Source::controller, nodes_alone ? "nodes" : "sinfo");
    auto reply = client::ask<ClusterReply>(*context.client, ClusterQuery{});
    if (!reply) return failed(context, document, reply.error());
    cluster = std::move(*reply);
    const auto groups = groups_of(cluster, settings);
    if (!groups) return failed(context, document, groups.error());

    nodes = nodes_of(*groups);
    view = {cluster.now, cluster.cluster, &cluster.nodes};
    document.set_cluster(cluster.cluster);
    if (nodes_alone) {
        for (const NodeInfo* node : nodes) document.add([&](Writer& out) { write_node(out, {*node, view}); });
        return 0;
    }
    for (const NodeGroup& group : *groups)
        document.add([&](Writer& out) { write_node_group(out, {*group.partition, group.nodes, view}); });
    document.also("nodes", node_list(nodes, view));  // for readers of the older form
    document.also("last_update", time_number(cluster.now));
    return 0;
}

}  // namespace ms::cmds::sinfo
