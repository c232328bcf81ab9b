// SPDX-License-Identifier: MIT
#include "libms/base/clock.hpp"

namespace ms {

Time now() { return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()); }

}  // namespace ms
