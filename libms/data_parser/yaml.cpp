// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdio>
#include <vector>

#include "libms/data_parser/writer.hpp"

namespace ms::data_parser {
namespace {

/// Whether a reader takes the bare word for nothing but this text. The tag before it says that it is a text, so a
/// number needs no quotes. Between brackets, in the compact form, fewer characters may stand bare.
bool is_plain(std::string_view value, bool between_brackets) {
    constexpr std::string_view never_first = "-?:,[]{}#&*!|>'\"%@`=~ ";
    if (value.empty() || never_first.find(value.front()) != never_first.npos) return false;
    if (value.back() == ' ' || value.back() == ':') return false;
    if (value.find(": ") != value.npos || value.find(" #") != value.npos) return false;
    if (between_brackets && value.find_first_of(",:?[]{}") != value.npos) return false;
    return std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_printable(std::string_view value) {
    while (!value.empty()) {
        const std::size_t length = utf8_length(value);
        const auto first = static_cast<unsigned char>(value.front());
        if (length == 0 || first < 0x20 || first == 0x7F) return false;
        // U+0080 to U+009F, the separators U+2028 and U+2029 and the byte order mark count as no text in YAML
        const std::string_view character = value.substr(0, length);
        if (first == 0xC2 && static_cast<unsigned char>(value[1]) < 0xA0) return false;
        if (character == "\xE2\x80\xA8" || character == "\xE2\x80\xA9" || character == "\xEF\xBB\xBF") return false;
        value.remove_prefix(length);
    }
    return true;
}

/// 'it''s', or "with\tescapes" where there are characters that single quotes can not hold.
std::string quoted(std::string_view value) {
    std::string out;
    if (is_printable(value)) {
        for (const char c : value) out += c == '\'' ? "''" : std::string(1, c);
        return "'" + out + "'";
    }
    while (!value.empty()) {
        const std::size_t length = utf8_length(value);
        const std::string_view character = value.substr(0, std::max<std::size_t>(length, 1));
        char buffer[8];
        if (length == 0) {
            out += "\\uFFFD";
        } else if (character == "\"" || character == "\\") {
            out += "\\" + std::string(character);
        } else if (character == "\n") {
            out += "\\n";
        } else if (is_printable(character)) {
            out += character;
        } else if (length == 1) {
            std::snprintf(buffer, sizeof buffer, "\\x%02X", static_cast<unsigned char>(character.front()));
            out += buffer;
        } else {
            const auto low = [&](std::size_t at) { return static_cast<unsigned char>(character[at]) & 0x3Fu; };
            const unsigned lead = static_cast<unsigned char>(character.front());
            const unsigned point = length == 2 ? (lead & 0x1F) << 6 | low(1) : (lead & 0xF) << 12 | low(1) << 6 | low(2);
            std::snprintf(buffer, sizeof buffer, "\\u%04X", point & 0xFFFF);
            out += buffer;
        }
        value.remove_prefix(character.size());
    }
    return "\"" + out + "\"";
}

class YamlWriter final : public Writer {
  public:
    explicit YamlWriter(const Style& style) : Writer(style) { out_ = "%YAML 1.1\n---"; }

    void begin_object() override { begin("!!map", false); }
    void end_object() override { end("{}"); }
    void begin_list() override { begin("!!seq", true); }
    void end_list() override { end("[]"); }

    void key(std::string_view name) override {
        start_item();
        out_ += "!!str " + word(name) + ":";
        after_key_ = true;
        gap_ = true;
    }
    void text(std::string_view value) override { put("!!str", word(value)); }
    void integer(std::int64_t value) override { put("!!int", std::to_string(value)); }
    void real(double value) override {
        char buffer[512];
        std::snprintf(buffer, sizeof buffer, "%f", value);
        put("!!float", buffer);
    }
    void truth(bool value) override { put("!!bool", value ? "true" : "false"); }
    void null() override { put("!!null", "null"); }
    void finish() override { out_ += style().compact ? "\n" : "\n...\n"; }

  private:
    struct Level {
        bool is_list;
        bool filled;
        std::size_t indent;
    };

    std::string word(std::string_view value) const {
        return is_plain(value, style().compact) ? std::string(value) : quoted(value);
    }
    void put(std::string_view tag, std::string_view value) {
        start_item();
        if (gap_) out_ += ' ';
        out_ += tag;
        out_ += ' ';
        out_ += value;
    }
    void begin(std::string_view tag, bool is_list) {
        start_item();
        if (gap_) out_ += ' ';
        out_ += tag;
        if (style().compact) out_ += is_list ? " [" : " {";
        levels_.push_back({is_list, false, next_indent(is_list)});
    }
    void end(std::string_view empty) {
        if (style().compact) out_ += empty.back();
        else if (!levels_.back().filled) out_ += " " + std::string(empty);
        levels_.pop_back();
    }
    /// The dash of a list stands below the first letter of the list's key; the keys of an object are set in.
    std::size_t next_indent(bool is_list) const {
        if (levels_.empty()) return 0;
        const Level& around = levels_.back();
        return around.indent + (is_list && !around.is_list ? 0 : 2);
    }
    /// The line end before a value, unless its key stands there already.
    void start_item() {
        if (std::exchange(after_key_, false) || levels_.empty()) return;
        Level& level = levels_.back();
        const bool is_first = !std::exchange(level.filled, true);
        gap_ = level.is_list && !style().compact;
        if (style().compact) {
            if (!is_first) out_ += ", ";
            return;
        }
        out_ += '\n';
        out_.append(level.indent, ' ');
        if (level.is_list) out_ += '-';
    }

    std::vector<Level> levels_;
    bool after_key_ = false;
    bool gap_ = true;  // a blank before the next tag: behind a key, a dash or the document's beginning
};

}  // namespace

std::unique_ptr<Writer> make_yaml_writer(const Style& style) { return std::make_unique<YamlWriter>(style); }

}  // namespace ms::data_parser
