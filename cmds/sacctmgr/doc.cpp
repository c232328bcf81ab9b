// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/columns.hpp"
#include "cmds/sacctmgr/options.hpp"
#include "cmds/sacctmgr/run.hpp"

namespace ms::cmds::sacctmgr {

const CommandDoc& doc() {
    static const CommandDoc document{
        "sacctmgr",
        "look at accounts, users, associations and QOS, and change them",
        "sacctmgr [OPTIONS...] [COMMAND]",
        options::rows_of(option_table()),
        [] {
            std::vector<FieldDoc> fields;
            for (const auto columns : {book_columns(), qos_columns()})
                for (const Column& column : columns)
                    if (!column.meaning.empty()) fields.push_back({column.name, 0, column.header, column.meaning});
            return fields;
        }(),
        "add create delete dump help list load modify ping remove show update version",
    };
    return document;
}

}  // namespace ms::cmds::sacctmgr
