// SPDX-License-Identifier: MIT
#include "stepd/spool.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "stepd/message.hpp"

namespace stepd {
namespace {

constexpr const char* script_name = "slurm_script";
constexpr mode_t script_mode = 0700;

/// Whether the file left by the last job is just what this one shall run: a job may have written to its own script.
bool script_is(const LaunchOrder& order) {
    const ms::Fd fd(::open(script_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat file {};
    if (!fd || ::fstat(fd.get(), &file) != 0) return false;
    if (file.st_mode != (S_IFREG | script_mode) || file.st_uid != (order.switch_user ? order.uid : ::geteuid()) ||
        file.st_gid != (order.switch_user ? order.gid : ::getegid()) || file.st_nlink != 1 ||
        file.st_size != static_cast<off_t>(order.script.size()))
        return false;
    const auto content = ms::read_to_end(fd.get(), order.script.size());
    return content && *content == order.script;
}

}  // namespace

ms::Result<void> Spool::enter(const LaunchOrder& order) {
    if (!take_along(order.spool_dir)) {
        remove();
        MS_TRY(make(order.spool_dir));
    }
    if (order.kind == ms::JobKind::batch) MS_TRY(write_script(order));
    if (!control_) MS_TRY(listen());
    return admit_owner(order);
}

/// The socket is the job owner's too, while it is this job's.
ms::Result<void> Spool::admit_owner(const LaunchOrder& order) {
    const uid_t owner = order.switch_user ? order.uid : ::geteuid();
    if (owner == control_owner_) return {};
    if (::chown("ctl", owner, static_cast<gid_t>(-1)) != 0)
        return ms::fail_errno("giving the job's control socket to the job's owner");
    control_owner_ = owner;
    return {};
}

/// False: there is nothing to take along, or something else is there already.
bool Spool::take_along(const std::string& directory) {
    if (directory_.empty() || ::access("ctl", F_OK) != 0) return false;
    if (::rename(directory_.c_str(), directory.c_str()) != 0) return false;
    directory_ = directory;
    return true;
}

ms::Result<void> Spool::make(const std::string& directory) {
    const char* path = directory.c_str();
    const bool fresh = ::mkdir(path, 0711) == 0;
    if (!fresh && errno != EEXIST) return ms::fail_errno("creating " + directory);
    if (::chdir(path) != 0) return ms::fail_errno("entering " + directory);
    directory_ = directory;
    if (!fresh)  // left by a crash: nothing of it may be taken for this run's
        for (const char* name : {script_name, "ctl", "verdict"}) ::unlink(name);
    return {};
}

ms::Result<void> Spool::write_script(const LaunchOrder& order) const {
    if (script_is(order)) return {};
    ::unlink(script_name);
    const ms::Fd fd(::open(script_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, script_mode));
    if (!fd) return ms::fail_errno("creating " + directory_ + "/" + script_name);
    if (auto written = ms::write_all(fd.get(), order.script); !written)
        return ms::context(directory_ + "/" + script_name, written.error());
    if (order.switch_user && ::fchown(fd.get(), order.uid, order.gid) != 0)
        return ms::fail_errno("giving " + directory_ + "/" + script_name + " to the job's owner");
    return {};
}

ms::Result<void> Spool::listen() {
    ms::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un name{AF_UNIX, "ctl"};
    if (!socket || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
        ::listen(socket.get(), 8) != 0)
        return ms::fail_errno("listening on the job's control socket");
    control_ = std::move(socket);
    control_owner_ = ::geteuid();
    return {};
}

ms::Result<void> Spool::leave_verdict(const Verdict& verdict) const {
    const ms::Fd fd(::open("verdict.new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!fd) return ms::fail_errno("creating the verdict");
    MS_TRY(ms::write_all(fd.get(), encode(Kind::verdict, verdict)));
    if (::fsync(fd.get()) != 0) return ms::fail_errno("fsync of the verdict");
    if (::rename("verdict.new", "verdict") != 0) return ms::fail_errno("renaming the verdict");
    const ms::Fd directory(::open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.get()) != 0) return ms::fail_errno("fsync of the spool directory");
    ::unlink("ctl");
    return {};
}

bool Spool::is_gone() const { return ::access(directory_.c_str(), F_OK) != 0 && errno == ENOENT; }

void Spool::remove() {
    control_.reset();
    if (directory_.empty()) return;
    for (const char* name : {script_name, "ctl"}) ::unlink(name);
    if (::rmdir(directory_.c_str()) != 0) {
        for (const char* name : {"verdict", "verdict.new"}) ::unlink(name);
        ::rmdir(directory_.c_str());
    }
    directory_.clear();
}

}  // namespace stepd
