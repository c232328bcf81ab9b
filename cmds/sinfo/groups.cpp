// SPDX-License-Identifier: MIT
#include "cmds/sinfo/groups.hpp"

#include <algorithm>
#include <unordered_map>

#include "libms/base/contains.hpp"
#include "libms/model/node_states.hpp"
#include "libms/text/gres.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::cmds::sinfo {
namespace {

bool wanted_partition(const PartitionInfo& partition, const Settings& settings) {
    if (settings.partitions) return contains(*settings.partitions, partition.name);
    return settings.all_partitions || !partition.hidden;
}

bool in_wanted_state(const NodeInfo& node, const Settings& settings) {
    const auto meets = [&](const StateTerm& term) {
        return std::all_of(term.begin(), term.end(), [&](const StateWord& word) {
            return node_meets(word.condition, node.state, node.flags) != word.negated;
        });
    };
    return settings.states.empty() || std::any_of(settings.states.begin(), settings.states.end(), meets);
}

bool wanted_node(const NodeInfo& node, const Settings& settings, const std::vector<std::string>& names) {
    const bool silent = node.flags & node_not_responding;
    if (settings.selects_nothing) return false;
    if (settings.dead && !silent) return false;
    if (settings.responding && silent) return false;
    // -R alone means those that have one
    if (settings.reasons && settings.states.empty() && text::shown_reason(node).empty()) return false;
    if (node.state == NodeState::future && !settings.future) return false;
    return (settings.nodes.empty() || contains(names, node.name)) && in_wanted_state(node, settings);
}

/// What two nodes must have in common to stand on one line.
class Likeness {
  public:
    Likeness(const Settings& settings, const table::Layout& layout, const std::vector<GroupColumn>& columns)
        : alone_(settings.each_node) {
        for (const table::Slot& slot : layout.slots) {
            if (slot.column == table::Slot::text_only) continue;
            const GroupColumn& column = columns[slot.column];
            if (column.merge == Merge::apart || (column.merge == Merge::when_exact && settings.exact))
                values_.push_back(column.value);
        }
    }

    std::string key(const NodeGroup& single, const View& view) const {
        if (alone_) return std::to_string(single.partition_index) + " " + single.nodes.front()->name;
        std::string key;
        for (const auto value : values_) key += value(single, view) + '\0';
        return key;
    }

  private:
    bool alone_;
    std::vector<std::string (*)(const NodeGroup&, const View&)> values_;
};

bool shows_partition(const table::Layout& layout, const std::vector<GroupColumn>& columns) {
    const std::span<const GroupColumn> all(columns);
    return table::shows(layout, all, 'P') || table::shows(layout, all, 'R');
}

}  // namespace

Result<std::vector<NodeGroup>> group_nodes(const ClusterReply& cluster, const Settings& settings,
                                           const table::Layout& layout, const std::vector<GroupColumn>& columns,
                                           const View& view) {
    const auto names = settings.nodes.empty() ? std::vector<std::string>{} : text::expand_hostlist(settings.nodes);
    if (!names) return Failure(names.error());
    std::unordered_map<std::string_view, const NodeInfo*> nodes;
    for (const NodeInfo& node : cluster.nodes)
        if (wanted_node(node, settings, *names)) nodes.emplace(node.name, &node);

    const Likeness likeness(settings, layout, columns);
    const bool show_empty = !settings.each_node && shows_partition(layout, columns);
    std::vector<NodeGroup> groups;
    std::unordered_map<std::string, std::size_t> by_key;
    for (std::size_t i = 0; i < cluster.partitions.size(); ++i) {
        const PartitionInfo& partition = cluster.partitions[i];
        if (!wanted_partition(partition, settings)) continue;
        bool empty = true;
        for (const std::string& name : partition.nodes) {
            const auto found = nodes.find(name);
            if (found == nodes.end()) continue;
            empty = false;
            NodeGroup single{&partition, i, {found->second}};
            const auto [at, is_new] = by_key.emplace(likeness.key(single, view), groups.size());
            if (is_new) groups.push_back(std::move(single));
            else if (!contains(groups[at->second].nodes, found->second))  // it may be in several partitions
                groups[at->second].nodes.push_back(found->second);
        }
        if (empty && show_empty) groups.push_back({&partition, i, {}});
    }
    return groups;
}

}  // namespace ms::cmds::sinfo
