// SPDX-License-Identifier: MIT
#include "cmds/sinfo/columns.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace ms::cmds::sinfo {
namespace {

bool by_name(const GroupColumn& a, const GroupColumn& b) {
    return std::lexicographical_compare(
        a.name.begin(), a.name.end(), b.name.begin(), b.name.end(),
        [](unsigned char x, unsigned char y) { return std::tolower(x) < std::tolower(y); });
}

}  // namespace

std::vector<GroupColumn> group_columns() {
    auto all = partition_columns();
    const auto nodes = node_columns();
    std::copy(nodes.begin(), nodes.end(), std::back_inserter(all));
    std::stable_sort(all.begin(), all.end(), by_name);
    return all;
}

}  // namespace ms::cmds::sinfo
