// SPDX-License-Identifier: MIT
#include "stepd/write_or_drop.hpp"

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "stepd/deadline.hpp"

namespace stepd {
namespace {

/// O_NONBLOCK belongs to the open file, which the job has too: here it is opened once more.
ms::Fd open_without_waiting(int fd) {
    return ms::Fd(::open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
}

ssize_t write_some(int fd, bool is_socket, std::string_view text) {
    return is_socket ? ::send(fd, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL) : ::write(fd, text.data(), text.size());
}

}  // namespace

void write_or_drop(int fd, std::string_view text, std::chrono::milliseconds patience) {
    const Deadline deadline;
    struct stat file {};
    if (::fstat(fd, &file) != 0) return;
    if (S_ISREG(file.st_mode)) return (void)ms::write_all(fd, text);
    const bool is_socket = S_ISSOCK(file.st_mode);
    const ms::Fd own = is_socket ? ms::Fd() : open_without_waiting(fd);
    const int to = is_socket ? fd : own.get();
    while (!text.empty()) {
        const ssize_t written = write_some(to, is_socket, text);
        if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
        if (written > 0 || (written < 0 && errno == EINTR)) continue;
        pollfd room{to, POLLOUT, 0};
        if (errno != EAGAIN || ::poll(&room, 1, static_cast<int>(patience.count())) != 1) return;
    }
}

}  // namespace stepd
