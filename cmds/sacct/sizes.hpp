// SPDX-License-Identifier: MIT
// Sizes under --units and --noconvert.
#pragma once

#include <cstdint>
#include <string>

#include "cmds/sacct/line.hpp"
#include "cmds/shared/usage_text.hpp"

namespace ms::cmds::sacct {

inline std::string size_text(std::uint64_t value, char unit, const View& view) {
    return cmds::size_text(value, unit, {view.unit, view.raw_units});
}

}  // namespace ms::cmds::sacct
