// SPDX-License-Identifier: MIT
#include "cmds/shared/listing.hpp"
#include "cmds/sprio/columns.hpp"
#include "cmds/sprio/options.hpp"
#include "cmds/sprio/run.hpp"

namespace ms::cmds::sprio {

const CommandDoc& doc() {
    static const CommandDoc document{"sprio", "show what the priority of waiting jobs is made of", "sprio [OPTIONS...]",
                                     options::rows_of(option_table()), field_docs(columns())};
    return document;
}

}  // namespace ms::cmds::sprio
