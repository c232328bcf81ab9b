// SPDX-License-Identifier: MIT
#include "libms/client/attendant.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libms/base/descriptor_passing.hpp"

namespace ms::client {
namespace {

constexpr std::size_t bytes_with_descriptors = 1024;

}  // namespace

Result<Attendant> Attendant::connect(const std::string& spool_dir) {
    const std::string what = "the job's shepherd in " + spool_dir;
    // By the directory's descriptor, since a socket's name is short and a spool's may not be.
    const Fd directory(::open(spool_dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return fail_errno(what);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::snprintf(name.sun_path, sizeof name.sun_path, "/proc/self/fd/%d/%s", directory.get(), attendance_socket);
    Fd stream(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!stream) return fail_errno(what);
    while (::connect(stream.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0)
        if (errno != EINTR) return fail_errno(what);
    return Attendant(std::move(stream));
}

Result<void> Attendant::send_bytes(std::string_view bytes, std::span<const int> descriptors) {
    while (!bytes.empty()) {
        const auto now = descriptors.first(std::min(descriptors.size(), descriptors_at_once));
        // While descriptors are left the pieces are small, so that each has bytes to travel with.
        const bool more_follow = descriptors.size() > now.size();
        const auto piece = more_follow ? bytes.substr(0, std::min(bytes.size() / 2, bytes_with_descriptors)) : bytes;
        const ssize_t sent = send_with_descriptors(stream_.get(), piece, now, 0);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return fail_errno("the job's shepherd");
        descriptors = descriptors.subspan(now.size());
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

Fd Attendant::take_descriptor() {
    if (descriptors_.empty()) return {};
    Fd first = std::move(descriptors_.front());
    descriptors_.erase(descriptors_.begin());
    return first;
}

bool Attendant::receive() {
    char bytes[8192];
    for (;;) {
        const ssize_t size = receive_with_descriptors(stream_.get(), bytes, descriptors_, 0);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0 || inbox_.broken()) return false;
        inbox_.append({bytes, static_cast<std::size_t>(size)});
        return true;
    }
}

}  // namespace ms::client
