// SPDX-License-Identifier: MIT
#include "libms/client/start.hpp"

#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "libms/base/fd.hpp"

extern char** environ;

namespace ms::client {
namespace {

std::string own_directory() {
    char path[PATH_MAX];
    const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
    if (size <= 0) return {};
    std::string text(path, static_cast<std::size_t>(size));
    return text.substr(0, text.rfind('/'));
}

Result<std::string> find_daemon() {
    std::vector<std::string> places;
    if (const char* named = std::getenv("MSD_DAEMON"); named && *named) {
        places = {named};
    } else {
        places = {own_directory() + "/../sbin/msd", "/usr/local/sbin/msd", "/usr/sbin/msd"};
    }
    std::string tried;
    for (const auto& place : places) {
        if (::access(place.c_str(), X_OK) == 0) return place;
        tried += (tried.empty() ? "" : ", ") + place;
    }
    return fail(Errc::connect_failure, "no daemon is running and msd was not found to start one (looked at " + tried +
                                           "); set MSD_DAEMON to its path");
}

constexpr int passed_fd = 3;

/// A program in a new session, `passed` as its descriptor 3, the standard streams closed off.
Result<pid_t> spawn(const std::string& path, std::vector<const char*> words, int passed) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, passed, passed_fd);
    posix_spawn_file_actions_addclosefrom_np(&actions, passed_fd + 1);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    words.push_back(nullptr);
    pid_t pid = -1;
    const int error = posix_spawn(&pid, path.c_str(), &actions, &attributes, const_cast<char**>(words.data()), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return fail(Errc::connect_failure, path + ": " + std::strerror(error));
    return pid;
}

/// Never descriptor 3 itself: dup2 onto itself keeps CLOEXEC.
Fd away_from_passed(int fd) {
    Fd moved(::fcntl(fd, F_DUPFD_CLOEXEC, 10));
    ::close(fd);
    return moved;
}

}  // namespace

Result<void> start_user_daemon() {
    auto path = find_daemon();
    if (!path) return Failure(path.error());
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("pipe");
    Fd reading(ends[0]);
    Fd writing = away_from_passed(ends[1]);
    auto pid = spawn(*path, {"msd", "--user", "--ready-fd", "3"}, writing.get());
    if (!pid) return Failure(pid.error());
    writing.reset();
    // "ready" once it listens; anything else is why it could not; nothing at all means it died.
    auto said = read_to_end(reading.get(), 65536);
    if (!said) return Failure(said.error());
    if (*said == "ready") return {};
    if (said->empty()) said = "msd ended before it was ready; its log is msd.log in the state directory";
    return fail(Errc::connect_failure, "the daemon could not be started: " + *said);
}

Result<Fd> start_lone_shepherd() {
    const auto daemon = find_daemon();
    if (!daemon) return Failure(daemon.error());
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno("socketpair");
    Fd ours(ends[0]);
    const Fd theirs = away_from_passed(ends[1]);
    const auto pid = spawn(daemon->substr(0, daemon->rfind('/') + 1) + "msstepd", {"msstepd"}, theirs.get());
    if (!pid) return Failure(pid.error());
    return ours;
}

}  // namespace ms::client
