// SPDX-License-Identifier: MIT
// What sbcast was told.
#pragma once

#include <span>
#include <string>

#include "cmds/shared/broadcast.hpp"
#include "cmds/shared/copy_file.hpp"
#include "libms/base/units.hpp"
#include "libms/options/options.hpp"

namespace ms::cmds::sbcast {

struct Settings {
    std::string job;  // as given; empty: none
    CopyWishes wishes;
    bool send_libraries = false;
    std::string library_exclusions{system_libraries};
    bool no_allocation = false;
    std::vector<std::string> complaints;  // of what is ignored
    bool bad_size = false;
    int verbose = 0;
    bool help = false, usage = false, version = false;
};

std::span<const options::Option<Settings>> option_table();

}  // namespace ms::cmds::sbcast
