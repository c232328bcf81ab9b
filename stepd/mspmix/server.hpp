// SPDX-License-Identifier: MIT
// libpmix as the server of one step's tasks. All tasks are on this machine, whatever nodes they have been given, and are
// told so: they find each other by shared memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/base/result.hpp"
#include "stepd/pmix_protocol.hpp"

namespace mspmix {

/// The step as libpmix knows it.
struct Step {
    std::string name;         // its name space: "slurm.pmix.12.0"
    std::uint32_t tasks = 0;
    std::string directory;    // for sockets and what tasks share; this process removes it
};

/// Serve the step, in threads of libpmix, until the process ends. What happens is told on `stream`.
/// Returns what each task needs in its environment.
ms::Result<stepd::pmix::Ready> serve(const Step& step, int stream);

/// The tasks are gone: files that they have asked to be removed then (Open MPI's in /dev/shm) are.
void forget(const Step& step);

}  // namespace mspmix
