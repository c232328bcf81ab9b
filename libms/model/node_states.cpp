// SPDX-License-Identifier: MIT
#include "libms/model/node_states.hpp"

#include <algorithm>
#include <cctype>

#include "libms/base/letters.hpp"

namespace ms {
namespace {

struct Word {
    std::string_view name;
    std::string_view compact;
};
constexpr Word base_words[] = {  // by NodeState
    {"unknown", "unk"}, {"idle", "idle"}, {"allocated", "alloc"}, {"mixed", "mix"},
    {"down", "down"},   {"error", "err"}, {"future", "futr"},
};
const Word& base_word(NodeState state) { return base_words[static_cast<int>(state)]; }

struct FlagWord {
    NodeFlag flag;
    std::string_view name;
};
constexpr FlagWord flag_words[] = {  // in the order scontrol joins them
    {node_completing, "COMPLETING"}, {node_drain, "DRAIN"},       {node_fail_flag, "FAIL"},
    {node_maintenance, "MAINTENANCE"}, {node_reserved, "RESERVED"}, {node_not_responding, "NOT_RESPONDING"},
    {node_planned, "PLANNED"},
};
constexpr NodeFlag flags_by_rank[] = {  // ascending
    node_reserved, node_drain, node_completing, node_not_responding, node_fail_flag, node_maintenance, node_planned,
};
constexpr std::uint32_t base_rank[] = {0, 2, 3, 5, 1, 4, 6};  // by NodeState

/// The word that tells most: what keeps jobs away, then what is under way, then the base state.
Word word_of(NodeState state, std::uint32_t flags) {
    const bool busy = node_is_busy(state, flags);
    const bool free = state == NodeState::idle && !(flags & node_completing);
    if ((flags & node_maintenance) && free && !(flags & node_drain)) return {"maint", "maint"};
    if (flags & node_drain) return busy ? Word{"draining", "drng"} : Word{"drained", "drain"};
    if (flags & node_fail_flag) return busy ? Word{"failing", "failg"} : Word{"fail", "fail"};
    if ((flags & node_completing) && state != NodeState::allocated && state != NodeState::down)
        return {"completing", "comp"};
    if (free && (flags & node_reserved)) return {"reserved", "resv"};
    if (free && (flags & node_planned)) return {"planned", "plnd"};
    return base_word(state);
}

std::string_view mark_of(NodeState state, std::uint32_t flags, std::string_view word) {
    if ((flags & node_maintenance) && word != "maint") return "$";
    if (flags & node_not_responding) return "*";
    if ((flags & node_completing) && word == base_word(NodeState::allocated).name) return "+";
    if ((flags & node_planned) && state == NodeState::mixed && word == base_word(NodeState::mixed).name) return "-";
    return "";
}

struct ConditionRow {
    NodeCondition condition;
    std::string_view name;
    std::string_view compact;
    NodeState state;     // the base state, for the first ones
    std::uint32_t flag;  // else the flag
};
constexpr ConditionRow conditions[] = {
    {NodeCondition::unknown, "unknown", "unk", NodeState::unknown, 0},
    {NodeCondition::down, "down", "down", NodeState::down, 0},
    {NodeCondition::idle, "idle", "idle", NodeState::idle, 0},
    {NodeCondition::allocated, "allocated", "alloc", NodeState::allocated, 0},
    {NodeCondition::mixed, "mixed", "mix", NodeState::mixed, 0},
    {NodeCondition::error, "error", "err", NodeState::error, 0},
    {NodeCondition::future, "future", "futr", NodeState::future, 0},
    {NodeCondition::drain, "drain", "drain", NodeState::unknown, node_drain},
    {NodeCondition::drained, "drained", "drained", NodeState::unknown, node_drain},
    {NodeCondition::draining, "draining", "drng", NodeState::unknown, node_drain},
    {NodeCondition::completing, "completing", "comp", NodeState::unknown, node_completing},
    {NodeCondition::reserved, "reserved", "resv", NodeState::unknown, node_reserved},
    {NodeCondition::maintenance, "maint", "maint", NodeState::unknown, node_maintenance},
    {NodeCondition::planned, "planned", "plnd", NodeState::unknown, node_planned},
    {NodeCondition::not_responding, "no_respond", "nr", NodeState::unknown, node_not_responding},
    {NodeCondition::fail, "fail", "fail", NodeState::unknown, node_fail_flag},
};
/// Names that Slurm takes and no node here ever answers to.
constexpr std::string_view conditions_of_others[] = {
    "blocked", "cloud", "inval", "perfctrs", "power_down", "powered_down", "powering_down", "powering_up", "reboot", "reboot^",
};

}  // namespace

std::string shown_node_state(NodeState state, std::uint32_t flags) {
    const Word word = word_of(state, flags);
    return std::string(word.name) + std::string(mark_of(state, flags, word.name));
}

std::string shown_node_state_compact(NodeState state, std::uint32_t flags) {
    const Word word = word_of(state, flags);
    return std::string(word.compact) + std::string(mark_of(state, flags, word.name));
}

std::string complete_node_state(NodeState state, std::uint32_t flags) {
    std::string text(base_word(state).name);
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    for (const FlagWord& each : flag_words)
        if (flags & each.flag) text += "+" + std::string(each.name);
    return text;
}

bool node_is_busy(NodeState state, std::uint32_t flags) {
    return state == NodeState::allocated || state == NodeState::mixed || (flags & node_completing);
}

bool node_is_usable(NodeState state, std::uint32_t flags) {
    const bool works = state == NodeState::idle || state == NodeState::allocated || state == NodeState::mixed;
    return works && !(flags & (node_drain | node_fail_flag | node_not_responding));
}

std::uint32_t node_state_rank(NodeState state, std::uint32_t flags) {
    std::uint32_t rank = base_rank[static_cast<int>(state)];
    std::uint32_t bit = 1u << 4;
    for (const NodeFlag flag : flags_by_rank) {
        if (flags & flag) rank |= bit;
        bit <<= 1;
    }
    return rank;
}

bool node_meets(NodeCondition condition, NodeState state, std::uint32_t flags) {
    if (condition == NodeCondition::never) return false;
    const ConditionRow& row = conditions[static_cast<int>(condition)];
    if (condition == NodeCondition::allocated && state == NodeState::mixed) return true;  // some of it is
    if (condition == NodeCondition::drained) return (flags & node_drain) && !node_is_busy(state, flags);
    if (condition == NodeCondition::draining) return (flags & node_drain) && node_is_busy(state, flags);
    return row.flag ? (flags & row.flag) != 0 : row.state == state;
}

std::optional<NodeCondition> find_node_condition(std::string_view name) {
    if (name.empty()) return std::nullopt;
    for (const ConditionRow& row : conditions)
        if (equal_ignoring_case(row.name, name) || equal_ignoring_case(row.compact, name)) return row.condition;
    for (const ConditionRow& row : conditions)
        if (starts_with_ignoring_case(row.name, name)) return row.condition;
    for (const std::string_view each : conditions_of_others)
        if (starts_with_ignoring_case(each, name)) return NodeCondition::never;
    return std::nullopt;
}

std::vector<std::string_view> node_condition_names() {
    std::vector<std::string_view> names;
    for (const ConditionRow& row : conditions) names.push_back(row.name);
    names.insert(names.end(), std::begin(conditions_of_others), std::end(conditions_of_others));
    return names;
}

}  // namespace ms
