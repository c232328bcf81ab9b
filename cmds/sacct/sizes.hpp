// SPDX-License-Identifier: MIT
// Sizes under --units and --noconvert.
#pragma once

#include <cstdint>
#include <string>

#include "cmds/sacct/line.hpp"
#include "libms/text/size.hpp"

namespace ms::cmds::sacct {

/// `unit` is what the value counts: 'M' for memory asked for, 'B' for what was measured.
inline std::string size_text(std::uint64_t value, char unit, const View& view) {
    if (view.raw_units) return text::format_size_raw(value, unit);
    if (view.unit) return text::format_size_in(value, unit, view.unit);
    return text::format_size(value, unit);
}

}  // namespace ms::cmds::sacct
