// SPDX-License-Identifier: MIT
#include "cmds/sattach/options.hpp"
#include "cmds/sattach/run.hpp"

namespace ms::cmds::sattach {

const CommandDoc& doc() {
    static const CommandDoc doc{"sattach", "attach to a running job step", "sattach [OPTIONS...] job.step",
                                options::rows_of(option_table()), {}, "step"};
    return doc;
}

}  // namespace ms::cmds::sattach
