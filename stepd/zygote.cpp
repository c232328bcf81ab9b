// SPDX-License-Identifier: MIT
#include "stepd/zygote.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "stepd/group_root.hpp"
#include "stepd/message.hpp"
#include "stepd/shepherd.hpp"
#include "stepd/spool.hpp"

namespace stepd {
namespace {

/// What every shepherd inherits and no job may: done once here instead of in each of them.
void settle(int socket) {
    const int null = ::open("/dev/null", O_RDWR);  // closed with the rest below
    for (int fd = 0; fd < 3; ++fd) ::dup2(null, fd);
    ::close_range(static_cast<unsigned>(socket) + 1, ~0u, 0);
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    ::signal(SIGCHLD, SIG_IGN);  // shepherds are not waited for
    sigset_t all;
    sigfillset(&all);
    sigdelset(&all, SIGALRM);  // Deadline's
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::umask(spool_umask);
    if (::chdir("/") != 0) return;
}

/// The next job's stream; none when msd has gone.
ms::Fd receive_stream(int socket) {
    for (;;) {
        char byte;
        iovec data{&byte, 1};
        alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))];
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = space;
        message.msg_controllen = sizeof space;
        const ssize_t n = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return {};
        const cmsghdr* header = CMSG_FIRSTHDR(&message);
        if (!header || header->cmsg_type != SCM_RIGHTS) continue;
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
        return ms::Fd(fd);
    }
}

}  // namespace

int zygote(int socket, const std::string& group) {
    settle(socket);
    const GroupReport groups = group.empty() ? GroupReport{} : take_root(group);
    const std::string report = encode(Kind::groups, groups);
    if (!group.empty()) (void)::send(socket, report.data(), report.size(), MSG_NOSIGNAL);
    while (ms::Fd stream = receive_stream(socket)) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::close(socket);
            ::signal(SIGCHLD, SIG_DFL);
            shepherd(std::move(stream), groups.root);
            ::_exit(0);
        }
        if (pid < 0) {
            const auto why = ms::fail_errno("fork of the job's shepherd").value().message;
            (void)ms::write_all(stream.get(), encode(Kind::failed, FailedReport{why}));
        }
    }
    return 0;
}

}  // namespace stepd
