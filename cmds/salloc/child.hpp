// SPDX-License-Identifier: MIT
// The shell or command of an allocation: a job of the terminal, as a shell would run it.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "cmds/shared/event_loop.hpp"

namespace ms::cmds::salloc {

class Child {
  public:
    /// `signals` gives the child the signal mask it would have without us.
    explicit Child(const SignalWatch& signals);
    /// The terminal is ours again.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// In a process group of its own, in the foreground where there is a terminal. Error: there is no such program.
    Result<void> start(const std::vector<std::string>& words, const std::vector<std::string>& environment,
                       const std::string& directory);
    /// Look after it when SIGCHLD has come: the wait status if it has ended. When it has been stopped, so are we, and
    /// both go on together.
    std::optional<int> attend();
    void signal(int number) const;
    bool has_terminal() const { return terminal_ >= 0; }

  private:
    void take_terminal_back() const;

    const SignalWatch& signals_;
    int terminal_ = -1;
    pid_t pid_ = 0;
};

/// The user's shell.
std::string login_shell();

}  // namespace ms::cmds::salloc
