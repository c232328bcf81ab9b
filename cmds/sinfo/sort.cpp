// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cctype>

#include "cmds/sinfo/groups.hpp"
#include "libms/model/node_states.hpp"

namespace ms::cmds::sinfo {
namespace {

struct Key {
    char letter = 0;
    bool descending = false;
    bool configured_order = false;
    std::string (*text)(const NodeGroup&, const View&) = nullptr;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// n2 before n10: runs of digits compare as numbers, which also orders 4+ and 10, 0.50 and 12.13.
int compare_natural(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        if (is_digit(a.front()) && is_digit(b.front())) {
            const auto take_number = [](std::string_view& text) {
                const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
                std::string_view digits = text.substr(0, end);
                text.remove_prefix(end);
                digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
                return digits;
            };
            const auto x = take_number(a), y = take_number(b);
            if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
            if (const int order = x.compare(y)) return order;
        } else {
            if (a.front() != b.front()) return a.front() < b.front() ? -1 : 1;
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.empty() ? -static_cast<int>(!b.empty()) : 1;
}

std::int64_t state_rank(const NodeGroup& group) {
    if (group.nodes.empty()) return -1;
    const NodeInfo& node = *group.nodes.front();
    return node_state_rank(node.state, node.flags);
}

int compare_numbers(std::int64_t a, std::int64_t b) { return a < b ? -1 : a > b; }

int compare(const Key& key, const NodeGroup& a, const NodeGroup& b, const View& view) {
    if (key.configured_order)
        return compare_numbers(static_cast<std::int64_t>(a.partition_index),
                               static_cast<std::int64_t>(b.partition_index));
    if (key.letter == 't' || key.letter == 'T') return compare_numbers(state_rank(a), state_rank(b));
    return compare_natural(key.text(a, view), key.text(b, view));
}

Result<std::vector<Key>> parse_keys(std::string_view text, const std::vector<GroupColumn>& columns) {
    std::vector<Key> keys;
    Key key;
    for (const char c : text) {
        if (c == ',' || c == '+') continue;
        if (c == '-') {
            key.descending = true;
        } else if (c == '#') {
            key.configured_order = true;
        } else {
            const std::size_t index = table::find_letter(std::span<const GroupColumn>(columns), c);
            if (index == columns.size()) return fail(Errc::usage, std::string("Invalid sort specification: ") + c);
            key.letter = c;
            key.text = columns[index].value;
            keys.push_back(std::exchange(key, Key{}));
        }
    }
    return keys;
}

}  // namespace

Result<void> sort_groups(std::vector<NodeGroup>& groups, std::string_view text, const std::vector<GroupColumn>& columns,
                         const View& view) {
    const auto keys = parse_keys(text, columns);
    if (!keys) return Failure(keys.error());
    std::stable_sort(groups.begin(), groups.end(), [&](const NodeGroup& a, const NodeGroup& b) {
        for (const Key& key : *keys)
            if (const int order = compare(key, a, b, view)) return key.descending ? order > 0 : order < 0;
        return false;
    });
    return {};
}

}  // namespace ms::cmds::sinfo
