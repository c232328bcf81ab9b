// SPDX-License-Identifier: MIT
// mspmix NAMESPACE TASKS: the process management interface of Open MPI and its kin for one step, started by the step's
// shepherd as the job's owner. A program of its own, since msstepd is static and libpmix is not (docs/adr/0010). It ends
// when descriptor 3, the shepherd's stream, does.
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "stepd/mspmix/server.hpp"

namespace {

using namespace stepd::pmix;

constexpr int shepherd = 3;

/// In $TMPDIR, or in /tmp where that is not set or no place for it.
ms::Result<std::string> make_directory() {
    std::string path;
    for (const char* parent : {static_cast<const char*>(std::getenv("TMPDIR")), "/tmp"}) {
        path = std::string(parent ? parent : "") + "/mspmix.XXXXXX";
        if (parent && *parent == '/' && ::mkdtemp(path.data())) return path;
    }
    return ms::fail_errno("making a directory " + path);
}

bool is_started_by_shepherd() {
    struct stat about {};
    return ::fstat(shepherd, &about) == 0 && S_ISSOCK(about.st_mode) && ::fcntl(shepherd, F_SETFD, FD_CLOEXEC) == 0;
}

/// Until the shepherd's end of the stream is closed.
void wait_for_end() {
    char byte;
    for (;;) {
        const ssize_t size = ::recv(shepherd, &byte, 1, 0);
        if (size == 0 || (size < 0 && errno != EINTR)) return;
    }
}

ms::Result<Ready> start(mspmix::Step& step) {
    auto directory = make_directory();
    if (!directory) return tl::make_unexpected(directory.error());
    step.directory = *directory;
    return mspmix::serve(step, shepherd);
}

}  // namespace

int main(int count, char** words) {
    const std::string_view tasks = count == 3 ? words[2] : "";
    mspmix::Step step;
    std::from_chars(tasks.data(), tasks.data() + tasks.size(), step.tasks);
    if (step.tasks == 0 || !is_started_by_shepherd()) {
        std::fputs("mspmix: started by msstepd, not by hand\n", stderr);
        return 1;
    }
    step.name = words[1];
    // The shepherd's death closes the stream, and then the directory is removed, which a signal would prevent.
    ::prctl(PR_SET_PDEATHSIG, 0);

    const auto ready = start(step);
    const std::string told = ready ? ms::protocol::encode_message(Kind::ready, *ready)
                                   : ms::protocol::encode_message(Kind::failed, Failed{ready.error().message});
    if (ms::write_all(shepherd, told) && ready) {
        wait_for_end();
        mspmix::forget(step);
    }
    std::error_code left;
    if (!step.directory.empty()) std::filesystem::remove_all(step.directory, left);
    ::_exit(ready ? 0 : 1);  // libpmix's threads run
}
