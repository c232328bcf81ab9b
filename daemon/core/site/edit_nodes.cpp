// SPDX-License-Identifier: MIT
// scontrol update NodeName=: one row a key, one row a state.
#include <algorithm>

#include "daemon/core/site/change_site.hpp"
#include "daemon/core/site/site.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/tres.hpp"

namespace msd::core {
namespace {

struct Editing {
    NodeConfig& node;
    const Caller& caller;
    Time now;
};

void give_reason(const Editing& edit, std::string_view reason) {
    NodeStatus& status = edit.node.status;
    status.reason = reason;
    status.reason_user = reason.empty() ? "" : edit.caller.user;
    status.reason_uid = reason.empty() ? 0 : edit.caller.uid;
    status.reason_time = reason.empty() ? Time{} : edit.now;
}

constexpr std::uint32_t closed = node_drain | node_fail_flag;

/// What a state word does to a node.
struct StateRow {
    std::string_view word;
    bool needs_trouble;  // only where the node is down, drained or failing
    bool clears_reason;
    void (*apply)(NodeStatus& status);
};
constexpr StateRow states[] = {
    {"DOWN", false, false, [](NodeStatus& s) { s.down = true; }},
    {"DRAIN", false, false, [](NodeStatus& s) { s.flags |= node_drain; }},
    {"FAIL", false, false, [](NodeStatus& s) { s.flags |= node_fail_flag; }},
    {"IDLE", false, true, [](NodeStatus& s) { s.down = false; }},
    {"RESUME", true, true,
     [](NodeStatus& s) {
         s.down = false;
         s.flags &= ~closed;
     }},
    {"UNDRAIN", false, true, [](NodeStatus& s) { s.flags &= ~closed; }},
};

Result<void> set_state(const Editing& edit, const std::string& value) {
    NodeStatus& status = edit.node.status;
    for (const auto& row : states) {
        if (!equal_ignoring_case(value, row.word)) continue;
        if (row.needs_trouble && !status.down && !(status.flags & closed)) return fail(Errc::invalid_node_state);
        row.apply(status);
        if (row.clears_reason && !status.down && !(status.flags & closed)) give_reason(edit, "");
        return {};
    }
    return fail(Errc::invalid_node_state);
}

Result<void> set_reason(const Editing& edit, const std::string& value) {
    const NodeStatus& status = edit.node.status;
    const bool kept = !status.down && !(status.flags & closed) && !value.empty() && status.reason == value;
    if (!kept) give_reason(edit, value);
    return {};
}

Result<void> set_weight(const Editing& edit, const std::string& value) {
    constexpr std::uint32_t most = 0xFFFFFFF0;
    const bool unlimited = equal_ignoring_case(value, "UNLIMITED") || equal_ignoring_case(value, "INFINITE");
    const auto weight = unlimited ? most : text::parse_unsigned(value.empty() ? "0" : value);
    if (!weight || *weight > most) return fail(Errc::bad_value, "Invalid Weight value: " + value);
    edit.node.weight = static_cast<std::uint32_t>(*weight);
    return {};
}

/// All features that a node has are active: a change of those that are may only take some away.
Result<void> set_active_features(const Editing& edit, const std::string& value) {
    const auto& there = edit.node.features;
    for (const auto& name : text::split_list(value))
        if (!contains(there, name)) return fail(Errc::active_features_not_available);
    edit.node.features = text::split_list(value);
    return {};
}

Result<void> set_features(const Editing& edit, const std::string& value) {
    edit.node.features = text::split_list(value);
    return {};
}

/// Counts of what the node has: device files stay those of the configuration, so there can only be fewer.
Result<void> set_gres(const Editing& edit, const std::string& value) {
    auto wanted = text::parse_gres(value.empty() ? "none" : value);
    if (!wanted) return Failure(wanted.error());
    for (const auto& request : *wanted) {
        auto& lines = edit.node.gres;
        const auto line = std::find_if(lines.begin(), lines.end(), [&](const GresConfig& each) {
            return each.name == request.name && (request.type.empty() || each.type == request.type);
        });
        if (line == lines.end()) return fail(Errc::invalid_gres);
        if (line->count == request.count) continue;
        const bool shared = std::any_of(lines.begin(), lines.end(), [](const GresConfig& each) { return !each.shares.empty(); });
        if (shared && (line->name == "gpu" || is_share_of_gpus(line->name))) return fail(Errc::invalid_gres);
        if (!line->devices.empty() && request.count > line->devices.size()) return fail(Errc::invalid_gres);
        line->count = request.count;
        if (!line->devices.empty()) line->devices.resize(request.count);
    }
    return {};
}

Result<void> set_comment(const Editing& edit, const std::string& value) {
    edit.node.status.comment = value;
    return {};
}

struct KeyRow {
    std::string_view name;
    Result<void> (*apply)(const Editing& edit, const std::string& value);
};
// In this order: a reason that comes with a state is the reason of that state.
constexpr KeyRow rows[] = {
    {"State", set_state},       {"Reason", set_reason},          {"Weight", set_weight},
    {"Features", set_features}, {"AvailableFeatures", set_features}, {"ActiveFeatures", set_active_features},
    {"Gres", set_gres},         {"Comment", set_comment},
};

}  // namespace

Result<void> edit_nodes(ClusterConfig& config, const NodeUpdateRequest& request, const Caller& caller, Time now) {
    auto names = text::expand_hostlist(request.nodes);
    if (!names || names->empty()) return fail(Errc::invalid_node_name);
    if (equal_ignoring_case(request.nodes, "ALL")) {
        names->clear();
        for (const auto& node : config.nodes) names->push_back(node.name);
    }
    for (const auto& name : *names) {
        const auto node = std::find_if(config.nodes.begin(), config.nodes.end(),
                                       [&](const NodeConfig& each) { return each.name == name; });
        if (node == config.nodes.end()) return fail(Errc::invalid_node_name);
        for (const auto& row : rows)
            for (const auto& [key, value] : request.values)
                if (key == row.name) MS_TRY(row.apply({*node, caller, now}, value));
    }
    return {};
}

}  // namespace msd::core
