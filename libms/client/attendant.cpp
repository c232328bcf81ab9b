// SPDX-License-Identifier: MIT
#include "libms/client/attendant.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

namespace ms::client {
namespace {

constexpr std::size_t descriptors_at_once = 250;  // the kernel takes up to 253 in one message
constexpr std::size_t bytes_with_descriptors = 1024;

/// One sendmsg; how many bytes went.
ssize_t send_some(int stream, std::string_view bytes, std::span<const int> descriptors) {
    iovec data{const_cast<char*>(bytes.data()), bytes.size()};
    std::vector<char> space(CMSG_SPACE(descriptors.size_bytes()));
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    if (!descriptors.empty()) {
        message.msg_control = space.data();
        message.msg_controllen = space.size();
        cmsghdr* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
    }
    return ::sendmsg(stream, &message, MSG_NOSIGNAL);
}

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
        const ssize_t sent = send_some(stream_.get(), piece, now);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return fail_errno("the job's shepherd");
        descriptors = descriptors.subspan(now.size());
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
}

bool Attendant::receive() {
    char bytes[8192];
    for (;;) {
        const ssize_t size = ::recv(stream_.get(), bytes, sizeof bytes, 0);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0 || inbox_.broken()) return false;
        inbox_.append({bytes, static_cast<std::size_t>(size)});
        return true;
    }
}

}  // namespace ms::client
