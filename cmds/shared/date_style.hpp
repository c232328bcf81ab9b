// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <string>

namespace ms::cmds {

/// How dates are to be shown (libms/text/date.hpp): SLURM_TIME_FORMAT, or empty.
inline std::string date_style() {
    const char* style = std::getenv("SLURM_TIME_FORMAT");
    return style ? style : "";
}

}  // namespace ms::cmds
