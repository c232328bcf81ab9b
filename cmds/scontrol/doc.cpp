// SPDX-License-Identifier: MIT
#include "cmds/scontrol/options.hpp"
#include "cmds/scontrol/run.hpp"

namespace ms::cmds::scontrol {

const CommandDoc& doc() {
    static const CommandDoc doc{"scontrol", "show and change the state of jobs, nodes and the daemon",
                                "scontrol [OPTIONS...] COMMAND [WORDS...]", options::rows_of(option_table()), {}};
    return doc;
}

}  // namespace ms::cmds::scontrol
