// SPDX-License-Identifier: MIT
#include "cmds/srun/copying.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include "cmds/shared/terminal.hpp"

namespace ms::cmds::srun {
namespace {

constexpr std::size_t piece = 64u << 10;  // bytes read at once, and a slow reader's backlog

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
    to_.finish();
    loop.forget(from_.get());
    from_.reset();
}

OutputCopy::Taken OutputCopy::take() {
    std::array<char, piece> bytes;
    const ssize_t size = ::read(from_.get(), bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) return Taken::some;
    if (size < 0 && errno == EAGAIN) return Taken::nothing;
    const bool ended = size <= 0;  // also EIO: the other side of a pseudo terminal is gone
    if (ended) to_.finish();
    else to_.put({bytes.data(), static_cast<std::size_t>(size)});
    return ended ? Taken::end : Taken::some;
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
    if (from_ < 0) return;
    if (!ended_ && !done() && has_room())
        loop.when_readable(from_, [this, &loop] { take(loop); });
    else
        loop.forget(from_);
}

bool InputCopy::done() const {
    return std::none_of(readers_.begin(), readers_.end(), [](const Reader& reader) { return bool(reader.to); });
}

bool InputCopy::has_room() const {
    return std::all_of(readers_.begin(), readers_.end(), [](const Reader& reader) { return reader.waiting.empty(); });
}

void InputCopy::put(EventLoop& loop, std::optional<std::size_t> reader, std::string_view bytes) {
    for (std::size_t i = 0; i < readers_.size(); ++i) {
        if ((reader && *reader != i) || !readers_[i].to) continue;
        readers_[i].waiting += bytes;
        push(loop, readers_[i]);
    }
    look_again(loop);
}

void InputCopy::end_all(EventLoop& loop) {
    ended_ = true;
    for (Reader& reader : readers_) push(loop, reader);
    look_again(loop);
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
            close(loop, reader);  // it reads no more
        }
    }
    if (ended_) close(loop, reader);
}

void InputCopy::close(EventLoop& loop, Reader& reader) {
    if (reader.to) loop.forget(reader.to.get());
    reader.to.reset();
    reader.waiting.clear();
}

}  // namespace ms::cmds::srun
