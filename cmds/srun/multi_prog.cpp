// SPDX-License-Identifier: MIT
#include "cmds/srun/multi_prog.hpp"

#include <algorithm>
#include <optional>

#include "libms/text/number.hpp"

namespace ms::cmds::srun {
namespace {

using Words = std::vector<std::string>;

struct Line {
    std::string text;
    std::size_t number = 0;  // of its last part, which is what Slurm names
};

/// Continued lines are one.
std::vector<Line> split_lines(std::string_view text) {
    std::vector<Line> lines;
    bool continues = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!continues) lines.emplace_back();
        continues = part.ends_with('\\');
        if (continues) part.remove_suffix(1);
        lines.back().text += part;
        lines.back().number = number;
    }
    return lines;
}

constexpr char plain_percent = '\0';  // one that is no %t or %o; no word holds a NUL

/// Quotes of both kinds keep blanks in a word, single ones % too; nothing when one is not closed.
std::optional<Words> split_words(std::string_view text) {
    Words words;
    char quote = 0;
    bool in_word = false;
    for (const char c : text) {
        if (quote == 0 && (c == ' ' || c == '\t')) {
            in_word = false;
            continue;
        }
        if (!in_word) words.emplace_back();
        in_word = true;
        if (quote == 0 && (c == '"' || c == '\'')) quote = c;
        else if (c == quote) quote = 0;
        else words.back() += c == '%' && quote == '\'' ? plain_percent : c;
    }
    if (quote != 0) return std::nullopt;
    return words;
}

/// The tasks a word names, in its order.
Result<std::vector<std::uint32_t>> parse_tasks(const std::string& word, std::uint32_t tasks) {
    std::vector<std::uint32_t> list;
    for (const std::string& part : text::split_list(word)) {
        const std::size_t dash = part.find('-');
        const auto first = text::parse_unsigned(part.substr(0, dash));
        const auto last = dash == std::string::npos ? first : text::parse_unsigned(part.substr(dash + 1));
        if (!first || !last) return fail(Errc::generic, "Invalid task range specification (" + word + ")");
        if (*first > *last) return fail(Errc::generic, "Invalid task range, " + part);
        if (*last >= tasks) return fail(Errc::generic, "Invalid task id, " + std::to_string(*last) + " >= ntasks");
        for (auto task = *first; task <= *last; ++task) list.push_back(static_cast<std::uint32_t>(task));
    }
    return list;
}

/// %t and %o; another letter behind % disappears with it.
std::string expand(std::string_view word, std::uint32_t task, std::size_t place) {
    std::string out;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] != '%' || i + 1 == word.size()) {
            out += word[i] == plain_percent ? '%' : word[i];
            continue;
        }
        ++i;
        if (word[i] == 't') out += std::to_string(task);
        if (word[i] == 'o') out += std::to_string(place);
    }
    return out;
}

class Programs {
  public:
    explicit Programs(std::uint32_t tasks) : programs_(tasks) {}

    Result<void> take(const Words& words) {
        if (words.size() < 2) return fail(Errc::generic, "");
        if (words[0] == "*") {
            rest_ = {words.begin() + 1, words.end()};
            return {};
        }
        const auto tasks = parse_tasks(words[0], static_cast<std::uint32_t>(programs_.size()));
        if (!tasks) return Failure(tasks.error());
        for (std::size_t place = 0; place < tasks->size(); ++place) {
            Words& program = programs_[(*tasks)[place]];
            if (!program.empty())
                return fail(Errc::generic, "Duplicate record for task " + std::to_string((*tasks)[place]));
            program = expanded({words.begin() + 1, words.end()}, (*tasks)[place], place);
        }
        return {};
    }

    /// Error: the first task nobody has given a program.
    tl::expected<std::vector<Words>, std::size_t> take_all() {
        for (std::size_t task = 0; task < programs_.size(); ++task) {
            if (!programs_[task].empty()) continue;
            if (rest_.empty()) return tl::make_unexpected(task);
            // To * belong all tasks, also those that others have taken: place and number are the same.
            programs_[task] = expanded(rest_, static_cast<std::uint32_t>(task), task);
        }
        return std::move(programs_);
    }

  private:
    static Words expanded(Words words, std::uint32_t task, std::size_t place) {
        std::replace(words[0].begin(), words[0].end(), plain_percent, '%');
        for (std::size_t i = 1; i < words.size(); ++i) words[i] = expand(words[i], task, place);
        return words;
    }

    std::vector<Words> programs_;
    Words rest_;
};

}  // namespace

Result<std::vector<std::vector<std::string>>> parse_multi_prog(std::string_view text, const std::string& file,
                                                               std::uint32_t tasks) {
    Programs programs(tasks);
    for (const Line& line : split_lines(text)) {
        if (text::trim(line.text).starts_with('#')) continue;
        const auto words = split_words(line.text);
        if (words && words->empty()) continue;
        if (auto taken = words ? programs.take(*words) : Result<void>(fail(Errc::generic, "Unmatched quote")); !taken) {
            const std::string& why = taken.error().message;
            return fail(Errc::generic, (why.empty() ? "" : why + "\n") + "Line " + std::to_string(line.number) +
                                           " of configuration file " + file + " invalid");
        }
    }
    auto all = programs.take_all();
    if (all) return std::move(*all);
    return fail(Errc::generic,
                "Configuration file " + file + " invalid, no record for task id " + std::to_string(all.error()));
}

}  // namespace ms::cmds::srun
