// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/run.hpp"

#include "cmds/sacctmgr/call.hpp"
#include "cmds/shared/prompt.hpp"
#include "libms/base/letters.hpp"
#include "libms/options/no_effect.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

Result<Settings> read_settings(const std::vector<options::Given>& given) {
    Settings settings;
    MS_TRY(options::apply(option_table(), options::from_environment(doc().rows), settings));
    MS_TRY(options::apply(option_table(), given, settings));
    return settings;
}

/// Words that change how the next lines are answered.
struct Toggle {
    std::string_view name;
    std::size_t least;
    void (*apply)(Settings& settings);
};
constexpr Toggle toggles[] = {
    {"associations", 3, [](Settings& s) { s.associations = true; }},
    {"noheader", 3, [](Settings& s) { s.header = false; }},
    {"oneliner", 1, [](Settings&) {}},
    {"parsable2", 9, [](Settings& s) { s.delimited = table::Delimited::between; }},
    {"parsable", 3, [](Settings& s) { s.delimited = table::Delimited::trailing; }},
    {"quiet", 4, [](Settings& s) { s.quiet = true; }},
    {"readonly", 4, [](Settings& s) { s.read_only = true; }},
    {"verbose", 4, [](Settings& s) { s.quiet = false; }},
};

bool toggled(const std::string& word, Settings& settings) {
    for (const Toggle& each : toggles)
        if (word.size() >= each.least && starts_with_ignoring_case(each.name, word)) {
            each.apply(settings);
            return true;
        }
    return false;
}

bool is_end(const std::string& word) { return word.size() >= 4 && (starts_with_ignoring_case("exit", word) || starts_with_ignoring_case("quit", word)); }

/// One command a line, until exit or the end of the input.
int interact(const CommandContext& context, Settings settings) {
    return prompt(context, "sacctmgr", [&](const std::vector<std::string>& words, int& status) {
        if (is_end(words.front())) return false;
        if (!toggled(words.front(), settings)) status = execute(context, settings, words);
        return true;
    });
}

}  // namespace

int run(const CommandContext& context) {
    auto line = options::parse(doc().rows, context.words, options::Order::permute);
    if (!line) return context.usage_error(line.error().message, 1);
    const auto settings = read_settings(line->given);
    if (!settings) {
        context.error(settings.error().message);
        return 1;
    }
    if (settings->help) return find_command("help")->act({context, *settings, {}});
    if (settings->version) {
        context.print(std::string(slurm_version) + "\n");
        return 0;
    }
    options::tell_no_effect_if_verbose(context, doc().rows, line->given);
    if (const std::string text = dump_information(*settings); !text.empty()) {
        context.print(text);
        return 0;
    }
    if (line->operands.empty()) return interact(context, *settings);
    return execute(context, *settings, line->operands);
}

}  // namespace ms::cmds::sacctmgr
