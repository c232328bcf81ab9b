// SPDX-License-Identifier: MIT
// sshare's columns: an association, its shares, and what it and those below it have used.
#pragma once

#include <span>

#include "libms/model/messages.hpp"
#include "libms/table/column.hpp"

namespace ms::cmds::sshare {

struct Row {
    const Association* association = nullptr;
    unsigned depth = 0;
    double norm_shares = 0;         // of its neighbours'
    std::uint64_t used = 0;         // CPU-seconds
    double used_of_parent = 0;
    double used_of_all = 0;
    std::string used_minutes;       // what was used of each TRES
    std::string run_minutes;        // what the running jobs may still use of each TRES
};
struct Context {
    std::string cluster;
    bool indented = true;
};

using Column = table::Column<Row, Context>;
std::span<const Column> columns();

}  // namespace ms::cmds::sshare
