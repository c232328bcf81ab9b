// SPDX-License-Identifier: MIT
#include "cmds/sinfo/columns.hpp"
#include "cmds/sinfo/options.hpp"
#include "cmds/sinfo/run.hpp"

namespace ms::cmds::sinfo {

const CommandDoc& doc() {
    static const CommandDoc document{
        "sinfo",
        "show partitions and nodes",
        "sinfo [OPTIONS...]",
        options::rows_of(option_table()),
        [] {
            const auto columns = group_columns();
            return field_docs(std::span<const GroupColumn>(columns));
        }(),
    };
    return document;
}

}  // namespace ms::cmds::sinfo
