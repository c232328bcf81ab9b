// SPDX-License-Identifier: MIT
#include "cmds/sattach/followed_file.hpp"

#include <array>
#include <string>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ms::cmds::sattach {
namespace {

constexpr std::size_t past_lines = 128;  // as many as of what srun carries
constexpr std::size_t piece = 64u << 10;  // bytes

std::uint64_t size_of(int file) {
    struct stat info {};
    return fstat(file, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

/// Where the last lines begin, at most one piece before the end.
std::uint64_t last_lines(int file, std::uint64_t begin) {
    const std::uint64_t size = size_of(file);
    if (size <= begin) return begin;
    const std::uint64_t from = size - begin > piece ? size - piece : begin;
    std::array<char, piece> bytes;
    const ssize_t got = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(from));
    if (got <= 0) return size;
    const std::string_view tail(bytes.data(), static_cast<std::size_t>(got));
    std::size_t lines = 0;
    for (std::size_t at = tail.size(); at > 0; --at)
        if (tail[at - 1] == '\n' && at != tail.size() && ++lines == past_lines) return from + at;
    return from;
}

}  // namespace

FollowedFile::FollowedFile(Fd file, std::uint64_t begin, Reader reader)
    : file_(std::move(file)), at_(last_lines(file_.get(), begin)), reader_(std::move(reader)) {}

Result<void> FollowedFile::start(EventLoop& loop) {
    changes_ = Fd(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    const std::string name = "/proc/self/fd/" + std::to_string(file_.get());
    if (!changes_ || inotify_add_watch(changes_.get(), name.c_str(), IN_MODIFY) < 0) return fail_errno("inotify");
    loop.when_readable(changes_.get(), [this] {
        std::array<char, 4096> events;
        while (::read(changes_.get(), events.data(), events.size()) > 0) {}
        read_on();
    });
    read_on();
    return {};
}

void FollowedFile::finish(EventLoop& loop) {
    loop.forget(changes_.get());
    read_on();
}

void FollowedFile::read_on() {
    if (size_of(file_.get()) < at_) at_ = 0;  // it was emptied
    std::array<char, piece> bytes;
    for (;;) {
        const ssize_t got = ::pread(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(at_));
        if (got <= 0) return;
        at_ += static_cast<std::uint64_t>(got);
        reader_({bytes.data(), static_cast<std::size_t>(got)});
    }
}

}  // namespace ms::cmds::sattach
