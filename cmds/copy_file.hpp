// SPDX-License-Identifier: MIT
// A copy of a file on the nodes of a job, which are all this machine: for sbcast and srun --bcast.
#pragma once

#include <string>

#include "libms/base/result.hpp"

namespace ms::cmds {

struct CopyWishes {
    bool replace = false;   // what is there already
    bool preserve = false;  // times and the full mode
};

/// The copy has the mode of the original. Error: strerror's text of what stands in the way.
Result<void> copy_file(const std::string& from, const std::string& to, CopyWishes wishes);

}  // namespace ms::cmds
