// SPDX-License-Identifier: MIT
#include "cmds/shared/event_loop.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace ms::cmds {

void EventLoop::when_readable(int fd, Action action) { watch(fd, POLLIN, std::move(action)); }
void EventLoop::when_writable(int fd, Action action) { watch(fd, POLLOUT, std::move(action)); }

void EventLoop::watch(int fd, short events, Action action) {
    forget(fd);
    watched_.push_back({fd, events, std::move(action)});
}

void EventLoop::forget(int fd) {
    std::erase_if(watched_, [fd](const Watched& each) { return each.fd == fd; });
}

int EventLoop::after(std::chrono::milliseconds time, Action action) {
    constexpr std::chrono::milliseconds least{1};  // 0 would never come
    const auto wait = std::max(time, least);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait);
    itimerspec spec{};
    spec.it_value.tv_sec = seconds.count();
    spec.it_value.tv_nsec = std::chrono::nanoseconds(wait - seconds).count();
    Fd timer(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    const int fd = timer.get();
    if (fd < 0 || timerfd_settime(fd, 0, &spec, nullptr) != 0) return -1;
    timers_.push_back(std::move(timer));
    when_readable(fd, [this, fd, then = std::move(action)] {
        const Action kept = then;  // cancel() destroys what is running
        cancel(fd);
        kept();
    });
    return fd;
}

void EventLoop::cancel(int timer) {
    if (timer < 0) return;
    forget(timer);
    std::erase_if(timers_, [timer](const Fd& each) { return each.get() == timer; });
}

void EventLoop::turn() {
    std::vector<pollfd> polled;
    for (const Watched& each : watched_) polled.push_back({each.fd, each.events, 0});
    if (::poll(polled.data(), polled.size(), -1) <= 0) return;
    for (const pollfd& ready : polled) {
        if (!ready.revents) continue;
        const auto still = std::find_if(watched_.begin(), watched_.end(), [&](const Watched& each) {
            return each.fd == ready.fd && each.events == ready.events;
        });
        if (still == watched_.end()) continue;
        const Action action = still->action;
        action();
    }
}

SignalWatch::SignalWatch(std::initializer_list<int> signals) {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : signals) sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, &before_);
    fd_ = Fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

SignalWatch::~SignalWatch() {
    while (next()) {}  // what has come and was not asked for is not to kill us now
    sigprocmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> SignalWatch::next() {
    signalfd_siginfo info;
    if (::read(fd_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
    return static_cast<int>(info.ssi_signo);
}

void SignalWatch::restore_in_child() const {
    std::signal(SIGPIPE, SIG_DFL);  // ignored by run_main
    sigprocmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace ms::cmds
