// SPDX-License-Identifier: MIT
#include "libms/model/attendance.hpp"
#include "tests/support/paths.hpp"
#include "tests/unit/stepd/shepherd_fixture.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace stepd::test {

namespace {

/// A connection of the test with a shepherd to be.
struct Ends {
    ms::Fd ours, theirs;
};
Ends connected(int type) {
    int ends[2];
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
    return {ms::Fd(ends[0]), ms::Fd(ends[1])};
}

/// Only a broken shepherd makes a test wait so long.
constexpr int patience_ms = 60'000;

bool readable(int fd) {
    pollfd waiting{fd, POLLIN, 0};
    return ::poll(&waiting, 1, patience_ms) == 1;
}
}  // namespace

Fifo::Fifo(std::string path) : path_(std::move(path)) {
    ::mkfifo(path_.c_str(), 0666);
    ::chmod(path_.c_str(), 0666);
    fd_ = ms::Fd(::open(path_.c_str(), O_RDWR | O_CLOEXEC));  // both ends: opening never waits
}

std::string Fifo::read_line() {
    std::string line;
    for (char byte; readable(fd_.get()) && ::read(fd_.get(), &byte, 1) == 1 && byte != '\n';) line += byte;
    return line;
}

void Fifo::write_line() { EXPECT_TRUE(ms::write_all(fd_.get(), "go\n")); }

bool Fifo::all_closed() {
    fd_ = ms::Fd(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    char bytes[4096];
    ssize_t n;
    while ((n = ::read(fd_.get(), bytes, sizeof bytes)) > 0) {
    }
    return n == 0;  // EAGAIN: somebody could still write
}

std::pair<Kind, std::string> JobStream::next() {
    char bytes[4096];
    for (;;) {
        if (const auto message = buffer_.next()) return {message->kind, std::string(message->body)};
        if (!readable(fd_.get())) break;
        const ssize_t n = ::read(fd_.get(), bytes, sizeof bytes);
        if (n <= 0) break;
        buffer_.append({bytes, static_cast<std::size_t>(n)});
    }
    ADD_FAILURE() << "the shepherd's stream ended or stayed silent";
    return {};
}

bool JobStream::at_end() {
    char byte;
    return readable(fd_.get()) && ::read(fd_.get(), &byte, 1) == 0;
}

ShepherdTest::ShepherdTest() {
    char name[] = "/tmp/msstepd-test-XXXXXX";
    dir_ = ::mkdtemp(name);
    ::chmod(dir_.c_str(), 0777);
    auto [ours, theirs] = connected(SOCK_SEQPACKET);
    socket_ = std::move(ours);
    zygote_ = ::fork();
    if (zygote_ == 0) {
        ::dup2(theirs.get(), 3);
        ::signal(SIGUSR1, SIG_IGN);  // what msd ignores no job may inherit
        ::execl(ms::test::binary_path("sbin/msstepd").c_str(), "msstepd", nullptr);
        ::_exit(127);
    }
}

ShepherdTest::~ShepherdTest() {
    socket_.reset();
    ::waitpid(zygote_, nullptr, 0);
    // A shepherd that was not waited for may be removing its spool directory at the same time.
    for (std::error_code raced; std::filesystem::remove_all(dir_, raced), raced;) {
    }
}

LaunchOrder ShepherdTest::order(const std::string& body) const {
    LaunchOrder order;
    order.job_id = 12;
    order.shown_id = "12";
    order.node = "here";
    order.spool_dir = path("job00012");
    order.script = "#!/bin/sh\n" + body + "\n";
    order.environment = {"PATH=/usr/bin:/bin", "DIR=" + dir_};
    order.uid = ::getuid();
    order.gid = ::getgid();
    order.work_dir = dir_;
    order.std_out = path("out");
    return order;
}

void ShepherdTest::hand_over(int stream) {
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
    EXPECT_EQ(::sendmsg(socket_.get(), &message, MSG_NOSIGNAL), 1);
}

JobStream ShepherdTest::launch(const LaunchOrder& order, const std::string& more) {
    auto [ours, theirs] = connected(SOCK_STREAM);
    EXPECT_TRUE(ms::write_all(ours.get(), encode(Kind::order, order) + more));
    hand_over(theirs.get());
    return JobStream(std::move(ours));
}

void ShepherdTest::launch_orphan(const LaunchOrder& order) {
    auto [ours, theirs] = connected(SOCK_STREAM);
    EXPECT_TRUE(ms::write_all(ours.get(), encode(Kind::order, order)));
    ours.reset();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // the zygote's end makes the shepherd our child
    hand_over(theirs.get());
    socket_.reset();
    while (::waitpid(-1, nullptr, 0) > 0) {
    }
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

JobStream ShepherdTest::reconnect(const LaunchOrder& order) const {
    ms::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un name{AF_UNIX, {}};
    std::snprintf(name.sun_path, sizeof name.sun_path, "%s/ctl", order.spool_dir.c_str());
    EXPECT_EQ(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name), 0) << name.sun_path;
    EXPECT_TRUE(ms::write_all(socket.get(), ms::protocol::encode_message(ms::attendance::Kind::adopt, Empty{})));
    return JobStream(std::move(socket));
}

Verdict ShepherdTest::run(const LaunchOrder& order) {
    JobStream stream = launch(order);
    stream.started();
    const Verdict verdict = stream.verdict();
    stream.acknowledge();
    EXPECT_TRUE(stream.at_end());
    return verdict;
}

std::string ShepherdTest::text(const std::string& name) const {
    return ms::read_file(path(name)).value_or("(no file " + name + ")");
}

bool ShepherdTest::exists(const std::string& path) const { return ::access(path.c_str(), F_OK) == 0; }

void wait_for_end(pid_t pid) {
    const ms::Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!process) return;  // it has ended
    EXPECT_TRUE(readable(process.get())) << "process " << pid << " lives on";
}

}  // namespace stepd::test
