// SPDX-License-Identifier: MIT
#include "stepd/events.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "libms/base/clock.hpp"

namespace stepd {
namespace {

timespec milliseconds(std::uint64_t ms) {
    return {static_cast<time_t>(ms / 1000), static_cast<long>(ms % 1000) * 1'000'000};
}

}  // namespace

ms::Fd child_events() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    return ms::Fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

void drain(int descriptor) {
    char ignored[8 * sizeof(signalfd_siginfo)];
    while (::read(descriptor, ignored, sizeof ignored) > 0) {
    }
}

ms::Fd new_timer() { return ms::Fd(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)); }

ms::Fd timer_every(std::uint32_t interval_ms) {
    ms::Fd timer = new_timer();
    const itimerspec spec{milliseconds(interval_ms), milliseconds(interval_ms)};
    ::timerfd_settime(timer.get(), 0, &spec, nullptr);
    return timer;
}

std::uint64_t milliseconds_until(ms::Time instant) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(instant - ms::now()).count();
    return left > 0 ? static_cast<std::uint64_t>(left) : 0;
}

void set_timer(const ms::Fd& timer, std::uint64_t in_ms) {
    const itimerspec spec{{}, milliseconds(std::max<std::uint64_t>(in_ms, 1))};  // 0 would stop it
    ::timerfd_settime(timer.get(), 0, &spec, nullptr);
}

}  // namespace stepd
