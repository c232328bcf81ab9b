// SPDX-License-Identifier: MIT
#include "cmds/sbcast/options.hpp"
#include "cmds/sbcast/run.hpp"

namespace ms::cmds::sbcast {

const CommandDoc& doc() {
    static const CommandDoc doc{"sbcast", "copy a file to the nodes of a job", "sbcast [OPTIONS...] source destination",
                                options::rows_of(option_table()), {}, "file"};
    return doc;
}

}  // namespace ms::cmds::sbcast
