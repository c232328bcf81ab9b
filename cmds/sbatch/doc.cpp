// SPDX-License-Identifier: MIT
#include "cmds/sbatch/options.hpp"
#include "cmds/sbatch/run.hpp"

namespace ms::cmds::sbatch {

const CommandDoc& doc() {
    static const CommandDoc doc{
        "sbatch", "submit a batch script", "sbatch [OPTIONS...] [script [arguments...]]", table().rows(), {}, "file"};
    return doc;
}

}  // namespace ms::cmds::sbatch
