// SPDX-License-Identifier: MIT
#include "libms/base/descriptor_passing.hpp"

#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>

namespace ms {
namespace {

constexpr std::size_t most_descriptors = 253;  // the kernel's limit for one message

void keep_descriptors(msghdr& message, std::vector<Fd>& to) {
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
            to.emplace_back(fd);
        }
    }
}

}  // namespace

ssize_t send_with_descriptors(int stream, std::string_view bytes, std::span<const int> descriptors, int flags) {
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
    return ::sendmsg(stream, &message, MSG_NOSIGNAL | flags);
}

ssize_t receive_with_descriptors(int stream, std::span<char> bytes, std::vector<Fd>& to, int flags) {
    alignas(cmsghdr) char space[CMSG_SPACE(most_descriptors * sizeof(int))];
    iovec data{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    const ssize_t size = ::recvmsg(stream, &message, MSG_CMSG_CLOEXEC | flags);
    if (size >= 0) keep_descriptors(message, to);
    return size;
}

}  // namespace ms
