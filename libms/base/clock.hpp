// SPDX-License-Identifier: MIT
// Time is an argument. now() is called here (commands) and in the daemon's loop, nowhere else.
#pragma once

#include "libms/base/units.hpp"

namespace ms {

/// The wall clock now, to the microsecond.
Time now();

}  // namespace ms
