// SPDX-License-Identifier: MIT
// A column of a listing: one row of a command's column table gives its names, its header, its value and its help.
//
// Row is what a line shows (a job, a group of nodes), Context what all lines share (the clock's reading, the units).
// A command that must know more of its columns derives from Column; Table and FieldTable take any such type.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "libms/table/tint.hpp"

namespace ms::table {

enum class Side : std::uint8_t { left, right };

/// What happens to a value that is wider than its column.
enum class Fit : std::uint8_t {
    cut,   // it loses its end
    mark,  // it loses its end but for the star behind it
    keep,  // on the right it pushes the line along (times, node lists); on the left it is cut all the same
};

template <class RowType, class ContextType>
struct Column {
    using Row = RowType;
    using Context = ContextType;

    std::string_view name;    // for -O and --format; matched in any case
    char letter = 0;          // for -o; 0 = none
    std::string_view header;
    std::string (*value)(const Row&, const Context&) = nullptr;
    std::string_view meaning = {};  // for help and the manual page; empty = another spelling, left out of them
    Fit fit = Fit::cut;
    std::uint16_t width = 20;       // where none is given: the long form's and sacct's
    Side side = Side::left;         // sacct's; the other forms say it in the format
    Tint tint = nullptr;            // its colour at a terminal where that is asked for
};

/// The same column, coloured as a state is.
template <class C>
constexpr C of_states(C column) {
    column.tint = state_tint;
    return column;
}

}  // namespace ms::table
