// SPDX-License-Identifier: MIT
// For long work that nobody is to notice.
#pragma once

namespace ms {

/// From now on the calling thread leaves the processor to all that want it: it gets about a tenth of it beside others
/// (nice 10), and who wakes up takes it from it at once (a long slice, which kernels before 6.12 do not know). For good:
/// only root could take it back.
void give_way();

}  // namespace ms
