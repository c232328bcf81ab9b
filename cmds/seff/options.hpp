// SPDX-License-Identifier: MIT
// What seff is asked for.
#pragma once

#include <span>

#include "libms/options/options.hpp"

namespace ms::cmds::seff {

struct Settings {
    bool help = false;
    bool version = false;
    bool raw = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::seff
