// SPDX-License-Identifier: MIT
#include "libms/text/crontab.hpp"

#include <algorithm>
#include <cctype>

#include "libms/text/cron.hpp"
#include "libms/text/number.hpp"
#include "libms/text/words.hpp"

namespace ms::text {
namespace {

constexpr std::string_view magic = "#SCRON";
constexpr std::string_view disabled = "#DISABLED: ";

/// The text up to the next line end, which is taken off `rest`.
std::string_view take_line(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
}

struct LongLine {
    std::uint32_t first = 0, last = 0;
    std::string text;
};

/// Lines that end with a backslash go on in the next one.
std::vector<LongLine> long_lines(std::string_view rest) {
    std::vector<LongLine> lines;
    for (std::uint32_t number = 1; !rest.empty(); ++number) {
        LongLine line{number, number, std::string(take_line(rest))};
        while (line.text.ends_with('\\') && !rest.empty()) {
            line.text.pop_back();
            line.text += take_line(rest);
            line.last = ++number;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

Failure at_line(std::uint32_t line, Error error) { return context("line " + std::to_string(line), std::move(error)); }

/// The name of a "NAME=value" line; empty when it is none.
std::string_view variable_name(std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) return {};
    const std::string_view name = trim(line.substr(0, equals));
    const auto fits = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
    const bool is_name = !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
                         std::all_of(name.begin(), name.end(), fits);
    return is_name ? name : std::string_view();
}

std::string without_quotes(std::string_view value) {
    value = trim(value);
    const bool is_quoted = value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
    return std::string(is_quoted ? value.substr(1, value.size() - 2) : value);
}

void set_variable(std::vector<std::string>& variables, std::string_view name, const std::string& value) {
    const std::string front = std::string(name) + "=";
    std::erase_if(variables, [&](const std::string& each) { return each.starts_with(front); });
    variables.push_back(front + value);
}

bool is_option_line(std::string_view line) {
    if (!line.starts_with(magic)) return false;
    const std::string_view rest = line.substr(magic.size());
    return rest.empty() || rest[0] == ' ' || rest[0] == '\t';
}

}  // namespace

Result<std::vector<CrontabEntry>> parse_crontab(std::string_view text) {
    std::vector<CrontabEntry> entries;
    CrontabEntry next;
    for (const LongLine& line : long_lines(text)) {
        const std::string_view content = trim(line.text);
        if (line.text.find('\0') != std::string::npos)
            return at_line(line.first, {Errc::generic, "a character that no text holds (NUL)"});
        if (is_option_line(content)) {
            auto words = split_words(content.substr(magic.size()));
            if (!words) return at_line(line.first, words.error());
            next.options.insert(next.options.end(), words->begin(), words->end());
            if (next.first_line == 0) next.first_line = line.first;
        } else if (content.empty() || content.starts_with('#')) {
            continue;
        } else if (const auto name = variable_name(content); !name.empty()) {
            set_variable(next.variables, name, without_quotes(content.substr(content.find('=') + 1)));
        } else {
            std::size_t used = 0;
            if (auto time = parse_cron_time(content, used); !time) return at_line(line.first, time.error());
            next.time = trim(content.substr(0, used));
            next.command = trim(content.substr(used));
            if (next.command.empty()) return at_line(line.first, {Errc::generic, "there is a time but no command"});
            next.entry_line = line.first;
            next.last_line = line.last;
            if (next.first_line == 0) next.first_line = line.first;
            CrontabEntry fresh;
            fresh.variables = next.variables;
            entries.push_back(std::move(next));
            next = std::move(fresh);
        }
    }
    if (next.first_line != 0)
        return at_line(next.first_line, {Errc::generic, "#SCRON options without an entry that they are for"});
    return entries;
}

std::string disable_lines(std::string_view text, std::uint32_t first, std::uint32_t last) {
    std::string result;
    for (std::uint32_t number = 1; !text.empty(); ++number) {
        const std::string_view line = take_line(text);
        const bool is_meant = number >= first && number <= last && !line.starts_with(disabled);
        result.append(is_meant ? disabled : "").append(line).append("\n");
    }
    return result;
}

}  // namespace ms::text
