// SPDX-License-Identifier: MIT
#include "libms/text/words.hpp"

namespace ms::text {
namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

Failure bad_character(std::string_view what, char c, std::string_view rest) {
    return fail(Errc::generic, std::string(what) + " `" + c + "` in [" + std::string(rest) + "]");
}

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view line) {
    std::vector<std::string> words;
    std::size_t at = 0;
    for (;;) {
        // What an error shows: everything behind the word before. Leading blanks of the whole line are not shown.
        std::size_t shown_from = at;
        while (at < line.size() && is_blank(line[at])) ++at;
        if (words.empty()) shown_from = at;
        const std::string_view rest = line.substr(shown_from);
        if (at == line.size() || line[at] == '#') return words;
        if (line[at] == ':') return bad_character("Unexpected", ':', rest);  // the old separator of job components

        std::string word;
        char quote = 0;
        bool was_quoted = false;
        for (; at < line.size(); ++at) {
            const char c = line[at];
            if (!quote && (is_blank(c) || c == '#')) break;
            if (c == '\\') {
                // A backslash takes the next character as it is, except that it can not join words over a blank.
                if (at + 1 < line.size() && (quote || !is_blank(line[at + 1]))) word += line[++at];
            } else if (quote ? c == quote : (c == '\'' || c == '"')) {
                quote = quote ? 0 : c;
                was_quoted = true;
            } else {
                word += c;
            }
        }
        if (quote) return bad_character("Unmatched", quote, rest);
        if (was_quoted || !word.empty()) words.push_back(std::move(word));  // a lone backslash is no word
    }
}

}  // namespace ms::text
