// SPDX-License-Identifier: MIT
#include "cmds/sbatch/options.hpp"

#include "libms/text/number.hpp"

namespace ms::cmds::sbatch {
namespace {

Failure stray_word(const std::string& word) {
    if (word == "hetjob" || word == "packjob")
        return fail(Errc::not_here,
                    "heterogeneous jobs (#SBATCH " + word + ") are not available in this version of Mini-SLURM");
    return fail(Errc::bad_value, "Invalid directive found in batch script: " + word);
}

}  // namespace

const options::SubmitTable<>& table() {
    static const options::SubmitTable<> rows(options::sbatch);
    return rows;
}

options::SubmitSettings first_pass(const options::CommandLine& line) {
    options::SubmitSettings settings;
    for (const options::Given& each : line.given) {
        const bool asks_for_help = each.value == "help";  // --gres=help, --hint=help
        const bool early = !table().rows()[each.row]->in_header;
        if (early || asks_for_help) (void)table().apply_one(each, settings);  // errors: second pass
    }
    return settings;
}

Result<void> apply_sources(const Header& header, const options::CommandLine& line, options::SubmitSettings& settings) {
    using options::Source;
    if (header.slurm_magic)
        settings.warnings.push_back(
            "Change from #SLURM to #SBATCH in your script and verify the options are valid in sbatch");
    MS_TRY(table().apply(header.line.given, Source::header, settings));
    if (!header.line.operands.empty()) return stray_word(header.line.operands.front());
    MS_TRY(table().apply(options::from_environment(table().rows()), Source::environment, settings));
    MS_TRY(table().apply(line.given, Source::command_line, settings));
    options::keep_switch_wait("SBATCH_WAIT4SWITCH", settings.spec);
    if (header.foreign && !settings.ignore_pbs)
        settings.warnings.push_back("#PBS and #BSUB lines of the script are ignored");
    MS_TRY(options::complete_submit(settings));
    return options::check_job(settings);
}

}  // namespace ms::cmds::sbatch
