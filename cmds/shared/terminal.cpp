// SPDX-License-Identifier: MIT
#include "cmds/shared/terminal.hpp"

#include <algorithm>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

#include "libms/base/letters.hpp"
#include "libms/table/format.hpp"
#include "libms/text/duration.hpp"

namespace ms::cmds {
namespace {

constexpr std::string_view to_line_start = "\r\033[K";  // and clear the line
constexpr std::string_view to_screen_start = "\033[H";
constexpr std::string_view clear_line_end = "\033[K";
constexpr std::string_view clear_below = "\033[J";

void put(FILE* stream, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

}  // namespace

bool is_terminal(FILE* stream) {
    const int fd = fileno(stream);
    const char* kind = std::getenv("TERM");
    return fd >= 0 && isatty(fd) && kind && *kind && std::string_view(kind) != "dumb";
}

bool wants_colours(FILE* stream) {
    const char* asked = std::getenv("MS_COLOR");
    const char* refused = std::getenv("NO_COLOR");
    const std::string_view word = asked ? asked : "";
    const bool wanted = !word.empty() && word != "0" && !equal_ignoring_case(word, "no") && !equal_ignoring_case(word, "never");
    return wanted && !(refused && *refused) && is_terminal(stream);
}

bool may_read(int fd) { return !isatty(fd) || tcgetpgrp(fd) == getpgrp(); }

RawTerminal::RawTerminal(int terminal) : terminal_(terminal) {
    if (tcgetattr(terminal, &before_) != 0) return;
    termios raw = before_;
    cfmakeraw(&raw);
    changed_ = tcsetattr(terminal, TCSADRAIN, &raw) == 0;
}

RawTerminal::~RawTerminal() {
    if (changed_) tcsetattr(terminal_, TCSADRAIN, &before_);
}

WaitLine::WaitLine(FILE* stream, EventLoop& loop, std::string text)
    : stream_(stream), loop_(loop), text_(std::move(text)), on_terminal_(is_terminal(stream)) {
    if (on_terminal_) wait_a_second();
}

WaitLine::~WaitLine() {
    if (!on_terminal_) return;
    loop_.cancel(timer_);
    clear();
}

void WaitLine::wait_a_second() {
    timer_ = loop_.after(std::chrono::seconds{1}, [this] {
        ++seconds_;
        draw();
        wait_a_second();
    });
}

void WaitLine::draw() {
    put(stream_, std::string(to_line_start) + text_ + " ... " + text::format_short(Seconds{seconds_}));
    shown_ = true;
}

void WaitLine::clear() {
    if (shown_) put(stream_, to_line_start);
    shown_ = false;
}

std::string screen_frame(std::string_view text, std::size_t rows) {
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    // The cursor rests below the last line, so one row stays free.
    const std::size_t most = rows > 2 ? rows - 1 : lines;
    const bool cut = lines > most;
    std::string frame(to_screen_start);
    for (std::size_t line = 0; line < (cut ? most - 1 : lines); ++line) {
        const std::size_t end = text.find('\n');
        frame.append(text.substr(0, end));
        frame.append(clear_line_end);
        frame.push_back('\n');
        text.remove_prefix(end + 1);
    }
    if (cut) {
        frame.append("... " + std::to_string(lines - most + 1) + " more lines");
        frame.append(clear_line_end);
        frame.push_back('\n');
    }
    frame.append(clear_below);
    return frame;
}

std::size_t terminal_rows(FILE* stream) {
    winsize size{};
    return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

}  // namespace ms::cmds
