// SPDX-License-Identifier: MIT
#include "daemon/config/conf_text.hpp"

#include <algorithm>

#include "libms/base/fd.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::config {

using ms::Errc;
using ms::fail;
using ms::Result;

namespace {

constexpr std::string_view blanks = " \t\r\v\f";
constexpr int max_include_depth = 8;
constexpr std::size_t max_file_bytes = 4u << 20;

/// One line without its comment; "\#" becomes "#".
std::string without_comment(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '#') {
            out += line[++i];
        } else if (line[i] == '#') {
            break;
        } else {
            out += line[i];
        }
    }
    return out;
}

/// Takes the ending '\' off; false when there is none.
bool take_continuation(std::string& line) {
    const auto last = line.find_last_not_of(blanks);
    if (last == std::string::npos || line[last] != '\\') return false;
    line.resize(last);
    return true;
}

/// Logical lines: comments gone, continuations joined, empty ones left out.
struct LogicalLine {
    int number = 0;
    std::string text;
};
std::vector<LogicalLine> logical_lines(std::string_view text) {
    std::vector<LogicalLine> lines;
    LogicalLine open;
    int number = 0;
    const auto close = [&] {
        if (open.text.find_first_not_of(blanks) != std::string::npos) lines.push_back(open);
        open = {};
    };
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string line = without_comment(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++number;
        if (open.number == 0) open.number = number;
        const bool goes_on = take_continuation(line);
        open.text += line;
        if (!goes_on) close();
    }
    close();
    return lines;
}

/// Reads pairs off the front of one logical line.
class PairScanner {
  public:
    explicit PairScanner(std::string_view line) : rest_(line) { skip_blanks(); }

    bool done() const { return rest_.empty(); }
    std::string_view rest() const { return rest_; }

    /// False when the text at hand is no Key=Value.
    bool next(Pair& pair) {
        const auto key_end = rest_.find_first_of(" \t\r\v\f=");
        if (key_end == 0 || key_end == std::string_view::npos) return false;
        pair.key = std::string(rest_.substr(0, key_end));
        std::string_view after = rest_.substr(key_end);
        after.remove_prefix(std::min(after.find_first_not_of(blanks), after.size()));
        if (after.empty() || after.front() != '=') return false;
        rest_ = after.substr(1);
        skip_blanks();
        return take_value(pair.value);
    }

    /// The path of "Include PATH"; empty when the line is none.
    std::string include() const {
        constexpr std::string_view word = "include";
        if (!ms::starts_with_ignoring_case(rest_, word)) return {};
        const std::string_view after = rest_.substr(word.size());
        if (after.empty() || blanks.find(after.front()) == std::string_view::npos) return {};
        const std::string_view path = ms::text::trim(after);
        return path.empty() || path.front() == '=' ? std::string() : std::string(path);
    }

  private:
    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size())); }

    bool take_value(std::string& value) {
        if (!rest_.empty() && rest_.front() == '"') {
            const auto end = rest_.find('"', 1);
            if (end == std::string_view::npos) return false;
            value = std::string(rest_.substr(1, end - 1));
            rest_.remove_prefix(end + 1);
        } else {
            const auto end = std::min(rest_.find_first_of(blanks), rest_.size());
            value = std::string(rest_.substr(0, end));
            rest_.remove_prefix(end);
        }
        skip_blanks();
        return true;
    }

    std::string_view rest_;
};

std::string beside(const std::string& file, const std::string& name) {
    const auto slash = file.rfind('/');
    return name.front() == '/' || slash == std::string::npos ? name : file.substr(0, slash + 1) + name;
}

Result<void> read_into(std::vector<ConfLine>& lines, const std::string& path, int depth) {
    auto text = ms::read_file(path, max_file_bytes);
    if (!text) return ms::Failure(text.error());
    auto own = parse_conf(*text, path);
    if (!own) return ms::Failure(own.error());
    for (ConfLine& line : *own) {
        if (!ms::equal_ignoring_case(line.pairs.front().key, "Include")) {
            lines.push_back(std::move(line));
            continue;
        }
        if (depth == max_include_depth) return fail(Errc::generic, line.place.text() + ": Include goes too deep");
        auto included = read_into(lines, beside(path, line.pairs.front().value), depth + 1);
        if (!included) return ms::context(line.place.text(), included.error());
    }
    return {};
}

}  // namespace

Result<std::vector<ConfLine>> parse_conf(std::string_view text, const std::string& file) {
    std::vector<ConfLine> lines;
    for (const LogicalLine& logical : logical_lines(text)) {
        ConfLine line;
        line.place = {file, logical.number};
        PairScanner scanner(logical.text);
        if (std::string path = scanner.include(); !path.empty()) {
            line.pairs.push_back({"Include", std::move(path)});
            lines.push_back(std::move(line));
            continue;
        }
        while (!scanner.done()) {
            const std::string found(scanner.rest());
            Pair pair;
            if (!scanner.next(pair)) {
                return fail(Errc::generic, line.place.text() + ": expected Key=Value, found '" + found + "'");
            }
            line.pairs.push_back(std::move(pair));
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

Result<std::vector<ConfLine>> read_conf(const std::string& path) {
    std::vector<ConfLine> lines;
    if (auto read = read_into(lines, path, 0); !read) return ms::Failure(read.error());
    return lines;
}

}  // namespace msd::config
