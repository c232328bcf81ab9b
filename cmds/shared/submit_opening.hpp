// SPDX-License-Identifier: MIT
// How srun and salloc begin: their options by all sources, the questions that are answered at once, and what is told
// before they ask for anything.
#pragma once

#include <string>
#include <vector>

#include "cmds/shared/het_job.hpp"
#include "libms/options/submit_table.hpp"
#include "libms/options/submitter.hpp"

namespace ms::cmds {

/// The operands, or the status to end with. `apply` fills the settings of the command line given; `answer` has a status
/// where the options only ask something.
template <class Settings, class Apply, class Answer>
tl::expected<std::vector<std::string>, int> open_submission(CommandContext& context,
                                                            const options::SubmitTable<Settings>& table,
                                                            Settings& settings, Apply apply, Answer answer) {
    auto line = options::parse(table.rows(), context.words, options::Order::stop_at_operand);
    if (!line) return tl::make_unexpected(options::report_submit(context, line.error()));
    if (refuse_het_job_in_options(context, line->operands)) return tl::make_unexpected(1);
    static_cast<options::SubmitSettings&>(settings) = options::initial_settings(context);
    const auto applied = apply(*line, settings);
    options::tell_complaints(context, settings);
    if (const auto status = answer()) return tl::make_unexpected(*status);
    if (!applied) {
        for (const std::string& remark : settings.remarks) std::fprintf(context.err, "%s\n", remark.c_str());
        return tl::make_unexpected(options::report_submit(context, applied.error()));
    }
    context.quiet = settings.quiet;
    if (settings.verbose > 0) options::show_settings(context, table, settings);
    for (const std::string& warning : settings.warnings) context.info("Warning: " + warning);
    return std::move(line->operands);
}

}  // namespace ms::cmds
