// SPDX-License-Identifier: MIT
#include "stepd/shepherd.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/clock.hpp"
#include "stepd/batch.hpp"
#include "stepd/spool.hpp"

namespace stepd {
namespace {

/// Only root and the shepherd's own user may speak for msd.
bool is_msd(int socket) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == ::geteuid());
}

/// msd died before this job began: it was never started, and the next msd must find nothing of it.
bool hung_up(int socket) {
    char byte;
    return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

ms::Fd child_events() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    return ms::Fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

ms::Fd every(std::uint32_t interval_ms) {
    ms::Fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    const timespec period{interval_ms / 1000, static_cast<long>(interval_ms % 1000) * 1'000'000};
    const itimerspec spec{period, period};
    ::timerfd_settime(timer.get(), 0, &spec, nullptr);
    return timer;
}

ms::Micros micros(const timeval& t) { return ms::Seconds(t.tv_sec) + ms::Micros(t.tv_usec); }

}  // namespace

Shepherd::Shepherd(LaunchOrder order, ms::Fd stream, MessageBuffer inbox)
    : order_(std::move(order)),
      stream_(std::move(stream)),
      inbox_(std::move(inbox)),
      tree_(::getpid()),
      cgroup_(make_cgroup(order_.cgroup)) {}

void Shepherd::run() {
    if (auto begun = start(); !begun) {
        send(encode(Kind::failed, FailedReport{begun.error().message}));
        cgroup_->remove();
        remove_spool(order_.spool_dir);
        return;
    }
    read_inbox();
    while (wait_for_events()) {
    }
}

ms::Result<void> Shepherd::start() {
    MS_TRY(enter_spool(order_));
    MS_TRY(write_script(order_));
    auto control = listen_control();
    if (!control) return tl::make_unexpected(control.error());
    control_ = std::move(*control);
    // From here on the next msd finds us by ctl; up to here it would not, so one that has died must be noticed.
    if (hung_up(stream_.get())) return ms::fail(ms::Errc::system, "msd has gone");
    ::umask(order_.umask);
    auto stdio = JobStdio::open(order_);
    if (!stdio) return tl::make_unexpected(stdio.error());
    stdio_ = std::move(*stdio);
    MS_TRY(cgroup_->create(order_.memory_limit_bytes));
    children_ = child_events();
    if (order_.sample_ms != 0) sampling_ = every(order_.sample_ms);
    auto batch = start_batch(order_, stdio_, *cgroup_);
    if (!batch) return tl::make_unexpected(batch.error());
    batch_pid_ = *batch;
    order_.script = {};
    order_.environment = {};
    started_ = encode(Kind::started, StartedReport{::getpid(), batch_pid_, ms::now()});
    send(started_);
    return {};
}

bool Shepherd::wait_for_events() {
    pollfd waiting[] = {{children_.get(), POLLIN, 0},
                        {stream_.get(), POLLIN, 0},  // poll skips the descriptors that are -1
                        {control_.get(), POLLIN, 0},
                        {sampling_.get(), POLLIN, 0}};
    if (::poll(waiting, std::size(waiting), -1) < 0) return errno == EINTR;
    if (waiting[0].revents) on_children();
    if (waiting[2].revents) on_connection();  // before the end of the old stream, which would leave a verdict
    if (waiting[1].revents) on_stream();
    if (waiting[3].revents) on_sample();
    return !over_;
}

// ---- msd

ssize_t Shepherd::receive() {
    char bytes[4096];
    const ssize_t n = ::recv(stream_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (n > 0) {
        inbox_.append({bytes, static_cast<std::size_t>(n)});
        read_inbox();
    }
    return n;
}

void Shepherd::on_stream() {
    const ssize_t n = receive();
    const bool only_later = n < 0 && (errno == EAGAIN || errno == EINTR);
    if ((n <= 0 && !only_later) || inbox_.broken()) lose_stream();
}

void Shepherd::read_inbox() {
    while (const auto message = inbox_.next()) {
        SignalOrder order;
        if (message->kind == Kind::signal && decode(message->body, order)) {
            obey(order);
        } else if (message->kind == Kind::ack && reporting_) {
            remove_spool(order_.spool_dir);
            over_ = true;
        }
    }
}

void Shepherd::on_connection() {
    ms::Fd peer(::accept4(control_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer || !is_msd(peer.get())) return;
    while (receive() > 0) {  // the last words of an msd that has died
    }
    stream_ = std::move(peer);
    inbox_ = {};
    send(started_);
    if (reporting_) send(encode(Kind::verdict, verdict_));
}

void Shepherd::send(const std::string& message) {
    const ssize_t n = ::send(stream_.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n != static_cast<ssize_t>(message.size())) lose_stream();
}

void Shepherd::lose_stream() {
    stream_.reset();
    inbox_ = {};
    if (!reporting_) return;
    over_ = leave_verdict(verdict_).has_value();  // a full disk: stay, until msd comes for it
}

// ---- the job's processes

void Shepherd::on_children() {
    signalfd_siginfo ignored[8];
    while (::read(children_.get(), ignored, sizeof ignored) > 0) {
    }
    while (!reporting_) {  // a child that ended between the read and wait4 leaves one more SIGCHLD behind
        int status = 0;
        rusage used{};
        const pid_t pid = ::wait4(-1, &status, WNOHANG, &used);
        if (pid == 0) break;
        if (pid < 0) return conclude();  // ECHILD: every process of the job is gone
        account(used);
        if (pid != batch_pid_) continue;
        batch_ended_ = true;
        verdict_.wait_status = status;
    }
    if (!reporting_ && (batch_ended_ || killing_)) kill_everything();
}

void Shepherd::obey(const SignalOrder& order) {
    if (reporting_) return;
    const auto target = static_cast<SignalTarget>(order.target);
    if (!order.message.empty()) stdio_.write_line(order.message);
    const auto deliver = [&](int number) {
        if (target == SignalTarget::steps) return;  // a batch script's own processes are no step
        if (target != SignalTarget::batch_shell) return tree_.signal(number);
        if (!batch_ended_) ::kill(batch_pid_, number);
    };
    if (order.with_continue) deliver(SIGCONT);
    if (order.signal == SIGKILL && target == SignalTarget::everything) return kill_everything();
    deliver(order.signal);
}

void Shepherd::kill_everything() {
    killing_ = true;
    if (!cgroup_->kill()) tree_.kill();
}

void Shepherd::account(const rusage& used) {
    ms::Usage& usage = verdict_.usage;
    usage.user_cpu += micros(used.ru_utime);
    usage.system_cpu += micros(used.ru_stime);
    usage.max_rss_bytes = std::max(usage.max_rss_bytes, static_cast<std::uint64_t>(used.ru_maxrss) * 1024);
    usage.read_bytes += static_cast<std::uint64_t>(used.ru_inblock) * 512;
    usage.written_bytes += static_cast<std::uint64_t>(used.ru_oublock) * 512;
    usage.major_faults += static_cast<std::uint64_t>(used.ru_majflt);
}

void Shepherd::on_sample() {
    std::uint64_t expirations;
    if (::read(sampling_.get(), &expirations, sizeof expirations) < 0 || reporting_) return;
    const std::uint64_t resident = tree_.resident_bytes();
    verdict_.usage.max_rss_bytes = std::max(verdict_.usage.max_rss_bytes, resident);
    if (order_.memory_limit_bytes != 0 && resident > order_.memory_limit_bytes && !killing_) end_for_memory(resident);
}

void Shepherd::end_for_memory(std::uint64_t seen_bytes) {
    char line[200];
    std::snprintf(line, sizeof line,
                  "slurmstepd: error: Step %s.batch exceeded its memory limit: %lluM used, %lluM allowed; ask for more "
                  "with --mem or --mem-per-cpu",
                  order_.shown_id.c_str(), static_cast<unsigned long long>(seen_bytes >> 20),
                  static_cast<unsigned long long>(order_.memory_limit_bytes >> 20));
    stdio_.write_line(line);
    verdict_.out_of_memory = true;
    kill_everything();
}

void Shepherd::conclude() {
    const CgroupUsage counted = cgroup_->usage();
    if (counted.memory_peak_bytes) verdict_.usage.max_rss_bytes = *counted.memory_peak_bytes;
    if (counted.user_usec) verdict_.usage.user_cpu = ms::Micros(*counted.user_usec);
    if (counted.system_usec) verdict_.usage.system_cpu = ms::Micros(*counted.system_usec);
    verdict_.out_of_memory = verdict_.out_of_memory || counted.oom_kills != 0;
    if (verdict_.out_of_memory) {
        const auto events = std::max<unsigned long long>(counted.oom_kills, 1);
        stdio_.write_line("slurmstepd: error: Detected " + std::to_string(events) + " oom_kill event" +
                          (events == 1 ? "" : "s") + " in StepId=" + order_.shown_id +
                          ".batch. Some of the step tasks have been OOM Killed.");
    }
    cgroup_->remove();
    verdict_.job_id = order_.job_id;
    verdict_.restarts = order_.restarts;
    verdict_.at = ms::now();
    stdio_ = {};
    sampling_.reset();
    reporting_ = true;
    if (stream_)
        send(encode(Kind::verdict, verdict_));
    else
        lose_stream();
}

// ---- birth

void shepherd(ms::Fd stream) {
    MessageBuffer inbox;
    char bytes[65536];
    for (;;) {
        if (const auto message = inbox.next()) {
            LaunchOrder order;
            if (message->kind != Kind::order || !decode(message->body, order)) return;
            ::setsid();
            ::prctl(PR_SET_CHILD_SUBREAPER, 1);
            ::prctl(PR_SET_NAME, ("msstepd-" + order.shown_id).c_str());
            return Shepherd(std::move(order), std::move(stream), std::move(inbox)).run();
        }
        const ssize_t n = ::read(stream.get(), bytes, sizeof bytes);
        if (n <= 0 || inbox.broken()) return;  // msd has gone: nothing was started
        inbox.append({bytes, static_cast<std::size_t>(n)});
    }
}

}  // namespace stepd
