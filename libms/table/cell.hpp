// SPDX-License-Identifier: MIT
// One value in its place on a line.
#pragma once

#include <string>
#include <string_view>

#include "libms/table/column.hpp"

namespace ms::table {

/// Append `value` in `width` characters (0 = as wide as it is), as squeue and sinfo do.
void put_cell(std::string& out, std::string_view value, unsigned width, Side side, Fit fit);

/// The same as sacct does: a value cut short ends in '+'; Fit::keep never cuts.
void put_marked_cell(std::string& out, std::string_view value, unsigned width, Side side, Fit fit);

}  // namespace ms::table
