// SPDX-License-Identifier: MIT
#include "cmds/srun/pty.hpp"

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ms::cmds::srun {

Pty::Raw::Raw(int terminal) : terminal_(terminal) {
    if (tcgetattr(terminal, &before_) != 0) return;
    termios raw = before_;
    cfmakeraw(&raw);
    changed_ = tcsetattr(terminal, TCSADRAIN, &raw) == 0;
}

Pty::Raw::~Raw() {
    if (changed_) tcsetattr(terminal_, TCSADRAIN, &before_);
}

Result<Pty> Pty::open() {
    Pty pty;
    winsize size{};
    termios settings{};
    pty.terminal_ = STDIN_FILENO;
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

void Pty::start(EventLoop& loop) {
    slave_.reset();
    raw_ = std::make_unique<Raw>(terminal_);
    const auto copy_of_master = [this] { return Fd(fcntl(master_.get(), F_DUPFD_CLOEXEC, 0)); };
    output_ = std::make_unique<OutputCopy>(copy_of_master(), STDOUT_FILENO, OutputCopy::Way{});
    output_->start(loop);
    std::vector<Fd> keyboard;
    keyboard.push_back(copy_of_master());
    input_ = std::make_unique<InputCopy>(terminal_, std::move(keyboard));
    input_->start(loop);
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
