// SPDX-License-Identifier: MIT
#include "cmds/shared/prompt.hpp"

#include <cstdio>
#include <optional>

#include "libms/text/words.hpp"

namespace ms::cmds {
namespace {

std::optional<std::string> read_line(FILE* in) {
    std::string line;
    for (int c; (c = std::fgetc(in)) != EOF;) {
        if (c == '\n') return line;
        line.push_back(static_cast<char>(c));
    }
    return line.empty() ? std::nullopt : std::optional(line);
}

}  // namespace

int prompt(const CommandContext& context, const std::string& name, const AnswerLine& answer) {
    int status = 0;
    std::vector<std::string> last;
    for (;;) {
        context.print(name + ": ");
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
        if (!words->empty() && words->front() == "!!") *words = last;
        if (words->empty()) continue;
        last = *words;
        if (!answer(*words, status)) return status;
        std::fflush(context.err);
    }
}

}  // namespace ms::cmds
