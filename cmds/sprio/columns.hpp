// SPDX-License-Identifier: MIT
// sprio's columns: a waiting job in one of its partitions, and the parts of its priority.
#pragma once

#include <span>

#include "libms/model/messages.hpp"
#include "libms/table/column.hpp"

namespace ms::cmds::sprio {

struct Row {
    const Job* job = nullptr;  // nullptr: the weights
    std::string partition;
    std::uint32_t by_order = 0;  // what being submitted earlier is worth
    std::uint32_t by_qos = 0;
};
struct Context {
    std::string cluster;
    std::uint32_t qos_weight = 0;
};

using Column = table::Column<Row, Context>;
std::span<const Column> columns();

}  // namespace ms::cmds::sprio
