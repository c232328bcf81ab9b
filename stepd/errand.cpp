// SPDX-License-Identifier: MIT
#include "stepd/errand.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/clock.hpp"
#include "libms/base/fd.hpp"
#include "stepd/process.hpp"

namespace stepd {
namespace {

constexpr std::size_t most_output = 1u << 20;

/// What is there to read; false at the end.
bool drain(int fd, std::string& to) {
    char bytes[4096];
    for (;;) {
        const ssize_t n = ::read(fd, bytes, sizeof bytes);
        if (n == 0) return false;
        if (n < 0) return errno == EAGAIN || errno == EINTR;
        if (to.size() < most_output) to.append(bytes, static_cast<std::size_t>(n));
    }
}

/// Milliseconds until `end`, for poll; -1 without one.
int patience(ms::Time end) {
    if (!ms::is_set(end)) return -1;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - ms::now()).count();
    return left > 0 ? static_cast<int>(std::min<std::int64_t>(left + 1, 3'600'000)) : 0;
}

/// Until the process has ended (a child of it may keep the pipe open) or time is up; true when it has ended.
bool listen_to(pid_t pid, int pipe, ms::Time end, std::string& output) {
    const ms::Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    bool open = true;
    for (;;) {
        pollfd waiting[] = {{process.get(), POLLIN, 0}, {open ? pipe : -1, POLLIN, 0}};
        const int ready = ::poll(waiting, 2, patience(end));
        if (ready == 0 && ms::is_set(end) && ms::now() >= end) return false;
        if (waiting[1].revents) open = drain(pipe, output);
        if (waiting[0].revents || !process) break;
    }
    if (open) drain(pipe, output);
    return true;
}

}  // namespace

std::string Outcome::text() const {
    if (timed_out) return "no end after " + std::to_string(limit_s) + " seconds";
    if (WIFSIGNALED(wait_status)) return "signal " + std::to_string(WTERMSIG(wait_status));
    return "exit status " + std::to_string(WEXITSTATUS(wait_status));
}

ms::Result<Outcome> run_errand(const Errand& errand) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return ms::fail_errno("pipe");
    const ms::Fd reading(ends[0]);
    ms::Fd writing(ends[1]);
    ::fcntl(writing.get(), F_SETFL, 0);  // the program's end blocks as usual
    const ms::Fd nowhere(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nowhere) return ms::fail_errno("/dev/null");

    ProcessPlan plan;
    plan.group = errand.group;
    plan.path = errand.path;
    plan.argv = errand.argv;
    plan.environment = errand.environment;
    plan.std_in = nowhere.get();
    plan.std_out = writing.get();
    plan.std_err = errand.std_err >= 0 ? errand.std_err : nowhere.get();
    plan.work_dir = errand.work_dir;
    plan.identity = errand.identity;
    const auto pid = start_process(plan);
    if (!pid) return tl::make_unexpected(pid.error());
    writing.reset();

    Outcome outcome;
    outcome.limit_s = errand.timeout_s;
    const ms::Time end = errand.timeout_s ? ms::now() + ms::Seconds(errand.timeout_s) : ms::Time{};
    outcome.timed_out = !listen_to(*pid, reading.get(), end, outcome.output);
    if (outcome.timed_out) ::kill(-*pid, SIGKILL);
    while (::waitpid(*pid, &outcome.wait_status, 0) < 0 && errno == EINTR) {
    }
    return outcome;
}

}  // namespace stepd
