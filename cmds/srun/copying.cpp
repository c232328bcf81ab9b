// SPDX-License-Identifier: MIT
#include "cmds/srun/copying.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ms::cmds::srun {
namespace {

constexpr std::size_t piece = 64u << 10;  // bytes read at once, and a slow reader's backlog

/// In the background a terminal's input belongs to others, and to read it would stop us.
bool may_read(int fd) { return !isatty(fd) || tcgetpgrp(fd) == getpgrp(); }

}  // namespace

void OutputCopy::start(EventLoop& loop) {
    fcntl(from_.get(), F_SETFL, O_NONBLOCK);  // a pipe's end of our own
    loop.when_readable(from_.get(), [this, &loop] {
        if (take() != Taken::end) return;
        loop.forget(from_.get());
        from_.reset();
    });
}

void OutputCopy::finish(EventLoop& loop) {
    if (!from_) return;
    while (take() == Taken::some) {}
    give_lines(true);
    loop.forget(from_.get());
    from_.reset();
}

OutputCopy::Taken OutputCopy::take() {
    std::array<char, piece> bytes;
    const ssize_t size = ::read(from_.get(), bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) return Taken::some;
    if (size < 0 && errno == EAGAIN) return Taken::nothing;
    const bool ended = size <= 0;  // also EIO: the other side of a pseudo terminal is gone
    if (!ended) waiting_.append(bytes.data(), static_cast<std::size_t>(size));
    give_lines(ended || !way_.by_lines);
    return ended ? Taken::end : Taken::some;
}

/// Write what is waiting: the whole lines, and the beginning of one too if `rest_too`.
void OutputCopy::give_lines(bool rest_too) {
    const std::size_t end = rest_too ? waiting_.size() : waiting_.rfind('\n') + 1;
    const std::string_view ready = std::string_view(waiting_).substr(0, end);
    if (way_.label.empty()) {
        give(ready);
    } else {
        std::string labelled;
        for (const char c : ready) {
            if (!in_line_) labelled += way_.label;
            labelled += c;
            in_line_ = c != '\n';
        }
        give(labelled);
    }
    waiting_.erase(0, end);
}

void OutputCopy::give(std::string_view bytes) {
    if (!broken_ && !bytes.empty()) broken_ = !write_all(to_, bytes);
}

InputCopy::InputCopy(int from, std::vector<Fd> to) : from_(from) {
    for (Fd& fd : to) {
        fcntl(fd.get(), F_SETFL, O_NONBLOCK);
        readers_.push_back({std::move(fd), {}});
    }
}

void InputCopy::start(EventLoop& loop) { look_again(loop); }

/// Read on when every reader has room; when there is none left, or no more input, there is nothing to do.
void InputCopy::look_again(EventLoop& loop) {
    const bool anybody = std::any_of(readers_.begin(), readers_.end(), [](const Reader& r) { return bool(r.to); });
    const bool room = std::all_of(readers_.begin(), readers_.end(), [](const Reader& r) { return r.waiting.empty(); });
    if (!ended_ && anybody && room)
        loop.when_readable(from_, [this, &loop] { take(loop); });
    else
        loop.forget(from_);
}

void InputCopy::take(EventLoop& loop) {
    if (!may_read(from_)) {
        constexpr std::chrono::milliseconds a_while{250};
        loop.forget(from_);
        loop.after(a_while, [this, &loop] { look_again(loop); });
        return;
    }
    std::array<char, piece> bytes;
    const ssize_t size = ::read(from_, bytes.data(), bytes.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
    ended_ = size <= 0;
    for (Reader& reader : readers_) {
        if (size > 0 && reader.to) reader.waiting.append(bytes.data(), static_cast<std::size_t>(size));
        push(loop, reader);
    }
    look_again(loop);
}

void InputCopy::push(EventLoop& loop, Reader& reader) {
    while (reader.to && !reader.waiting.empty()) {
        const ssize_t size = ::write(reader.to.get(), reader.waiting.data(), reader.waiting.size());
        if (size >= 0) {
            reader.waiting.erase(0, static_cast<std::size_t>(size));
        } else if (errno == EAGAIN) {
            loop.when_writable(reader.to.get(), [this, &loop, &reader] {
                loop.forget(reader.to.get());
                push(loop, reader);
                look_again(loop);
            });
            return;
        } else if (errno != EINTR) {
            end(loop, reader);  // it reads no more
        }
    }
    if (ended_) end(loop, reader);
}

void InputCopy::end(EventLoop& loop, Reader& reader) {
    if (reader.to) loop.forget(reader.to.get());
    reader.to.reset();
    reader.waiting.clear();
}

}  // namespace ms::cmds::srun
