// SPDX-License-Identifier: MIT
// scontrol without a command: one command a line, until exit or the end of the input.
#include "cmds/scontrol/interactive.hpp"

#include "cmds/scontrol/keywords.hpp"
#include "libms/text/words.hpp"

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

std::optional<std::string> read_line(FILE* in) {
    std::string line;
    for (int c; (c = std::fgetc(in)) != EOF;) {
        if (c == '\n') return line;
        line.push_back(static_cast<char>(c));
    }
    return line.empty() ? std::nullopt : std::optional(line);
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
    int status = 0;
    std::vector<std::string> last;
    for (;;) {
        context.print("scontrol: ");
        std::fflush(context.out);
        const auto line = read_line(context.in);
        if (!line) {
            context.print("\n");
            return status;
        }
        auto words = text::split_words(*line);
        if (!words) {
            std::fprintf(context.err, "%s\n", words.error().message.c_str());
            continue;
        }
        if (words->empty()) continue;
        if (words->front() == "!!") *words = last;
        if (words->empty()) continue;
        last = *words;
        if (is_word(words->front(), "exit", 2) || is_word(words->front(), "quit", 4)) return status;
        if (toggle(words->front(), settings)) continue;
        status = execute(context, settings, *words);
        std::fflush(context.err);
    }
}

}  // namespace ms::cmds::scontrol
