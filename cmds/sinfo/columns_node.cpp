// SPDX-License-Identifier: MIT
// What the nodes of a group are and do.
#include <algorithm>
#include <cctype>
#include <cstdio>
#include <iterator>

#include "cmds/sinfo/columns.hpp"
#include "libms/base/letters.hpp"
#include "libms/model/node_states.hpp"
#include "libms/model/task_set.hpp"
#include "libms/text/array.hpp"
#include "libms/text/date.hpp"
#include "libms/text/gres.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::cmds::sinfo {
namespace {

using Group = const NodeGroup&;
using V = const View&;

std::string or_null(const std::string& text) { return text.empty() ? "(null)" : text; }

/// A text that is the same on all nodes of the group, since the column keeps them apart.
template <class Text>
std::string shared(Group group, const char* of_none, Text text) {
    return group.nodes.empty() ? of_none : text(*group.nodes.front());
}

struct Range {
    std::uint64_t least = 0;
    std::uint64_t most = 0;
};
template <class Number>
Range range_of(Group group, Number number) {
    Range range;
    for (const NodeInfo* node : group.nodes) {
        const std::uint64_t value = number(*node);
        range.least = node == group.nodes.front() ? value : std::min(range.least, value);
        range.most = std::max(range.most, value);
    }
    return range;
}

/// 4, or 4+ when some nodes have more.
template <class Number>
std::string at_least(Group group, Number number) {
    const Range range = range_of(group, number);
    return std::to_string(range.least) + (range.most > range.least ? "+" : "");
}

std::string sockets(Group g) {
    return at_least(g, [](const NodeInfo& n) { return n.sockets; });
}
std::string cores(Group g) {
    return at_least(g, [](const NodeInfo& n) { return n.cores_per_socket; });
}
std::string threads(Group g) {
    return at_least(g, [](const NodeInfo& n) { return n.threads_per_core; });
}

std::string load(Group group, V) {
    const Range range = range_of(group, [](const NodeInfo& n) { return n.load_percent; });
    const auto text = [](std::uint64_t percent) {
        char buffer[32];
        std::snprintf(buffer, sizeof buffer, "%.2f", static_cast<double>(percent) / 100);
        return std::string(buffer);
    };
    return text(range.least) + (range.most > range.least ? "-" + text(range.most) : "");
}

std::string free_memory(Group group, V) {
    const Range range = range_of(group, [](const NodeInfo& n) { return n.memory_free.value; });
    return std::to_string(range.least) + (range.most > range.least ? "-" + std::to_string(range.most) : "");
}

/// Allocated, idle, other, total.
struct Counts {
    std::uint64_t allocated = 0;
    std::uint64_t idle = 0;
    std::uint64_t other = 0;
    std::string text() const {
        return std::to_string(allocated) + "/" + std::to_string(idle) + "/" + std::to_string(other) + "/" +
               std::to_string(allocated + idle + other);
    }
};

Counts count_nodes(Group group) {
    Counts counts;
    for (const NodeInfo* node : group.nodes) {
        if (node_is_busy(node->state, node->flags)) ++counts.allocated;
        else if (node_is_usable(node->state, node->flags)) ++counts.idle;
        else ++counts.other;
    }
    return counts;
}

Counts count_cpus(Group group) {
    Counts counts;
    for (const NodeInfo* node : group.nodes) {
        const std::uint32_t used = std::min(node->cpus_allocated, node->cpus);
        counts.allocated += used;
        (node_is_usable(node->state, node->flags) ? counts.idle : counts.other) += node->cpus - used;
    }
    return counts;
}

std::string node_list(Group group, V) {
    std::vector<std::string> names;
    for (const NodeInfo* node : group.nodes) names.push_back(node->name);
    return text::fold_hostlist_sorted(std::move(names));
}

std::string gres(const NodeInfo& node) { return or_null(text::format_node_gres(node)); }
std::string gres_used(const NodeInfo& node) { return or_null(text::format_node_gres_used(node)); }

std::string reason(const NodeInfo& node) {
    const std::string text = text::shown_reason(node);
    return text.empty() ? "none" : text;
}
std::string reason_user(const NodeInfo& node) {
    if (node.reason.empty()) return "Unknown";
    return node.reason_user.empty() ? "Unk(" + std::to_string(node.reason_uid) + ")" : node.reason_user;
}
std::string reason_user_and_id(const NodeInfo& node) {
    if (node.reason.empty() || node.reason_user.empty()) return reason_user(node);
    return node.reason_user + "(" + std::to_string(node.reason_uid) + ")";
}
std::string reason_time(Group group, V view) {
    return shared(group, "Unknown", [&](const NodeInfo& node) {
        return is_set(node.reason_time) ? text::format_date(node.reason_time, view.date_style, view.now) : "Unknown";
    });
}

std::string complete_state(const NodeInfo& node) {
    return to_lower(complete_node_state(node.state, node.flags));
}

std::string features(Group g, V) {
    return shared(g, "(null)", [](const NodeInfo& n) { return or_null(n.features); });
}
std::string null_text(Group, V) { return "(null)"; }

constexpr GroupColumn rows[] = {
    {{"AllocMem", 0, "ALLOCMEM",
      [](Group g, V) { return at_least(g, [](const NodeInfo& n) { return n.memory_allocated.value; }); },
      "memory jobs hold, MB"},
     Merge::apart},
    {{"Comment", 0, "COMMENT", null_text, "comment on the node"}, Merge::together},
    {{"Cores", 'Y', "CORES", [](Group g, V) { return cores(g); }, "cores a socket"}, Merge::when_exact},
    {{"CPUs", 'c', "CPUS", [](Group g, V) { return at_least(g, [](const NodeInfo& n) { return n.cpus; }); },
      "CPUs a node"},
     Merge::when_exact},
    {{"CPUsLoad", 'O', "CPU_LOAD", load, "load of the last minute"}, Merge::when_exact},
    {{"CPUsState", 'C', "CPUS(A/I/O/T)", [](Group g, V) { return count_cpus(g).text(); },
      "CPUs allocated/idle/other/in all"},
     Merge::together},
    {{"Disk", 'd', "TMP_DISK",
      [](Group g, V) { return at_least(g, [](const NodeInfo& n) { return n.tmp_disk.value; }); },
      "temporary disk space a node, MB"},
     Merge::when_exact},
    {{"Extra", 0, "EXTRA", null_text, "further text on the node"}, Merge::together},
    {{"Features", 'f', "AVAIL_FEATURES", features, "features jobs can ask for"}, Merge::apart},
    {{"features_act", 'b', "ACTIVE_FEATURES", features, "features in force"}, Merge::apart},
    {{"FreeMem", 'e', "FREE_MEM", free_memory, "free memory as the kernel tells, MB"}, Merge::when_exact},
    {{"Gres", 'G', "GRES", [](Group g, V) { return shared(g, "(null)", gres); }, "devices a node"}, Merge::apart},
    {{"GresUsed", 0, "GRES_USED", [](Group g, V) { return shared(g, "(null)", gres_used); }, "devices in use"},
     Merge::apart},
    {{"Memory", 'm', "MEMORY", [](Group g, V) { return at_least(g, [](const NodeInfo& n) { return n.memory.value; }); },
      "memory a node, MB"},
     Merge::when_exact},
    {{"NodeAddr", 'o', "NODE_ADDR",
      [](Group g, V) { return shared(g, "", [](const NodeInfo& n) { return n.address; }); }, "address"},
     Merge::apart},
    {{"NodeAI", 'A', "NODES(A/I)",
      [](Group g, V) {
          const Counts counts = count_nodes(g);
          return std::to_string(counts.allocated) + "/" + std::to_string(counts.idle);
      },
      "nodes allocated/idle"},
     Merge::together},
    {{"NodeAIOT", 'F', "NODES(A/I/O/T)", [](Group g, V) { return count_nodes(g).text(); },
      "nodes allocated/idle/other/in all"},
     Merge::together},
    {{"NodeHost", 'n', "HOSTNAMES",
      [](Group g, V) { return shared(g, "", [](const NodeInfo& n) { return n.host_name; }); }, "host name"},
     Merge::apart},
    {{"NodeList", 'N', "NODELIST", node_list, "names of the nodes", table::Fit::keep}, Merge::together},
    {{"Nodes", 'D', "NODES", [](Group g, V) { return std::to_string(g.nodes.size()); }, "number of nodes"},
     Merge::together},
    {{"Port", 0, "PORT", [](Group, V) { return std::string("0"); }, "port of the node's daemon, which has none here"},
     Merge::together},
    {{"Reason", 'E', "REASON", [](Group g, V) { return shared(g, "none", reason); }, "why it, or a device of it, is not to be had"},
     Merge::apart},
    {{"Reservation", 'i', "RESERVATION", [](Group g, V) { return shared(g, "", [](const NodeInfo& n) { return n.reservation; }); },
      "reservation on the nodes"},
     Merge::together},
    {{"SocketCoreThread", 'z', "S:C:T", [](Group g, V) { return sockets(g) + ":" + cores(g) + ":" + threads(g); },
      "sockets, cores and threads"},
     Merge::when_exact},
    {{"Sockets", 'X', "SOCKETS", [](Group g, V) { return sockets(g); }, "sockets a node"}, Merge::when_exact},
    table::of_states(GroupColumn{
        {"StateCompact", 't', "STATE",
         [](Group g, V) {
             return shared(g, "n/a", [](const NodeInfo& n) { return shown_node_state_compact(n.state, n.flags); });
         },
         "state in short"},
        Merge::apart}),
    {{"StateComplete", 0, "STATECOMPLETE", [](Group g, V) { return shared(g, "n/a", complete_state); },
      "state and every flag"},
     Merge::apart},
    table::of_states(GroupColumn{
        {"StateLong", 'T', "STATE",
      [](Group g, V) { return shared(g, "n/a", [](const NodeInfo& n) { return shown_node_state(n.state, n.flags); }); },
      "state"},
     Merge::apart}),
    {{"Threads", 'Z', "THREADS", [](Group g, V) { return threads(g); }, "threads a core"}, Merge::when_exact},
    {{"TimeStamp", 'H', "TIMESTAMP", reason_time, "when the reason was given"}, Merge::apart},
    {{"User", 'u', "USER", [](Group g, V) { return shared(g, "Unknown", reason_user); }, "who gave the reason"},
     Merge::apart},
    {{"UserLong", 'U', "USER", [](Group g, V) { return shared(g, "Unknown", reason_user_and_id); },
      "who gave the reason, with the number"},
     Merge::apart},
    {{"Version", 'v', "VERSION", [](Group g, V) { return shared(g, "", [](const NodeInfo& n) { return n.version; }); },
      "version of the node's daemon"},
     Merge::apart},
    {{"Weight", 'w', "WEIGHT", [](Group g, V) { return at_least(g, [](const NodeInfo& n) { return n.weight; }); },
      "how late it is chosen"},
     Merge::when_exact},
};

}  // namespace

std::vector<GroupColumn> node_columns() { return {std::begin(rows), std::end(rows)}; }

}  // namespace ms::cmds::sinfo
