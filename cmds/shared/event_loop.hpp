// SPDX-License-Identifier: MIT
// What a command waits for while a job runs: descriptors, times and signals, each with what is to be done then.
//
// One thread. Everything here may be called from within an action, also to forget what is being served.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>
#include <initializer_list>
#include <optional>
#include <vector>

#include "libms/base/fd.hpp"

namespace ms::cmds {

class EventLoop {
  public:
    using Action = std::function<void()>;

    /// Until forgotten, each turn calls `action` when `fd` can be read, or its other end is gone.
    void when_readable(int fd, Action action);
    void when_writable(int fd, Action action);
    void forget(int fd);
    /// Once, after this time. The number is for cancel().
    int after(std::chrono::milliseconds time, Action action);
    void cancel(int timer);

    /// Wait until something is ready, and serve all that is.
    void turn();

  private:
    struct Watched {
        int fd;
        short events;
        Action action;
    };
    void watch(int fd, short events, Action action);

    std::vector<Watched> watched_;
    std::vector<Fd> timers_;
};

/// While it lives these signals do nothing but wait here. One that was ignored when it began stays ignored, as for the
/// commands that a shell runs in the background.
class SignalWatch {
  public:
    explicit SignalWatch(std::initializer_list<int> signals);
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    int descriptor() const { return fd_.get(); }
    /// The next one that has come.
    std::optional<int> next();
    /// In a child, before it executes something else: as the signals were.
    void restore_in_child() const;

  private:
    sigset_t before_;
    Fd fd_;
};

}  // namespace ms::cmds
