// SPDX-License-Identifier: MIT
// Listings in sacct's style: fields of a fixed width, each followed by one blank, under a line of dashes; or
// separated by a delimiter for programs to read (-p, -P).
//
// The caller keeps the columns alive and writes the text out at once:
//
//     MS_TRY(fields = table::parse_fields("jobid,state%5", columns));      // or default_fields(columns, {"JobID", …})
//     table::FieldTable<MyColumn> listing(columns, *fields, {});
//     std::string out;
//     listing.put_header(out);
//     for (const auto& row : rows) listing.put_row(out, row, context);
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libms/base/letters.hpp"
#include "libms/base/result.hpp"
#include "libms/table/cell.hpp"
#include "libms/table/column.hpp"
#include "libms/table/format.hpp"

namespace ms::table {

/// One field of the output.
struct Field {
    std::size_t column = 0;  // index in the column table
    unsigned width = 0;
    Side side = Side::right;
    bool hidden = false;     // nothing but the blank behind it, unless delimited
    friend bool operator==(const Field&, const Field&) = default;
};

enum class Delimited : std::uint8_t {
    no,        // columns and dashes
    trailing,  // -p: the delimiter after the last field too
    between,   // -P
};

struct FieldStyle {
    Delimited delimited = Delimited::no;
    std::string delimiter = "|";
    bool tints = false;  // colours, unless delimited
};

/// What name%0 means: the column's own width, or in sacct none at all.
enum class ZeroWidth : std::uint8_t { own, hidden };

template <class C>
Field default_field(std::span<const C> columns, std::size_t index) {
    return {index, columns[index].width, columns[index].side};
}

/// The first column whose name begins so, in any case; columns.size() if there is none.
template <class C>
std::size_t find_name_start(std::span<const C> columns, std::string_view start) {
    std::size_t i = 0;
    while (i < columns.size() && !equal_ignoring_case(start, columns[i].name.substr(0, start.size()))) ++i;
    return start.empty() ? columns.size() : i;
}

/// name[%[-]width],…: names in any case, as far as one cares to type them; a minus justifies to the left, ALL is every
/// column; %0 by `zero`. A given width justifies to the right even where the column's own does not, as sacct has it.
/// Error: Errc::usage, `Invalid field requested: "NAME"`.
template <class C>
Result<std::vector<Field>> parse_fields(std::string_view text, std::span<const C> columns, ZeroWidth zero = ZeroWidth::own) {
    std::vector<Field> fields;
    for (const FieldText& each : split_fields(text)) {
        if (names_all(each.name)) {
            for (std::size_t i = 0; i < columns.size(); ++i) fields.push_back(default_field(columns, i));
            continue;
        }
        const std::size_t index = find_name_start(columns, each.name);
        if (index == columns.size())
            return fail(Errc::usage, "Invalid field requested: \"" + std::string(each.name) + "\"");
        Field field = default_field(columns, index);
        if (each.width != 0) {
            field.width = each.width;
            field.side = each.side;
        }
        field.hidden = zero == ZeroWidth::hidden && each.sized && each.width == 0;
        fields.push_back(field);
    }
    return fields;
}

template <class C>
class FieldTable {
  public:
    using Row = typename C::Row;
    using Context = typename C::Context;

    FieldTable(std::span<const C> columns, std::vector<Field> fields, FieldStyle style)
        : columns_(columns), fields_(std::move(fields)), style_(std::move(style)) {}

    /// The names, and below them the dashes unless delimited.
    void put_header(std::string& out) const {
        put_line(out, [](const C& column, const Field&) { return std::string(column.header); }, false);
        if (style_.delimited == Delimited::no)
            put_line(out, [](const C&, const Field& field) { return std::string(field.width, '-'); }, false);
    }
    void put_row(std::string& out, const Row& row, const Context& context) const {
        put_line(out, [&](const C& column, const Field&) { return column.value(row, context); }, true);
    }

  private:
    template <class Text>
    void put_line(std::string& out, Text text, bool marked) const {
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const Field& field = fields_[i];
            const C& column = columns_[field.column];
            if (field.hidden && style_.delimited == Delimited::no) {
                out.push_back(' ');
                continue;
            }
            const std::string value = text(column, field);
            if (style_.delimited == Delimited::no) {
                // A header that is too wide just ends; only a value tells that something is missing.
                const std::string_view tint = style_.tints && marked && column.tint ? column.tint(value) : std::string_view{};
                out.append(tint);
                if (marked) put_marked_cell(out, value, field.width, field.side, column.fit);
                else put_cell(out, value, field.width, field.side, Fit::cut);
                if (!tint.empty()) out.append(tint_end);
                out.push_back(' ');
            } else {
                out.append(value);
                if (style_.delimited == Delimited::trailing || i + 1 < fields_.size()) out.append(style_.delimiter);
            }
        }
        out.push_back('\n');
    }

    std::span<const C> columns_;
    std::vector<Field> fields_;
    FieldStyle style_;
};

}  // namespace ms::table
