// SPDX-License-Identifier: MIT
#include "cmds/sdiag/options.hpp"
#include "cmds/sdiag/run.hpp"

namespace ms::cmds::sdiag {

const CommandDoc& doc() {
    static const CommandDoc document{"sdiag", "show what the daemon does", "sdiag [OPTIONS...]",
                                     options::rows_of(option_table()), {}};
    return document;
}

}  // namespace ms::cmds::sdiag
