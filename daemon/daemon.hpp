// SPDX-License-Identifier: MIT
// msd from its arguments to its end: the one place where the parts are put together.
#pragma once

#include "daemon/config/arguments.hpp"
#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace msd {

using ReadClock = ms::Time (*)();

/// Returns when the daemon has been told to end, or at once when another one serves this state directory already.
/// An error is why it could not start; nothing has been reported yet then.
ms::Result<void> run(const config::Arguments& arguments, ReadClock clock);

}  // namespace msd
