// SPDX-License-Identifier: MIT
#include "stepd/stdio.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include "stepd/deadline.hpp"
#include "stepd/guarded_open.hpp"
#include "stepd/identity.hpp"
#include "stepd/write_or_drop.hpp"

namespace stepd {
namespace {

/// mkdir -p of everything before the last slash.
void make_parents(const std::string& path) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        ::mkdir(path.substr(0, slash).c_str(), 0777);
}

/// O_NONBLOCK while opening: a FIFO without a partner must not hold up the shepherd, which answers signals.
ms::Fd open_ready(const std::string& path, int flags) {
    ms::Fd fd = open_guarded(path, flags | O_NOCTTY | O_NONBLOCK);
    if (fd) ::fcntl(fd.get(), F_SETFL, flags & O_APPEND);
    return fd;
}

ms::Result<void> opened(const ms::Fd& fd, const char* stream, const std::string& path) {
    if (fd) return {};
    return ms::fail_errno(std::string("Could not open ") + stream + " file " + path);
}

ms::Result<void> open_input(ms::Fd& fd, const std::string& path) {
    fd = open_ready(path, O_RDONLY);
    return opened(fd, "stdin", path);
}

ms::Result<void> open_output(ms::Fd& fd, const char* stream, const std::string& path, bool append) {
    const int flags = O_WRONLY | O_CREAT | O_APPEND | (append ? 0 : O_TRUNC);
    fd = open_ready(path, flags);
    if (!fd && errno == ENOENT) {
        make_parents(path);
        fd = open_ready(path, flags);
    }
    return opened(fd, stream, path);
}

}  // namespace

ms::Result<JobStdio> JobStdio::open(const LaunchOrder& order) {
    const Deadline deadline;
    const AsOwner owner(order);
    if (!owner.ok()) return ms::fail_errno("taking the job owner's identity");
    JobStdio stdio;
    MS_TRY(open_input(stdio.in_, order.std_in.empty() ? "/dev/null" : order.std_in));
    MS_TRY(open_output(stdio.out_, "stdout", order.std_out, order.append));
    if (!order.std_err.empty() && order.std_err != order.std_out)
        MS_TRY(open_output(stdio.err_, "stderr", order.std_err, order.append));
    return stdio;
}

void JobStdio::write_line(std::string_view line) const {
    write_or_drop(err(), std::string(line) + "\n");
}

}  // namespace stepd
