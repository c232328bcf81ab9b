// SPDX-License-Identifier: MIT
// What a shepherd waits for beside its streams: children that end, and instants. All descriptors are close-on-exec and
// non-blocking.
#pragma once

#include <cstdint>

#include "libms/base/fd.hpp"
#include "libms/base/units.hpp"

namespace stepd {

/// Readable when a child has ended. SIGCHLD must be blocked.
ms::Fd child_events();
/// Take what is readable of it, so that only news wakes.
void drain(int descriptor);

/// A timer that is set again and again, every `interval_ms`.
ms::Fd timer_every(std::uint32_t interval_ms);
/// A timer that is not set yet.
ms::Fd new_timer();
/// 0 when that has passed.
std::uint64_t milliseconds_until(ms::Time instant);
void set_timer(const ms::Fd& timer, std::uint64_t in_ms);

}  // namespace stepd
