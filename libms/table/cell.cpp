// SPDX-License-Identifier: MIT
#include "libms/table/cell.hpp"

namespace ms::table {
namespace {

void put_padded(std::string& out, std::string_view value, unsigned width, Side side) {
    const std::size_t padding = value.size() < width ? width - value.size() : 0;
    if (side == Side::right) out.append(padding, ' ');
    out.append(value);
    if (side == Side::left) out.append(padding, ' ');
}

}  // namespace

void put_cell(std::string& out, std::string_view value, unsigned width, Side side, Fit fit) {
    const bool cuts = width != 0 && (side == Side::left || fit != Fit::keep);
    if (cuts && fit == Fit::mark && value.size() > width && value.back() == '*') {
        out.append(value.substr(0, width - 1));
        out.push_back('*');
        return;
    }
    put_padded(out, cuts ? value.substr(0, width) : value, width, side);
}

void put_marked_cell(std::string& out, std::string_view value, unsigned width, Side side, Fit fit) {
    if (fit == Fit::keep || value.size() <= width || width == 0) return put_padded(out, value, width, side);
    out.append(value.substr(0, width - 1));
    out.push_back('+');
}

}  // namespace ms::table
