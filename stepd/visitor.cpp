// SPDX-License-Identifier: MIT
#include "stepd/visitor.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/uio.h>

namespace stepd {
namespace {

constexpr std::size_t most_descriptors = 253;  // the kernel's limit for one message

void keep_descriptors(const msghdr& message, std::vector<ms::Fd>& to) {
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(const_cast<msghdr*>(&message), header)) {
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

std::optional<Visitor> Visitor::accept(int listening) {
    ms::Fd stream(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
    ucred peer{};
    socklen_t size = sizeof peer;
    if (!stream || ::getsockopt(stream.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return Visitor(std::move(stream), peer.uid);
}

bool Visitor::receive() {
    char bytes[16384];
    alignas(cmsghdr) char space[CMSG_SPACE(most_descriptors * sizeof(int))];
    for (;;) {
        iovec data{bytes, sizeof bytes};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = space;
        message.msg_controllen = sizeof space;
        const ssize_t size = ::recvmsg(stream_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno == EAGAIN;
        if (size == 0) return false;
        keep_descriptors(message, descriptors_);
        inbox_.append({bytes, static_cast<std::size_t>(size)});
        return !inbox_.broken();
    }
}

void Visitor::flush() {
    while (!outbox_.empty()) {
        const ssize_t size = ::send(stream_.get(), outbox_.data(), outbox_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno != EAGAIN) outbox_.clear();  // nobody will read it; receive() tells the end
        if (size < 0) return;
        outbox_.erase(0, static_cast<std::size_t>(size));
    }
}

}  // namespace stepd
