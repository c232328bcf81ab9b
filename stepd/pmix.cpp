// SPDX-License-Identifier: MIT
#include "stepd/pmix.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stepd/process.hpp"

namespace stepd {
namespace {

constexpr int patience_ms = 60'000;  // for its start, which takes a tenth of a second

/// Beside this program.
std::string program() {
    std::string path(4096, '\0');
    const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
    path.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return path.substr(0, path.rfind('/') + 1) + "mspmix";
}

/// What mspmix needs of the tasks' environment. Other variables of PMIx may tell of a server around this step.
std::vector<std::string> environment_of(std::span<const std::string> tasks) {
    constexpr std::string_view wanted[] = {"HOME=", "PATH=", "TMPDIR=", "USER=", "PMIX_MCA_"};
    std::vector<std::string> kept;
    for (const std::string& entry : tasks) {
        const auto begins_entry = [&](std::string_view name) { return entry.compare(0, name.size(), name) == 0; };
        if (std::any_of(std::begin(wanted), std::end(wanted), begins_entry)) kept.push_back(entry);
    }
    return kept;
}

ms::Failure refusal(const std::string& why) { return ms::fail(ms::Errc::system, "--mpi=pmix: " + why); }

}  // namespace

ms::Result<PmixServer> PmixServer::start(const PmixPlan& step) {
    const std::string path = program();
    if (::access(path.c_str(), X_OK) != 0)
        return refusal("this build has no " + path + ", which needs libpmix; --mpi=pmi2 is there for MPICH's programs");
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return refusal(ms::fail_errno("socketpair").value().message);
    ms::Fd ours(ends[0]), theirs(ends[1]);
    const ms::Fd null(::fcntl(::open("/dev/null", O_RDWR | O_CLOEXEC), F_DUPFD_CLOEXEC, 3));
    const std::vector<std::string> environment = environment_of(step.environment);
    ProcessPlan plan;
    plan.group = step.group;
    plan.path = path;
    plan.argv = {"mspmix", "slurm.pmix." + step.name, std::to_string(step.tasks)};
    plan.environment = environment;
    plan.std_in = plan.std_out = null.get();
    plan.std_err = step.std_err >= 0 ? step.std_err : null.get();
    plan.passed = theirs.get();
    plan.work_dir = std::string(1, '/');  // gcc 12 takes the assignment of a literal for an overflow
    plan.identity = step.identity;
    const auto pid = start_process(plan);
    if (!pid) return refusal(pid.error().message);
    theirs.reset();

    PmixServer server(*pid, std::move(ours));
    const auto ready = server.wait_until_ready(step.tasks);
    if (ready) return server;
    server.end();
    while (::waitpid(*pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return refusal(ready.error().message);
}

ms::Result<void> PmixServer::wait_until_ready(std::uint32_t tasks) {
    for (;;) {
        pollfd waiting{stream_.get(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, patience_ms);
        if (ready == 0) {
            ::kill(pid_, SIGKILL);
            return ms::fail(ms::Errc::system, "mspmix is not ready after a minute");
        }
        if (ready < 0) continue;
        const bool here = receive(0);
        while (const auto message = inbox_.next()) {
            pmix::Ready start;
            pmix::Failed failed;
            if (message->kind == pmix::Kind::failed && ms::protocol::decode_message(message->body, failed))
                return ms::fail(ms::Errc::system, failed.why);
            if (message->kind != pmix::Kind::ready || !ms::protocol::decode_message(message->body, start)) continue;
            environments_ = std::move(start.environments);
            if (environments_.size() == tasks) return {};
            return ms::fail(ms::Errc::system, "mspmix is of another build than msstepd");
        }
        if (!here) return ms::fail(ms::Errc::system, "mspmix ended before it was ready");
    }
}

/// False: the program has gone.
bool PmixServer::receive(int flags) {
    char bytes[4096];
    const ssize_t size = ::recv(stream_.get(), bytes, sizeof bytes, flags);
    if (size > 0) inbox_.append({bytes, static_cast<std::size_t>(size)});
    return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
}

void PmixServer::on_readable() {
    if (ending()) return;
    gone_ = !receive(MSG_DONTWAIT);
    while (const auto message = inbox_.next()) {
        pmix::Aborted aborted;
        pmix::Lost lost;
        if (message->kind == pmix::Kind::aborted && ms::protocol::decode_message(message->body, aborted)) aborted_ = aborted;
        if (message->kind == pmix::Kind::lost && ms::protocol::decode_message(message->body, lost)) lost_ = lost;
    }
}

}  // namespace stepd
