// SPDX-License-Identifier: MIT
// What sattach was told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "libms/options/options.hpp"

namespace ms::cmds::sattach {

struct Settings {
    bool layout = false;
    bool label = false;
    bool pty = false;
    // of one task alone
    std::optional<std::uint32_t> input, output, error;
    int verbose = 0;
    bool help = false, usage = false, version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::sattach
