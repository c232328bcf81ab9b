// SPDX-License-Identifier: MIT
#include "cmds/sshare/columns.hpp"
#include "cmds/sshare/options.hpp"
#include "cmds/sshare/run.hpp"

namespace ms::cmds::sshare {

const CommandDoc& doc() {
    static const CommandDoc document{"sshare", "show the shares of accounts and users, and what they have used", "sshare [OPTIONS...]",
                                     options::rows_of(option_table()), [] {
                                         std::vector<FieldDoc> fields;
                                         for (const Column& column : columns()) fields.push_back({column.name, 0, column.header, column.meaning});
                                         return fields;
                                     }()};
    return document;
}

}  // namespace ms::cmds::sshare
