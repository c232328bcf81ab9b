// SPDX-License-Identifier: MIT
// A file descriptor that closes itself, and the few whole-buffer operations everything needs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "libms/base/result.hpp"

namespace ms {

class Fd {
  public:
    Fd() = default;
    explicit Fd(int fd) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }
    ~Fd() { reset(); }

    int get() const { return fd_; }
    int release() { return std::exchange(fd_, -1); }
    void reset();
    explicit operator bool() const { return fd_ >= 0; }

  private:
    int fd_ = -1;
};

/// Error{Errc::system} whose message is "what: strerror(errno)".
Failure fail_errno(std::string_view what);

/// Write all of it, through EINTR and short writes. Never raises SIGPIPE on sockets.
Result<void> write_all(int fd, std::string_view bytes);
/// Read exactly `size` bytes; false when the peer closed before the first one, an error when in the middle.
Result<bool> read_exact(int fd, char* to, std::size_t size);
/// A whole regular file or pipe; refuses more than `limit` bytes.
Result<std::string> read_to_end(int fd, std::size_t limit);
Result<std::string> read_file(const std::string& path, std::size_t limit = 64u << 20);

}  // namespace ms
