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

ms::Result<void> enter_spool(const LaunchOrder& order) {
    const char* dir = order.spool_dir.c_str();
    const bool fresh = ::mkdir(dir, 0711) == 0;
    if (!fresh && errno != EEXIST) return ms::fail_errno("creating " + order.spool_dir);
    if (::chdir(dir) != 0) return ms::fail_errno("entering " + order.spool_dir);
    if (!fresh)  // left by a crash: nothing of it may be taken for this run's
        for (const char* name : {"slurm_script", "ctl", "verdict"}) ::unlink(name);
    return {};
}

ms::Result<void> write_script(const LaunchOrder& order) {
    const ms::Fd fd(::open("slurm_script", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0700));
    if (!fd) return ms::fail_errno("creating " + order.spool_dir + "/slurm_script");
    if (auto written = ms::write_all(fd.get(), order.script); !written)
        return ms::context(order.spool_dir + "/slurm_script", written.error());
    if (order.switch_user && ::fchown(fd.get(), order.uid, order.gid) != 0)
        return ms::fail_errno("giving " + order.spool_dir + "/slurm_script to the job's owner");
    return {};
}

ms::Result<ms::Fd> listen_control() {
    ms::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un name{AF_UNIX, "ctl"};
    if (!socket || ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
        ::listen(socket.get(), 8) != 0)
        return ms::fail_errno("listening on the job's control socket");
    return socket;
}

ms::Result<void> leave_verdict(const Verdict& verdict) {
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

void remove_spool(const std::string& spool_dir) {
    for (const char* name : {"slurm_script", "ctl"}) ::unlink(name);
    if (::rmdir(spool_dir.c_str()) == 0) return;
    for (const char* name : {"verdict", "verdict.new"}) ::unlink(name);
    ::rmdir(spool_dir.c_str());
}

}  // namespace stepd
