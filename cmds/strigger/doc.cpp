// SPDX-License-Identifier: MIT
#include "cmds/strigger/options.hpp"
#include "cmds/strigger/run.hpp"

namespace ms::cmds::strigger {

const CommandDoc& doc() {
    static const CommandDoc doc{"strigger", "event triggers, of which this version has none",
                                "strigger --get [OPTIONS...]", options::rows_of(option_table()), {}};
    return doc;
}

}  // namespace ms::cmds::strigger
