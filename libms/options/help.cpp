// SPDX-License-Identifier: MIT
// --help and --usage, written from the rows.
#include "libms/options/options.hpp"

namespace ms::options {
namespace {

constexpr std::size_t help_column = 30;
constexpr std::size_t line_width = 80;

bool documented(const Row& row) { return !row.help.empty() && row.alias_of.empty(); }

std::string value_part(const Row& row) {
    if (row.arg == Arg::none) return {};
    const std::string name(row.value_name.empty() ? "value" : row.value_name);
    return row.arg == Arg::optional ? "[=" + name + "]" : "=" + name;
}

std::string_view remark(Status status) {
    switch (status) {
        case Status::works:
        case Status::kept: return "";
        case Status::no_effect: return " (kept, no effect here)";
        case Status::later: return " (not in this version)";
    }
    return "";
}

/// Words of `text` between `column` and the line's end; the cursor stands at `column` already.
std::string wrapped(std::string_view text, std::size_t column) {
    std::string out;
    std::size_t at = column;
    while (!text.empty()) {
        const std::size_t blank = text.find(' ');
        const std::string_view word = text.substr(0, blank);
        if (at != column && at + 1 + word.size() >= line_width) {
            out += "\n" + std::string(column, ' ');
            at = column;
        } else if (at != column) {
            out += ' ';
            ++at;
        }
        out += word;
        at += word.size();
        text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
    }
    return out;
}

}  // namespace

std::string help_text(std::string_view usage, std::span<const Row* const> rows) {
    std::string out = "Usage: " + std::string(usage) + "\n\nOptions:\n";
    for (const Row* row : rows) {
        if (!documented(*row)) continue;
        std::string left = row->letter ? std::string("  -") + row->letter + ", " : std::string(6, ' ');
        left += "--" + std::string(row->name) + value_part(*row);
        out += left;
        out += left.size() + 1 < help_column ? std::string(help_column - left.size(), ' ')
                                             : "\n" + std::string(help_column, ' ');
        out += wrapped(std::string(row->help) + std::string(remark(row->status)), help_column) + "\n";
    }
    return out;
}

std::string usage_text(std::string_view command, std::string_view operands, std::span<const Row* const> rows) {
    std::string line = "Usage: " + std::string(command);
    const std::size_t indent = line.size() + 1;
    std::string out;
    const auto put = [&](const std::string& word) {
        if (line.size() + 1 + word.size() > line_width) {
            out += line + "\n";
            line = std::string(indent, ' ') + word;
        } else {
            line += (line.size() == indent ? "" : " ") + word;
        }
    };
    for (const Row* row : rows)
        if (documented(*row)) put("[--" + std::string(row->name) + value_part(*row) + "]");
    if (!operands.empty()) put(std::string(operands));
    return out + line + "\n";
}

}  // namespace ms::options
