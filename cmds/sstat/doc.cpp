// SPDX-License-Identifier: MIT
#include "cmds/sstat/columns.hpp"
#include "cmds/sstat/options.hpp"
#include "cmds/sstat/run.hpp"

namespace ms::cmds::sstat {

const CommandDoc& doc() {
    static const CommandDoc document{
        "sstat",
        "show what running steps use",
        "sstat [OPTIONS...] -j job[.step][,...]",
        options::rows_of(option_table()),
        [] {
            std::vector<FieldDoc> fields;
            for (const UsageColumn& column : columns())
                fields.push_back({column.name, 0, column.header, column.meaning});
            return fields;
        }(),
    };
    return document;
}

}  // namespace ms::cmds::sstat
