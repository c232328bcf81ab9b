// SPDX-License-Identifier: MIT
#include "cmds/sreport/options.hpp"
#include "cmds/sreport/run.hpp"

namespace ms::cmds::sreport {

const CommandDoc& doc() {
    static const CommandDoc document{"sreport", "report usage of the cluster over time", "sreport [OPTIONS...] REPORT [KEY=VALUE...]",
                                     options::rows_of(option_table()), {}, "cluster job reservation user"};
    return document;
}

}  // namespace ms::cmds::sreport
