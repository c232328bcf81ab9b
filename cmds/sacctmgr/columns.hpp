// SPDX-License-Identifier: MIT
// sacctmgr's columns: of accounts, users, associations and the cluster, which are shown side by side, and of QOS.
#pragma once

#include <span>

#include "libms/model/messages.hpp"
#include "libms/table/field_table.hpp"

namespace ms::cmds::sacctmgr {

/// The level of Slurm's protocol that 25.11 speaks.
inline constexpr std::uint32_t protocol_number = 11008;
std::string host_name();

/// One line: what of it is not there has empty columns.
struct Row {
    const Account* account = nullptr;
    const AccountUser* user = nullptr;
    const Association* association = nullptr;
    const Qos* qos = nullptr;
    unsigned depth = 0;  // in the tree
};
struct Context {
    const AccountsReply& site;
    bool tree = false;
    bool own_limits = false;  // WOPLimits: not what the parents say
    bool raw_qos = false;
    std::string control_host = {};
};

using Column = table::Column<Row, Context>;
std::span<const Column> book_columns();
std::span<const Column> qos_columns();

/// Fields by their names. Error: what sacctmgr says of one that there is not, which it prints as it is.
template <class C>
Result<std::vector<table::Field>> fields_of(std::string_view text, std::span<const C> columns) {
    for (const table::FieldText& each : table::split_fields(text))
        if (table::find_name_start(columns, each.name) == columns.size())
            return fail(Errc::usage, "Unknown field '" + std::string(each.name) + "'");
    return table::parse_fields(text, columns);
}

}  // namespace ms::cmds::sacctmgr
