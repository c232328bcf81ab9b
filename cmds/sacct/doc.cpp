// SPDX-License-Identifier: MIT
#include "cmds/sacct/columns.hpp"
#include "cmds/sacct/options.hpp"
#include "cmds/sacct/run.hpp"

namespace ms::cmds::sacct {

const CommandDoc& doc() {
    static const CommandDoc document{
        "sacct",
        "show what became of jobs and their steps",
        "sacct [OPTIONS...]",
        options::rows_of(option_table()),
        [] {
            std::vector<FieldDoc> fields;
            for (const LineColumn& column : columns())
                fields.push_back({column.name, 0, column.header, column.meaning});
            return fields;
        }(),
    };
    return document;
}

}  // namespace ms::cmds::sacct
