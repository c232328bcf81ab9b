// SPDX-License-Identifier: MIT
// A copy of a file on the nodes of a job, which are all this machine: for sbcast and srun --bcast.
#pragma once

#include <string>

namespace ms::cmds {

struct CopyWishes {
    bool replace = false;   // what is there already
    bool preserve = false;  // times and the full mode
};

/// The copy has the mode of the original. 0, or the errno of what stands in the way.
int copy_file(const std::string& from, const std::string& to, CopyWishes wishes);

}  // namespace ms::cmds
