// SPDX-License-Identifier: MIT
// Listings in squeue's and sinfo's style: the format is looked up once in a column table and gives a Layout; each
// line is then its cells and the texts between them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libms/base/letters.hpp"
#include "libms/table/cell.hpp"
#include "libms/table/column.hpp"
#include "libms/table/format.hpp"

namespace ms::table {

/// One place of a line: a column, or only text.
struct Slot {
    static constexpr std::size_t text_only = static_cast<std::size_t>(-1);
    std::size_t column = text_only;  // index in the column table
    unsigned width = 0;              // 0 = as wide as the value
    Side side = Side::left;
    std::string suffix = {};         // behind the value
    friend bool operator==(const Slot&, const Slot&) = default;
};
struct Layout {
    std::string prefix;
    std::vector<Slot> slots;
    std::vector<std::string> unknown;  // letters or names without a column, for the caller's message
};

/// -o. A field of an unknown letter is printed as it stands, header and rows alike. "%all" is every letter,
/// small ones first, separated by bars.
template <class C>
Layout letter_layout(std::string_view format, std::span<const C> columns);
/// -O. An unknown name is left out. The name "all" is every column but other spellings.
template <class C>
Layout name_layout(std::string_view format, std::span<const C> columns);

/// Does the layout show a column of that letter?
template <class C>
bool shows(const Layout& layout, std::span<const C> columns, char letter) {
    for (const Slot& slot : layout.slots)
        if (slot.column != Slot::text_only && columns[slot.column].letter == letter) return true;
    return false;
}

/// Or one of that name?
template <class C>
bool shows(const Layout& layout, std::span<const C> columns, std::string_view name) {
    for (const Slot& slot : layout.slots)
        if (slot.column != Slot::text_only && columns[slot.column].name == name) return true;
    return false;
}

template <class C>
class Table {
  public:
    using Row = typename C::Row;
    using Context = typename C::Context;

    Table(std::span<const C> columns, Layout layout) : columns_(columns), layout_(std::move(layout)) {}

    void put_header(std::string& out) const {
        put_line(out, [](const C& column) { return std::string(column.header); }, true);
    }
    void put_row(std::string& out, const Row& row, const Context& context) const {
        put_line(out, [&](const C& column) { return column.value(row, context); }, false);
    }

    bool shows(char letter) const { return table::shows(layout_, columns_, letter); }
    bool shows(std::string_view name) const { return table::shows(layout_, columns_, name); }
    /// From now on rows have colours.
    void use_tints(bool use) { tints_ = use; }

  private:
    template <class Text>
    void put_line(std::string& out, Text text, bool header) const {
        out.append(layout_.prefix);
        for (const Slot& slot : layout_.slots) {
            if (slot.column != Slot::text_only) {
                const C& column = columns_[slot.column];
                // Headers are cut even where values may overflow: TIME_LIMI over 1-00:00:00.
                const std::string value = text(column);
                const std::string_view tint = tints_ && !header && column.tint ? column.tint(value) : std::string_view{};
                out.append(tint);
                put_cell(out, value, slot.width, slot.side, header ? Fit::cut : column.fit);
                if (!tint.empty()) out.append(tint_end);
            }
            out.append(slot.suffix);
        }
        out.push_back('\n');
    }

    std::span<const C> columns_;
    Layout layout_;
    bool tints_ = false;
};

template <class C>
Layout letter_layout(std::string_view format, std::span<const C> columns) {
    Layout layout;
    if (equal_ignoring_case(format, "%all")) {
        for (const char letter : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            if (const std::size_t i = find_letter(columns, letter); i < columns.size())
                layout.slots.push_back({i, 0, Side::left, "|"});
        if (!layout.slots.empty()) layout.slots.back().suffix.clear();
        return layout;
    }
    const LetterFormat parts = split_letters(format);
    layout.prefix = parts.prefix;
    for (const LetterField& field : parts.fields) {
        const std::size_t index = find_letter(columns, field.letter);
        if (index < columns.size()) {
            layout.slots.push_back({index, field.width, field.side, std::string(field.suffix)});
        } else {
            layout.slots.push_back({Slot::text_only, 0, Side::left, "%" + std::string(field.text)});
            layout.unknown.push_back(field.letter ? std::string(1, field.letter) : std::string());
        }
    }
    return layout;
}

template <class C>
Layout name_layout(std::string_view format, std::span<const C> columns) {
    Layout layout;
    for (const NameField& field : split_names(format)) {
        const std::size_t index = find_name(columns, field.name);
        if (index < columns.size()) {
            layout.slots.push_back({index, field.width, field.side, std::string(field.suffix)});
        } else if (names_all(field.name)) {
            for (std::size_t i = 0; i < columns.size(); ++i)
                if (!columns[i].meaning.empty())
                    layout.slots.push_back({i, field.width, field.side, std::string(field.suffix)});
        } else {
            layout.unknown.emplace_back(field.name);
        }
    }
    return layout;
}

}  // namespace ms::table
