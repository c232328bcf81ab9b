// SPDX-License-Identifier: MIT
// scontrol without a command: one command a line, until exit or the end of the input.
#include "cmds/scontrol/interactive.hpp"

#include "cmds/scontrol/keywords.hpp"
#include "cmds/shared/prompt.hpp"

namespace ms::cmds::scontrol {
namespace {

struct Toggle {
    std::string_view name;
    std::size_t least;
    void (*apply)(Settings& settings);
};
constexpr Toggle toggles[] = {
    {"all", 2, [](Settings& s) { s.all = true; }},
    {"details", 1, [](Settings& s) { s.details = true; }},
    {"hide", 2, [](Settings& s) { s.all = false; }},
    {"oneliner", 1, [](Settings& s) { s.one_line = true; }},
    {"quiet", 4, [](Settings& s) { s.quiet = true; }},
    {"verbose", 4, [](Settings& s) { s.verbose = true; s.quiet = false; }},
};

bool is_word(std::string_view text, std::string_view name, std::size_t least) {
    return text.size() >= least && name.starts_with(text);
}

}  // namespace

bool toggle(const std::string& word, Settings& settings) {
    for (const Toggle& each : toggles)
        if (is_word(word, each.name, each.least)) {
            each.apply(settings);
            return true;
        }
    return false;
}

int interact(const CommandContext& context, Settings settings,
             int (*execute)(const CommandContext&, const Settings&, const std::vector<std::string>&)) {
    return prompt(context, "scontrol", [&](const std::vector<std::string>& words, int& status) {
        if (is_word(words.front(), "exit", 2) || is_word(words.front(), "quit", 4)) return false;
        if (!toggle(words.front(), settings)) status = execute(context, settings, words);
        return true;
    });
}

}  // namespace ms::cmds::scontrol
