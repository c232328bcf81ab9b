// SPDX-License-Identifier: MIT
// Slurm's SINFO_DATA: what a line of sinfo stands for.
#include <algorithm>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/node_values.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/model/node_states.hpp"
#include "libms/text/gres.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

using R = const NodeGroupRecord&;

Value zero(R) { return 0; }
Value empty_text(R) { return ""; }

struct Range {
    std::uint64_t least = 0;
    std::uint64_t most = 0;
    std::uint64_t sum = 0;
};
template <class Number>
Range range_of(R r, Number number) {
    Range range;
    for (const NodeInfo* node : r.nodes) {
        const std::uint64_t value = number(*node);
        range.least = node == r.nodes.front() ? value : std::min(range.least, value);
        range.most = std::max(range.most, value);
        range.sum += value;
    }
    return range;
}
Range cpus(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.cpus; });
}
Range sockets(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.sockets; });
}
Range cores(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.cores_per_socket; });
}
Range threads(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.threads_per_core; });
}
Range disk(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.tmp_disk.value; });
}
Range memory(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.memory.value; });
}
Range free_memory(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.memory_free.value; });
}
Range weight(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.weight; });
}
Range load(R r) {
    return range_of(r, [](const NodeInfo& n) { return n.load_percent; });
}

bool busy(const NodeInfo& node) { return node_is_busy(node.state, node.flags); }
bool usable(const NodeInfo& node) { return node_is_usable(node.state, node.flags); }

std::uint64_t nodes_busy(R r) {
    return range_of(r, [](const NodeInfo& n) { return busy(n) ? 1 : 0; }).sum;
}
std::uint64_t nodes_idle(R r) {
    return range_of(r, [](const NodeInfo& n) { return !busy(n) && usable(n) ? 1 : 0; }).sum;
}
std::uint64_t cpus_used(R r) {
    return range_of(r, [](const NodeInfo& n) { return std::min(n.cpus, n.cpus_allocated); }).sum;
}
std::uint64_t cpus_idle(R r) {
    return range_of(r, [](const NodeInfo& n) { return usable(n) ? idle_cpus(n) : 0; }).sum;
}

Words names(R r, const std::string NodeInfo::*member) {
    Words words;
    for (const NodeInfo* node : r.nodes) words.push_back(node->*member);
    return words;
}
/// What all its nodes have in common, since they stand on one line: that of the first.
template <class Text>
std::string shared(R r, Text text) {
    return r.nodes.empty() ? std::string() : text(*r.nodes.front());
}
Value partition(R r) {
    return Nested{[&r](Writer& out) { write_partition(out, {r.partition, r.view}); }};
}

constexpr Field<NodeGroupRecord> fields[] = {
    {"port", zero},
    {"node/state", [](R r) -> Value { return r.nodes.empty() ? Words{"UNKNOWN"} : node_state_words(*r.nodes.front()); }},
    {"nodes/allocated", [](R r) -> Value { return nodes_busy(r); }},
    {"nodes/idle", [](R r) -> Value { return nodes_idle(r); }},
    {"nodes/other", [](R r) -> Value { return r.nodes.size() - nodes_busy(r) - nodes_idle(r); }},
    {"nodes/total", [](R r) -> Value { return r.nodes.size(); }},
    {"nodes/hostnames", [](R r) -> Value { return names(r, &NodeInfo::host_name); }},
    {"nodes/addresses", [](R r) -> Value { return names(r, &NodeInfo::address); }},
    {"nodes/nodes", [](R r) -> Value { return names(r, &NodeInfo::name); }},
    {"cpus/allocated", [](R r) -> Value { return cpus_used(r); }},
    {"cpus/idle", [](R r) -> Value { return cpus_idle(r); }},
    {"cpus/other", [](R r) -> Value { return cpus(r).sum - cpus_used(r) - cpus_idle(r); }},
    {"cpus/total", [](R r) -> Value { return cpus(r).sum; }},
    {"cpus/minimum", [](R r) -> Value { return cpus(r).least; }},
    {"cpus/maximum", [](R r) -> Value { return cpus(r).most; }},
    {"cpus/load/minimum", [](R r) -> Value { return load(r).least; }},
    {"cpus/load/maximum", [](R r) -> Value { return load(r).most; }},
    {"cpus/per_node/max", [](R) -> Value { return infinite(); }},
    {"sockets/minimum", [](R r) -> Value { return sockets(r).least; }},
    {"sockets/maximum", [](R r) -> Value { return sockets(r).most; }},
    {"cores/minimum", [](R r) -> Value { return cores(r).least; }},
    {"cores/maximum", [](R r) -> Value { return cores(r).most; }},
    {"threads/minimum", [](R r) -> Value { return threads(r).least; }},
    {"threads/maximum", [](R r) -> Value { return threads(r).most; }},
    {"disk/minimum", [](R r) -> Value { return disk(r).least; }},
    {"disk/maximum", [](R r) -> Value { return disk(r).most; }},
    {"memory/minimum", [](R r) -> Value { return memory(r).least; }},
    {"memory/maximum", [](R r) -> Value { return memory(r).most; }},
    {"memory/free/minimum", [](R r) -> Value { return number(free_memory(r).least); }},
    {"memory/free/maximum", [](R r) -> Value { return number(free_memory(r).most); }},
    {"memory/allocated",
     [](R r) -> Value { return range_of(r, [](const NodeInfo& n) { return n.memory_allocated.value; }).sum; }},
    {"weight/minimum", [](R r) -> Value { return weight(r).least; }},
    {"weight/maximum", [](R r) -> Value { return weight(r).most; }},
    {"features/total", [](R r) -> Value { return shared(r, [](const NodeInfo& n) { return n.features; }); }},
    {"features/active", [](R r) -> Value { return shared(r, [](const NodeInfo& n) { return n.features; }); }},
    {"gres/total", [](R r) -> Value { return shared(r, gres_text); }},
    {"gres/used", [](R r) -> Value { return shared(r, gres_used_text); }},
    {"extra", empty_text},
    {"comment", [](R r) -> Value { return shared(r, [](const NodeInfo& n) { return n.comment; }); }},
    {"reason/description", [](R r) -> Value { return shared(r, text::shown_reason); }},
    {"reason/time",
     [](R r) -> Value { return time_number(r.nodes.empty() ? Time{} : r.nodes.front()->reason_time); }},
    {"reason/user", [](R r) -> Value { return shared(r, [](const NodeInfo& n) { return n.reason_user; }); }},
    {"cluster", empty_text},
    {"partition", partition},
    {"reservation", empty_text},
};

}  // namespace

void write_node_group(Writer& out, const NodeGroupRecord& record) {
    write_record(out, std::span<const Field<NodeGroupRecord>>(fields), record);
}

}  // namespace ms::data_parser
