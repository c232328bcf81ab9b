// SPDX-License-Identifier: MIT
#include "cmds/sbatch/run.hpp"
#include "libms/options/submit.hpp"

namespace ms::cmds::sbatch {

const CommandDoc& doc() {
    static const CommandDoc doc{
        "sbatch", "submit a batch script", "sbatch [OPTIONS...] [script [arguments...]]", options::submit_rows(), {}, "file"};
    return doc;
}

}  // namespace ms::cmds::sbatch
