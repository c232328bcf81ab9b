// SPDX-License-Identifier: MIT
#include "daemon/server/instance.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/server/systemd.hpp"

namespace msd::server {

using ms::Errc;
using ms::fail_errno;
using ms::Fd;
using ms::Result;

namespace {

Result<Fd> open_lock(const std::string& path) {
    Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd) return fail_errno(path);
    return fd;
}

int lock(int fd, int operation) {
    int result = ::flock(fd, operation);
    while (result != 0 && errno == EINTR) result = ::flock(fd, operation);
    return result;
}

}  // namespace

Result<void> make_directories(const std::string& path, unsigned mode) {
    for (std::size_t at = 1; at <= path.size(); ++at) {
        if (at != path.size() && path[at] != '/') continue;
        const std::string part = path.substr(0, at);
        if (::mkdir(part.c_str(), mode) != 0 && errno != EEXIST) return fail_errno("the directory " + part);
    }
    return {};
}

Result<Instance> Instance::claim(const Directory& state, const Directory& socket) {
    MS_TRY(make_directories(state.path, state.mode));
    MS_TRY(make_directories(socket.path, socket.mode));
    const std::string& state_dir = state.path;
    Instance instance;
    instance.state_dir_ = state_dir;
    auto starting = open_lock(state_dir + "/start.lock");
    if (!starting) return ms::Failure(starting.error());
    instance.starting_ = std::move(*starting);
    if (lock(instance.starting_.get(), LOCK_EX) != 0) return fail_errno(state_dir + "/start.lock");
    auto running = open_lock(state_dir + "/msd.lock");
    if (!running) return ms::Failure(running.error());
    instance.running_ = std::move(*running);
    if (lock(instance.running_.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return fail_errno(state_dir + "/msd.lock");
        if (::access(instance.pid_file().c_str(), F_OK) == 0)
            instance.outcome_ = Outcome::already_running;
        else if (lock(instance.running_.get(), LOCK_EX) != 0)
            return fail_errno(state_dir + "/msd.lock");
    }
    return instance;
}

void Instance::listening() {
    Fd fd(::open(pid_file().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd) (void)ms::write_all(fd.get(), std::to_string(::getpid()) + "\n");
    starting_.reset();
}

void Instance::ending() { ::unlink(pid_file().c_str()); }

void report_ready(int ready_fd) {
    if (ready_fd >= 0) {
        (void)ms::write_all(ready_fd, "ready");
        ::close(ready_fd);
    }
    notify_systemd("READY=1");
}

void report_failure(int ready_fd, const std::string& why) {
    if (ready_fd >= 0)
        (void)ms::write_all(ready_fd, why);
    else
        std::fprintf(stderr, "msd: error: %s\n", why.c_str());
}

}  // namespace msd::server
