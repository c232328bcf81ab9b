// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "libms/data_parser/writer.hpp"

namespace ms::data_parser {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // for bytes that are no UTF-8, which JSON can not hold

/// The letter behind the backslash of a short escape; 0 for characters that have none.
char short_escape(char c) {
    switch (c) {
        case '"': return '"';
        case '\\': return '\\';
        case '/': return '/';
        case '\b': return 'b';
        case '\f': return 'f';
        case '\n': return 'n';
        case '\r': return 'r';
        case '\t': return 't';
        default: return 0;
    }
}

/// What stands for itself: most of all characters, so runs of them are copied as a whole.
bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '/'; }

class JsonWriter final : public Writer {
  public:
    using Writer::Writer;

    void begin_object() override { begin('{'); }
    void end_object() override { end('}'); }
    void begin_list() override { begin('['); }
    void end_list() override { end(']'); }

    void key(std::string_view name) override {
        start_item();
        quote(name);
        out_ += style().compact ? ":" : ": ";
        after_key_ = true;
    }
    void text(std::string_view value) override {
        start_item();
        quote(value);
    }
    void integer(std::int64_t value) override { put(std::to_string(value)); }
    void real(double value) override {
        if (!std::isfinite(value)) return null();
        char buffer[40];
        std::snprintf(buffer, sizeof buffer, "%.17g", value);
        const std::string_view digits = buffer;
        const bool looks_whole = digits.find_first_of(".e") == digits.npos;
        put(std::string(digits) + (looks_whole ? ".0" : ""));
    }
    void truth(bool value) override { put(value ? "true" : "false"); }
    void null() override { put("null"); }
    void finish() override { out_ += '\n'; }

  private:
    void put(std::string_view value) {
        start_item();
        out_ += value;
    }
    void begin(char bracket) {
        put(std::string_view(&bracket, 1));
        filled_.push_back(false);
    }
    void end(char bracket) {
        filled_.pop_back();
        new_line();
        out_ += bracket;
    }
    /// The comma and the line end before a value, unless its key stands there already.
    void start_item() {
        if (std::exchange(after_key_, false) || filled_.empty()) return;
        if (filled_.back()) out_ += ',';
        filled_.back() = true;
        new_line();
    }
    void new_line() {
        if (style().compact) return;
        out_ += '\n';
        out_.append(2 * filled_.size(), ' ');
    }
    void quote(std::string_view value) {
        out_ += '"';
        while (!value.empty()) {
            const auto plain = std::find_if_not(value.begin(), value.end(), is_plain) - value.begin();
            out_ += value.substr(0, static_cast<std::size_t>(plain));
            value.remove_prefix(static_cast<std::size_t>(plain));
            if (value.empty()) break;
            const std::size_t length = utf8_length(value);
            const char c = value.front();
            if (length == 0) {
                out_ += replacement;
            } else if (const char letter = short_escape(c)) {
                out_ += '\\';
                out_ += letter;
            } else if (static_cast<unsigned char>(c) < 0x20) {
                char buffer[8];
                std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(c));
                out_ += buffer;
            } else {
                out_ += value.substr(0, length);
            }
            value.remove_prefix(std::max<std::size_t>(length, 1));
        }
        out_ += '"';
    }

    std::vector<bool> filled_;  // one a level: has it a value yet?
    bool after_key_ = false;
};

}  // namespace

std::unique_ptr<Writer> make_json_writer(const Style& style) { return std::make_unique<JsonWriter>(style); }

}  // namespace ms::data_parser
