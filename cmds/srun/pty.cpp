// SPDX-License-Identifier: MIT
#include "cmds/srun/pty.hpp"

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ms::cmds::srun {

Result<Pty> Pty::open(int terminal) {
    Pty pty;
    winsize size{};
    termios settings{};
    pty.terminal_ = terminal;
    if (tcgetattr(pty.terminal_, &settings) != 0 || ioctl(pty.terminal_, TIOCGWINSZ, &size) != 0)
        return fail_errno("ioctl(TIOCGWINSZ)");
    int master = -1, slave = -1;
    if (openpty(&master, &slave, nullptr, &settings, &size) != 0) return fail_errno("openpty");
    pty.master_ = Fd(master);
    pty.slave_ = Fd(slave);
    fcntl(master, F_SETFD, FD_CLOEXEC);
    fcntl(slave, F_SETFD, FD_CLOEXEC);
    pty.rows_ = size.ws_row;
    pty.columns_ = size.ws_col;
    return pty;
}

void Pty::start(EventLoop& loop, Viewers& viewers) {
    slave_.reset();
    raw_ = std::make_unique<RawTerminal>(terminal_);
    const auto copy_of_master = [this] { return Fd(fcntl(master_.get(), F_DUPFD_CLOEXEC, 0)); };
    const int screen = terminal_ == STDIN_FILENO ? STDOUT_FILENO : terminal_;
    output_ = std::make_unique<OutputCopy>(copy_of_master(), screen, OutputCopy::Way{{}, false, viewers.carry(0, false)});
    output_->start(loop);
    std::vector<Fd> keyboard;
    keyboard.push_back(copy_of_master());
    input_ = std::make_unique<InputCopy>(terminal_, std::move(keyboard));
    input_->start(loop);
    viewers.give_input(*input_, {0});
    viewers.tell_of_terminal();
}

void Pty::resize() {
    winsize size{};
    if (ioctl(terminal_, TIOCGWINSZ, &size) == 0) ioctl(master_.get(), TIOCSWINSZ, &size);
}

void Pty::finish(EventLoop& loop) {
    if (output_) output_->finish(loop);
    raw_.reset();
}

}  // namespace ms::cmds::srun
