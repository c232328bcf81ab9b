// SPDX-License-Identifier: MIT
#include "libms/base/give_way.hpp"

#include <cstdint>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace ms {
namespace {

constexpr int niceness = 10;
constexpr std::uint64_t slice_ns = 100'000'000;

/// sched_setattr(2), for which the C library has no function; its first version.
struct SchedulingAttributes {
    std::uint32_t size = sizeof(SchedulingAttributes);
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 0;
    std::int32_t nice = niceness;
    std::uint32_t priority = 0;
    std::uint64_t runtime = slice_ns;
    std::uint64_t deadline = 0;
    std::uint64_t period = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);

}  // namespace

void give_way() {
    const SchedulingAttributes attributes;
    if (::syscall(SYS_sched_setattr, 0, &attributes, 0u) != 0) (void)::setpriority(PRIO_PROCESS, 0, niceness);
}

}  // namespace ms
