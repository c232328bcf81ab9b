// SPDX-License-Identifier: MIT
#include "cmds/salloc/child.hpp"

#include <csignal>
#include <cstdlib>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmds/shared/program.hpp"
#include "libms/base/word_pointers.hpp"

namespace ms::cmds::salloc {
namespace {

/// A process that gives the terminal away from the background would be stopped for it.
void set_foreground(int terminal, pid_t group) {
    sigset_t stop, before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTTOU);
    sigprocmask(SIG_BLOCK, &stop, &before);
    tcsetpgrp(terminal, group);
    sigprocmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

Child::Child(const SignalWatch& signals) : signals_(signals) {
    if (!isatty(STDIN_FILENO)) return;
    terminal_ = STDIN_FILENO;
    // Started in the background: wait for the user to bring us to the front, as a shell does.
    while (tcgetpgrp(terminal_) >= 0 && tcgetpgrp(terminal_) != getpgrp()) kill(-getpgrp(), SIGTTIN);
}

Child::~Child() { take_terminal_back(); }

void Child::take_terminal_back() const {
    if (terminal_ >= 0) set_foreground(terminal_, getpgrp());
}

Result<void> Child::start(const std::vector<std::string>& words, const std::vector<std::string>& environment,
                          const std::string& directory) {
    const std::string program = find_program(words[0]);
    if (program.empty()) return fail(Errc::generic, "_fork_command: Unable to find command \"" + words[0] + "\"");
    const std::vector<char*> argv = word_pointers(words), env = word_pointers(environment);
    pid_ = fork();
    if (pid_ < 0) return fail_errno("fork");
    if (pid_ == 0) {
        setpgid(0, 0);
        if (terminal_ >= 0) set_foreground(terminal_, getpid());
        signals_.restore_in_child();
        if (chdir(directory.c_str()) == 0) execve(program.c_str(), argv.data(), env.data());
        _exit(127);
    }
    setpgid(pid_, pid_);  // here too: whoever is first
    return {};
}

std::optional<int> Child::attend() {
    int status = 0;
    if (waitpid(pid_, &status, WUNTRACED | WNOHANG) <= 0) return std::nullopt;
    if (!WIFSTOPPED(status)) return status;
    if (terminal_ < 0) return std::nullopt;
    take_terminal_back();
    kill(-getpgrp(), SIGSTOP);
    set_foreground(terminal_, pid_);
    signal(SIGCONT);
    return std::nullopt;
}

void Child::signal(int number) const {
    if (pid_ > 0) kill(-pid_, number);
}

std::string login_shell() {
    if (const char* shell = std::getenv("SHELL"); shell && *shell) return shell;
    const passwd* user = getpwuid(getuid());
    return user && *user->pw_shell ? user->pw_shell : "/bin/sh";
}

}  // namespace ms::cmds::salloc
