// SPDX-License-Identifier: MIT
#include "cmds/sbatch/options.hpp"

#include <algorithm>

namespace ms::cmds::sbatch {
namespace {

Failure stray_word(const std::string& word) {
    if (word == "hetjob" || word == "packjob")
        return fail(Errc::not_here,
                    "heterogeneous jobs (#SBATCH " + word + ") are not available in this version of Mini-SLURM");
    return fail(Errc::bad_value, "Invalid directive found in batch script: " + word);
}

}  // namespace

options::SubmitSettings first_pass(const options::CommandLine& line) {
    options::SubmitSettings settings;
    for (const options::Given& each : line.given) {
        const auto& option = options::submit_options()[each.row];
        const bool asks_for_help = each.value == "help" && option.apply;  // --gres=help, --hint=help
        if (!option.row.in_header || asks_for_help) (void)option.apply(settings, each.value);  // errors: second pass
    }
    return settings;
}

Result<void> apply_sources(const Header& header, const options::CommandLine& line, options::SubmitSettings& settings) {
    using options::Source;
    if (header.slurm_magic)
        settings.warnings.push_back(
            "Change from #SLURM to #SBATCH in your script and verify the options are valid in sbatch");
    MS_TRY(apply_submit(header.line.given, Source::header, settings));
    if (!header.line.operands.empty()) return stray_word(header.line.operands.front());
    MS_TRY(apply_submit(options::from_environment(options::submit_rows()), Source::environment, settings));
    MS_TRY(apply_submit(line.given, Source::command_line, settings));
    if (header.foreign && !settings.ignore_pbs)
        settings.warnings.push_back("#PBS and #BSUB lines of the script are ignored");
    return complete_submit(settings);
}

void show_settings(const CommandContext& context, const options::SubmitSettings& settings) {
    constexpr const char* rule = "-------------------- --------------------";
    context.info("defined options");
    context.info(rule);
    for (const options::Given& each : settings.given) {
        std::string name(options::submit_rows()[each.row]->name);
        name.resize(std::max<std::size_t>(name.size(), 20), ' ');
        context.info(name + ": " + shown_value(each, settings));
    }
    context.info(rule);
    context.info("end of defined options");
    for (const auto& kept : settings.spec.kept_options) context.info("--" + kept.first + " has no effect here");
}

}  // namespace ms::cmds::sbatch
