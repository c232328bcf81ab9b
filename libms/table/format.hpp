// SPDX-License-Identifier: MIT
// The format languages of the listings, before their names are looked up in a column table:
//   -o        text%[[.]width]Xtext…      a letter each; a dot justifies to the right
//   -O        name[:[.]width[suffix]],…  a name each; 20 characters wide, to the left
//   --format  name[%[-]width],…          sacct's; a minus justifies to the left
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/letters.hpp"
#include "libms/table/column.hpp"

namespace ms::table {

/// One %field of -o. Views into the text given.
struct LetterField {
    char letter = 0;  // 0 where the text ends before one
    unsigned width = 0;
    Side side = Side::left;
    std::string_view suffix;  // up to the next field
    std::string_view text;    // all of it behind the %
};
struct LetterFormat {
    std::string_view prefix;  // before the first %
    std::vector<LetterField> fields;
};
/// Any text is a format. Percent signs in a row count as one, as in Slurm: there is no escape for a literal one.
LetterFormat split_letters(std::string_view text);

/// One name of -O.
struct NameField {
    std::string_view name;
    unsigned width = 20;  // name: without a number is 0, as wide as the value
    Side side = Side::left;
    std::string_view suffix;
};
std::vector<NameField> split_names(std::string_view text);

/// One name of sacct's --format.
struct FieldText {
    std::string_view name;
    unsigned width = 0;  // 0 = the column's own
    Side side = Side::right;
    bool sized = false;  // a percent sign stands behind the name
};
std::vector<FieldText> split_fields(std::string_view text);

/// Names in four columns of that width, as sacct -e lists its fields.
std::string name_grid(const std::vector<std::string_view>& names, std::size_t width = 20);

inline bool names_all(std::string_view name) { return equal_ignoring_case(name, "all"); }

/// Index of the column, columns.size() if there is none.
template <class C>
std::size_t find_name(std::span<const C> columns, std::string_view name) {
    std::size_t i = 0;
    while (i < columns.size() && !equal_ignoring_case(columns[i].name, name)) ++i;
    return i;
}
template <class C>
std::size_t find_letter(std::span<const C> columns, char letter) {
    std::size_t i = 0;
    while (i < columns.size() && (letter == 0 || columns[i].letter != letter)) ++i;
    return i;
}

}  // namespace ms::table
