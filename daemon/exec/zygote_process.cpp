// SPDX-License-Identifier: MIT
#include "daemon/exec/zygote_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/word_pointers.hpp"
#include "stepd/message.hpp"

namespace msd::exec {
namespace {

/// A zygote that has not looked at its queue for so long is stuck.
constexpr timeval send_timeout{5, 0};

/// systemd may be busy while the machine starts.
constexpr int group_patience_ms = 10'000;

/// posix_spawn of `program`, through the source's command where it has one, with `socket` as descriptor 3, in a session
/// of its own, as the `number`th one of this msd, with fresh signals and no environment but what the command needs. Returns an errno.
int spawn(const std::string& program, const GroupSource& source, unsigned number, int socket, pid_t& pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, socket, 3);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    std::vector<std::string> words = source.command;
    if (!source.name_option.empty()) words.push_back(source.name_option + std::to_string(number));
    words.push_back(words.empty() ? "msstepd" : program);
    if (!source.group.empty()) words.push_back(source.group);
    const std::string& path = source.command.empty() ? program : source.command.front();
    const int error = ::posix_spawn(&pid, path.c_str(), &actions, &attributes, ms::word_pointers(words).data(),
                                    ms::word_pointers(source.environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

}  // namespace

std::string stepd_program() {
    char path[4096];
    const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
    const std::string own = size > 0 ? std::string(path, static_cast<std::size_t>(size)) : std::string("./msd");
    return own.substr(0, own.rfind('/')) + "/msstepd";
}

/// With the first source that has a group to give; what the others met with is kept, for people to read.
Result<void> ZygoteProcess::start() {
    std::string problems;
    for (const GroupSource& source : sources_) {
        groups_ = {};
        const auto started = start(source);
        if (started && hear_groups() && !groups_.root.empty()) return {};
        const std::string why = !started ? started.error().message : groups_.problem.empty() ? "no answer" : groups_.problem;
        problems += (problems.empty() ? "" : "; ") + source.name + ": " + why;
        stop();
    }
    groups_ = {};
    groups_.problem = std::move(problems);
    return start({});
}

Result<void> ZygoteProcess::start(const GroupSource& source) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno("socketpair");
    Fd ours(ends[0]);
    const Fd theirs(ends[1]);
    ::setsockopt(ours.get(), SOL_SOCKET, SO_SNDTIMEO, &send_timeout, sizeof send_timeout);
    if (const int error = spawn(program_, source, ++starts_, theirs.get(), pid_); error != 0) {
        pid_ = 0;
        return fail(Errc::system, "starting " + program_ + ": " + std::strerror(error));
    }
    socket_ = std::move(ours);
    return {};
}

/// The zygote's first word. False: it has ended, or says nothing.
bool ZygoteProcess::hear_groups() {
    pollfd waiting{socket_.get(), POLLIN, 0};
    if (::poll(&waiting, 1, group_patience_ms) <= 0) return false;
    char bytes[8192];
    const ssize_t size = ::recv(socket_.get(), bytes, sizeof bytes, 0);
    if (size <= 0) return false;
    stepd::MessageBuffer buffer;
    buffer.append({bytes, static_cast<std::size_t>(size)});
    const auto message = buffer.next();
    return message && message->kind == stepd::Kind::groups && stepd::decode(message->body, groups_);
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
