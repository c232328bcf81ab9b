// SPDX-License-Identifier: MIT
// How most commands begin: read the environment and the words, and answer --help, --usage and --version.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libms/options/no_effect.hpp"

namespace ms::cmds {

/// What a command was told.
template <class Settings>
struct Opened {
    Settings settings;
    std::vector<std::string> operands;
    std::vector<options::Given> given;  // of the command line
};

template <class Settings>
struct Opening {
    const CommandDoc& doc;
    std::span<const options::Option<Settings>> table;
    std::string_view operands;  // for --usage
    /// The text of --usage; made of the table where it is empty.
    std::string_view usage = {};

    /// Or the status to end with at once.
    tl::expected<Opened<Settings>, int> open(const CommandContext& context) const {
        auto line = options::parse(doc.rows, context.words, options::Order::permute);
        if (!line) return tl::make_unexpected(context.usage_error(line.error().message, 1));
        Opened<Settings> opened{{}, std::move(line->operands), std::move(line->given)};
        if (auto applied = apply_to(opened); !applied) {
            context.error(applied.error().message);
            return tl::make_unexpected(1);
        }
        const Settings& settings = opened.settings;
        if (settings.help) context.print(options::help_text(doc.usage, doc.rows));
        else if (settings.usage) context.print(usage.empty() ? options::usage_text(doc.name, operands, doc.rows) : std::string(usage));
        else if (settings.version) context.print(std::string(slurm_version) + "\n");
        else {
            options::tell_no_effect_if_verbose(context, doc.rows, opened.given);
            return opened;
        }
        return tl::make_unexpected(0);
    }

  private:
    Result<void> apply_to(Opened<Settings>& opened) const {
        MS_TRY(options::apply(table, options::from_environment(doc.rows), opened.settings));
        return options::apply(table, opened.given, opened.settings);
    }
};

}  // namespace ms::cmds
