// SPDX-License-Identifier: MIT
// What sattach was told.
#pragma once

#include <span>

#include "libms/options/options.hpp"

namespace ms::cmds::sattach {

struct Settings {
    bool layout = false;
    bool help = false, usage = false, version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::sattach
