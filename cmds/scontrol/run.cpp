// SPDX-License-Identifier: MIT
#include "cmds/scontrol/run.hpp"

#include <algorithm>

#include "cmds/scontrol/interactive.hpp"
#include "cmds/scontrol/keywords.hpp"
#include "cmds/shared/clusters.hpp"
#include "libms/options/no_effect.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string help_text() {
    std::string text = options::help_text(doc().usage, doc().rows) + "\nCommands:\n";
    for (const Word& word : keywords()) {
        if (word.meaning.empty()) continue;
        std::string line = "  " + std::string(word.name) + " " + std::string(word.usage);
        line.resize(std::max<std::size_t>(line.size() + 1, 36), ' ');
        text += line + std::string(word.meaning) + "\n";
    }
    return text;
}

Result<Settings> read_settings(const std::vector<options::Given>& given) {
    Settings settings;
    MS_TRY(options::apply(option_table(), options::from_environment(doc().rows), settings));
    MS_TRY(options::apply(option_table(), given, settings));
    return settings;
}

int execute(const CommandContext& context, const Settings& settings, const std::vector<std::string>& words) {
    const std::string& first = words.front();
    const Call call{context, settings, {words.begin() + 1, words.end()}};
    const Word* word = find_word(keywords(), first);
    return word ? act(*word, call, std::string(word->name)) : call.fail("invalid keyword: " + first);
}

}  // namespace

int help(const Call& call) {
    call.context.print(help_text());
    return 0;
}

int run(const CommandContext& context) {
    auto line = options::parse(doc().rows, context.words, options::Order::permute);
    if (!line) return context.usage_error(line.error().message, 1);
    const auto settings = read_settings(line->given);
    if (!settings) {
        context.error(settings.error().message);
        return 1;
    }
    if (settings->help || settings->version) {
        context.print(settings->help ? help_text() : std::string(slurm_version) + "\n");
        return 0;
    }
    options::tell_no_effect_if_verbose(context, doc().rows, line->given);
    if (const std::string text = dump_information(*settings); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (!is_for_this_cluster(context, settings->clusters)) return 1;
    if (line->operands.empty()) return interact(context, *settings, execute);
    return execute(context, *settings, line->operands);
}

}  // namespace ms::cmds::scontrol
