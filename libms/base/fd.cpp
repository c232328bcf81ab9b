// SPDX-License-Identifier: MIT
#include "libms/base/fd.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ms {

void Fd::reset() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

Failure fail_errno(std::string_view what) {
    const int error = errno;
    return fail(Errc::system, std::string(what) + ": " + std::strerror(error));
}

Result<void> write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == ENOTSOCK) n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0) {
            if (errno == EINTR) continue;
            return fail_errno("write");
        }
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

Result<bool> read_exact(int fd, char* to, std::size_t size) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t n = ::read(fd, to + done, size - done);
        if (n < 0) {
            if (errno == EINTR) continue;
            return fail_errno("read");
        }
        if (n == 0) {
            if (done == 0) return false;
            return fail(Errc::protocol, "the connection closed in the middle of a message");
        }
        done += static_cast<std::size_t>(n);
    }
    return true;
}

Result<std::string> read_to_end(int fd, std::size_t limit) {
    std::string out;
    char buffer[65536];
    for (;;) {
        const ssize_t n = ::read(fd, buffer, sizeof buffer);
        if (n < 0) {
            if (errno == EINTR) continue;
            return fail_errno("read");
        }
        if (n == 0) return out;
        out.append(buffer, static_cast<std::size_t>(n));
        if (out.size() > limit) return fail(Errc::generic, "more than " + std::to_string(limit) + " bytes");
    }
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
    Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return fail_errno(path);
    auto text = read_to_end(fd.get(), limit);
    if (!text) return context(path, text.error());
    return text;
}

}  // namespace ms
