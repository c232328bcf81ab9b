// SPDX-License-Identifier: MIT
#include "cmds/srun/options.hpp"
#include "cmds/srun/run.hpp"

namespace ms::cmds::srun {

const CommandDoc& doc() {
    static const CommandDoc doc{"srun", "run a program as the tasks of a job step",
                                "srun [OPTIONS...] program [arguments...]", table().rows(), {}, "file"};
    return doc;
}

}  // namespace ms::cmds::srun
