// SPDX-License-Identifier: MIT
// What people see who look at a terminal, and no pipe ever gets: a line that tells how long something waits, and
// listings that are drawn over the last one. And what it takes to read one.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <termios.h>

#include "cmds/shared/event_loop.hpp"

namespace ms::cmds {

/// A terminal that knows cursor movements: not TERM=dumb.
bool is_terminal(FILE* stream);

/// It is one, and MS_COLOR asks for colours there (set, but not to 0, no or never), and NO_COLOR does not forbid them.
bool wants_colours(FILE* stream);

/// In the background a terminal's input belongs to others, and to read it would stop us.
bool may_read(int fd);

/// Every key goes through as it is while this lives; then the terminal is as it was, whatever happens.
class RawTerminal {
  public:
    explicit RawTerminal(int terminal);
    ~RawTerminal();
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

  private:
    int terminal_;
    termios before_{};
    bool changed_ = false;
};

/// A line on stderr that counts the seconds while it lives, when stderr is a terminal; else nothing.
/// "sbatch: waiting for job 12 … 1:05"
class WaitLine {
  public:
    WaitLine(FILE* stream, EventLoop& loop, std::string text);
    ~WaitLine();
    WaitLine(const WaitLine&) = delete;
    WaitLine& operator=(const WaitLine&) = delete;

    /// Out of the way of another message; it comes back with the next second.
    void clear();

  private:
    void wait_a_second();
    void draw();

    FILE* stream_;
    EventLoop& loop_;
    std::string text_;
    long seconds_ = 0;
    int timer_ = 0;
    bool shown_ = false;
    bool on_terminal_;
};

/// The bytes that draw `text` over what the screen shows, in one piece and without a blank moment. Lines beyond the
/// `rows` there are give way to a last one that tells how many; 0 rows = no limit.
std::string screen_frame(std::string_view text, std::size_t rows);
/// Lines of the terminal; 0 if it does not tell.
std::size_t terminal_rows(FILE* stream);

}  // namespace ms::cmds
