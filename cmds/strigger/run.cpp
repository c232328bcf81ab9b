// SPDX-License-Identifier: MIT
#include "cmds/strigger/run.hpp"

#include "cmds/shared/opening.hpp"
#include "cmds/strigger/options.hpp"

namespace ms::cmds::strigger {

int run(const CommandContext& context) {
    const Opening<Settings> opening{doc(), option_table(), ""};
    const auto opened = opening.open(context);
    if (!opened) return opened.error();
    const Settings& settings = opened->settings;
    if (settings.get && !settings.set && !settings.clear) return 0;  // as Slurm where no trigger is set
    if (settings.clear && !settings.set && !settings.get) {
        context.error("there is no trigger to clear: this version of Mini-SLURM has none");
        return 1;
    }
    if (settings.set && !settings.get && !settings.clear) {
        context.error("triggers are not available in this version of Mini-SLURM. At the end of a job: sbatch "
                      "--dependency=afterany:JOB, or Epilog in msd.conf; before its time limit: --signal; by the clock: "
                      "scrontab");
        return 1;
    }
    return context.usage_error("one of --set, --get and --clear is needed", 1);
}

}  // namespace ms::cmds::strigger
