// SPDX-License-Identifier: MIT
#include "stepd/visitor.hpp"

#include <cerrno>
#include <sys/socket.h>

#include "libms/base/descriptor_passing.hpp"

namespace stepd {

std::optional<Visitor> Visitor::accept(int listening) {
    ms::Fd stream(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
    ucred peer{};
    socklen_t size = sizeof peer;
    if (!stream || ::getsockopt(stream.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return Visitor(std::move(stream), peer.uid);
}

bool Visitor::receive() {
    char bytes[16384];
    for (;;) {
        const ssize_t size = ms::receive_with_descriptors(stream_.get(), bytes, descriptors_, MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) return errno == EAGAIN;
        if (size == 0) return false;
        inbox_.append({bytes, static_cast<std::size_t>(size)});
        return !inbox_.broken();
    }
}

void Visitor::pass_on(Attendance kind, ms::Fd descriptor) {
    if (outgoing_.size() >= ms::descriptors_at_once) return;
    outgoing_.push_back(std::move(descriptor));
    send(kind, ms::protocol::Empty{});
}

void Visitor::flush() {
    while (!outbox_.empty()) {
        // Descriptors may come before the message they belong to, never behind it.
        std::vector<int> passed;
        for (const ms::Fd& fd : outgoing_)
            if (passed.size() < ms::descriptors_at_once) passed.push_back(fd.get());
        const ssize_t size = ms::send_with_descriptors(stream_.get(), outbox_, passed, MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno != EAGAIN) {  // nobody will read it; receive() tells the end
            outbox_.clear();
            outgoing_.clear();
        }
        if (size < 0) return;
        outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(passed.size()));
        outbox_.erase(0, static_cast<std::size_t>(size));
    }
}

}  // namespace stepd
