// SPDX-License-Identifier: MIT
#include "cmds/seff/options.hpp"
#include "cmds/seff/run.hpp"

namespace ms::cmds::seff {

const CommandDoc& doc() {
    static const CommandDoc document{"seff", "show how much of what it held a job has used", "seff [OPTIONS...] job[_task]",
                                     options::rows_of(option_table()), {}, "job"};
    return document;
}

}  // namespace ms::cmds::seff
