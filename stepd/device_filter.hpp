// SPDX-License-Identifier: MIT
// Device files that a control group may not open: a small program for the kernel (BPF_PROG_TYPE_CGROUP_DEVICE), which
// is asked at each open and mknod of a device. It holds for root as well, and for groups below.
#pragma once

#include <vector>

#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

/// `group`: an open directory of cgroup v2. Needs root's rights; the error is a sentence.
ms::Result<void> close_devices(int group, const std::vector<Device>& devices);

}  // namespace stepd
