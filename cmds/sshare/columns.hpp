// SPDX-License-Identifier: MIT
// sshare's columns: an association, its shares, and what it and those below it have used.
#pragma once

#include <span>

#include "cmds/shared/account_use.hpp"
#include "libms/table/column.hpp"

namespace ms::cmds::sshare {

struct Row {
    const Association& association;
    unsigned depth = 0;
    const AccountUse& use;
    const FairShare& share;
};
struct Context {
    const AccountUses& uses;
    bool indented = true;
};

using Column = table::Column<Row, Context>;
std::span<const Column> columns();

}  // namespace ms::cmds::sshare
