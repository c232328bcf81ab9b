// SPDX-License-Identifier: MIT
#include "libms/table/format.hpp"

#include <algorithm>
#include <cctype>

#include "libms/base/letters.hpp"

namespace ms::table {
namespace {

constexpr unsigned widest = 65535;  // wider than any terminal; keeps a mistyped number from filling the memory

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits at the front of `rest`.
unsigned take_number(std::string_view& rest) {
    unsigned number = 0;
    for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1))
        number = std::min(widest, number * 10 + static_cast<unsigned>(rest.front() - '0'));
    return number;
}

bool take(std::string_view& rest, char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
}

LetterField letter_field(std::string_view text) {
    LetterField field;
    field.text = text;
    std::string_view rest = text;
    if (take(rest, '.')) field.side = Side::right;
    field.width = take_number(rest);
    if (rest.empty()) return field;
    field.letter = rest.front();
    field.suffix = rest.substr(1);
    return field;
}

/// Calls `use` with each part that is not empty.
template <class Use>
void for_each_part(std::string_view text, char separator, Use use) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (end != 0) use(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace

LetterFormat split_letters(std::string_view text) {
    LetterFormat format;
    const std::size_t first = std::min(text.find('%'), text.size());
    format.prefix = text.substr(0, first);
    for_each_part(text.substr(first), '%', [&](std::string_view part) { format.fields.push_back(letter_field(part)); });
    return format;
}

std::vector<NameField> split_names(std::string_view text) {
    std::vector<NameField> fields;
    for_each_part(text, ',', [&](std::string_view part) {
        NameField field;
        const std::size_t colon = part.find(':');
        field.name = part.substr(0, colon);
        if (colon != std::string_view::npos) {
            std::string_view rest = part.substr(colon + 1);
            if (take(rest, '.')) field.side = Side::right;
            field.width = take_number(rest);
            field.suffix = rest;
        }
        fields.push_back(field);
    });
    return fields;
}

std::vector<FieldText> split_fields(std::string_view text) {
    std::vector<FieldText> fields;
    for_each_part(text, ',', [&](std::string_view part) {
        FieldText field;
        const std::size_t percent = part.find('%');
        field.name = part.substr(0, percent);
        field.sized = percent != std::string_view::npos;
        if (field.sized) {
            std::string_view rest = part.substr(percent + 1);
            if (take(rest, '-')) field.side = Side::left;
            field.width = take_number(rest);
        }
        fields.push_back(field);
    });
    return fields;
}

std::string name_grid(const std::vector<std::string_view>& names, std::size_t width) {
    constexpr std::size_t per_line = 4;
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool ends_line = i % per_line == per_line - 1 || i + 1 == names.size();
        out.append(names[i]);
        out.append(names[i].size() < width - 1 ? width - 1 - names[i].size() : 0, ' ');
        out.push_back(ends_line ? '\n' : ' ');
    }
    return out;
}

}  // namespace ms::table
