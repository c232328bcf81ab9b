// SPDX-License-Identifier: MIT
#include "cmds/sinfo/columns.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "libms/base/letters.hpp"

namespace ms::cmds::sinfo {
namespace {

bool by_name(const GroupColumn& a, const GroupColumn& b) {
    return less_ignoring_case(a.name, b.name);
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
