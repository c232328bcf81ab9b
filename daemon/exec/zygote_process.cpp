// SPDX-License-Identifier: MIT
#include "daemon/exec/zygote_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace msd::exec {
namespace {

/// A zygote that has not looked at its queue for so long is stuck.
constexpr timeval send_timeout{5, 0};

/// posix_spawn of `program` with `socket` as descriptor 3, in a session of its own, with fresh signals and no
/// environment. Returns an errno.
int spawn(const std::string& program, int socket, pid_t& pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, 3);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    char name[] = "msstepd";
    char* argv[] = {name, nullptr};
    char* envp[] = {nullptr};
    const int error = ::posix_spawn(&pid, program.c_str(), &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

}  // namespace

Result<void> ZygoteProcess::start() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno("socketpair");
    Fd ours(ends[0]);
    const Fd theirs(ends[1]);
    ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDTIMEO, &send_timeout, sizeof send_timeout);
    if (const int error = spawn(program_, theirs.get(), pid_); error != 0) {
        pid_ = 0;
        return fail(Errc::system, "starting " + program_ + ": " + std::strerror(error));
    }
    socket_ = std::move(ours);
    return {};
}

void ZygoteProcess::stop() {
    socket_.reset();
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);  // it holds nothing: shepherds are processes of their own
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

bool ZygoteProcess::send(int stream) const {
    char byte = 'J';
    iovec data{&byte, 1};
    alignas(cmsghdr) char space[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = space;
    message.msg_controllen = sizeof space;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &stream, sizeof stream);
    ssize_t n;
    do n = ::sendmsg(socket_.get(), &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

Result<void> ZygoteProcess::hand_over(int stream) {
    if (socket_ && send(stream)) return {};
    stop();
    MS_TRY(start());
    if (send(stream)) return {};
    return fail_errno("handing a job to " + program_);
}

}  // namespace msd::exec
