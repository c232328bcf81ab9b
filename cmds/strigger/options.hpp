// SPDX-License-Identifier: MIT
// What strigger was told.
#pragma once

#include <span>

#include "libms/options/options.hpp"

namespace ms::cmds::strigger {

struct Settings {
    bool set = false, get = false, clear = false;
    bool no_header = false;
    bool help = false, usage = false, version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::strigger
