// SPDX-License-Identifier: MIT
#include "cmds/scancel/options.hpp"
#include "cmds/scancel/run.hpp"

namespace ms::cmds::scancel {

const CommandDoc& doc() {
    static const CommandDoc doc{"scancel", "end or signal jobs",
                                "scancel [OPTIONS...] [job_id[_array_index][.step_id]...]",
                                options::rows_of(option_table()), {}, "job"};
    return doc;
}

}  // namespace ms::cmds::scancel
