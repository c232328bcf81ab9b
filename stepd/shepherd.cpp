// SPDX-License-Identifier: MIT
#include "stepd/shepherd.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <optional>
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
#include "stepd/hooks.hpp"
#include "stepd/spool.hpp"
#include "stepd/surroundings.hpp"

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

TaskPlace task_place(const LaunchOrder& order, const JobStdio& stdio) {
    return {identity_of(order), order.work_dir, stdio.out(), stdio.err(), order.hook_timeout_s};
}

ms::Micros micros(const timeval& t) { return ms::Seconds(t.tv_sec) + ms::Micros(t.tv_usec); }

}  // namespace

Shepherd::Shepherd(LaunchOrder order, Seat& seat)
    : order_(std::move(order)), seat_(seat), tree_(::getpid()), cgroup_(make_cgroup(order_.cgroup)) {}

bool Shepherd::run() {
    if (auto begun = start(); !begun) {
        run_epilogs();
        cgroup_->remove();
        seat_.spool.remove();
        failure_.why = begun.error().message;
        if (failure_.node_fault.empty()) failure_.node_fault = verdict_.node_fault;
        send(encode(Kind::failed, failure_));
        return false;
    }
    read_inbox();
    while (wait_for_events()) {
    }
    return stays_;
}

ms::Result<void> Shepherd::start() {
    MS_TRY(seat_.spool.enter(order_));
    // From here on the next msd finds us by ctl; up to here it would not, so one that has died must be noticed.
    if (hung_up(seat_.stream.get())) return ms::fail(ms::Errc::system, "msd has gone");
    MS_TRY(run_prologs());  // which may make what the job needs
    const mode_t own_umask = ::umask(order_.umask);
    auto stdio = JobStdio::open(order_);
    ::umask(own_umask);
    if (!stdio) return tl::make_unexpected(stdio.error());
    stdio_ = std::move(*stdio);
    MS_TRY(cgroup_->create(order_.memory_limit_bytes));
    if (!seat_.children) seat_.children = child_events();
    if (order_.sample_ms != 0) sampling_ = every(order_.sample_ms);
    MS_TRY(prepare());
    auto batch = start_batch(order_, stdio_, *cgroup_);
    if (!batch) return tl::make_unexpected(batch.error());
    batch_pid_ = *batch;
    order_.script = {};
    if (order_.task_epilog.empty()) order_.environment = {};
    started_ = encode(Kind::started, StartedReport{::getpid(), batch_pid_, ms::now()});
    send(started_);
    return {};
}

ms::Result<void> Shepherd::run_prologs() {
    std::string why;
    const Hook* const failed = run_hooks(order_.prologs, order_, {}, why);
    if (!failed) return {};
    failure_ = {{}, failed->holds_job, true, failed->node_fault};
    return ms::fail(ms::Errc::system, (failed->node_fault.empty() ? "" : failed->node_fault + ": ") + why);
}

/// The last before the first process. What came before may have taken a while: who ended the job meanwhile is heard now.
ms::Result<void> Shepherd::prepare() {
    const bool waited = !order_.prologs.empty() || !order_.login_environment.empty() || !order_.task_prolog.empty();
    failure_.hold = true;
    MS_TRY(load_login_environment(order_));
    failure_.hold = false;
    settle_temporary_directory(order_, stdio_);
    MS_TRY(run_task_prolog(order_.task_prolog, order_.environment, task_place(order_, stdio_)));
    if (waited) read_inbox();
    while (waited && receive() > 0) {
    }
    if (unwanted_) return ms::fail(ms::Errc::system, "it was ended before it began");
    return {};
}

/// The job is over; its node is not free before this is done.
void Shepherd::run_epilogs() {
    if (order_.epilogs.empty()) return;
    send(encode(Kind::ending, Empty{}));
    const int status = verdict_.wait_status;
    const std::string exit2 = std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 0) + ":" +
                              std::to_string(WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    std::string why;
    const Hook* failed = run_hooks(order_.epilogs, order_,
                                   {"SLURM_JOB_EXIT_CODE=" + std::to_string(status), "SLURM_JOB_EXIT_CODE2=" + exit2}, why);
    if (failed && !failed->node_fault.empty()) verdict_.node_fault = failed->node_fault + ": " + why;
}

bool Shepherd::wait_for_events() {
    pollfd waiting[] = {{seat_.children.get(), POLLIN, 0},
                        {seat_.stream.get(), POLLIN, 0},  // poll skips the descriptors that are -1
                        {seat_.spool.control(), POLLIN, 0},
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
    const ssize_t n = ::recv(seat_.stream.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (n > 0) {
        seat_.inbox.append({bytes, static_cast<std::size_t>(n)});
        read_inbox();
    }
    return n;
}

void Shepherd::on_stream() {
    const ssize_t n = receive();
    const bool only_later = n < 0 && (errno == EAGAIN || errno == EINTR);
    if ((n <= 0 && !only_later) || seat_.inbox.broken()) lose_stream();
}

void Shepherd::read_inbox() {
    while (!over_) {  // what is behind the acknowledgement is for the next job
        const auto message = seat_.inbox.next();
        if (!message) return;
        SignalOrder order;
        if (message->kind == Kind::signal && decode(message->body, order)) obey(order);
        if (!reporting_ || (message->kind != Kind::ack && message->kind != Kind::stay)) continue;
        stays_ = message->kind == Kind::stay;
        if (!stays_) seat_.spool.remove();
        over_ = true;
    }
}

void Shepherd::on_connection() {
    ms::Fd peer(::accept4(seat_.spool.control(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!peer || !is_msd(peer.get())) return;
    while (receive() > 0) {  // the last words of an msd that has died
    }
    seat_.stream = std::move(peer);
    seat_.inbox = {};
    send(started_);
    if (reporting_) send(encode(Kind::verdict, verdict_));
}

void Shepherd::send(const std::string& message) {
    const ssize_t n = ::send(seat_.stream.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n != static_cast<ssize_t>(message.size())) lose_stream();
}

void Shepherd::lose_stream() {
    seat_.stream.reset();
    seat_.inbox = {};
    if (!reporting_) return;
    over_ = seat_.spool.leave_verdict(verdict_).has_value();  // a full disk: stay, until msd comes for it
}

// ---- the job's processes

void Shepherd::on_children() {
    signalfd_siginfo ignored[8];
    while (::read(seat_.children.get(), ignored, sizeof ignored) > 0) {
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
    if (batch_pid_ == 0) {
        const bool ends = order.signal == SIGTERM || order.signal == SIGKILL;
        unwanted_ = unwanted_ || (ends && target == SignalTarget::everything);
        return;
    }
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
    run_task_epilog(order_.task_epilog, std::move(order_.environment), task_place(order_, stdio_));
    run_epilogs();
    stdio_ = {};
    sampling_.reset();
    reporting_ = true;
    if (seat_.stream)
        send(encode(Kind::verdict, verdict_));
    else
        lose_stream();
}

// ---- from job to job

namespace {

/// Waits for it. Nothing when msd has gone or is not to be understood.
std::optional<LaunchOrder> next_order(Seat& seat) {
    char bytes[65536];
    for (;;) {
        while (const auto message = seat.inbox.next()) {
            LaunchOrder order;
            if (message->kind == Kind::signal) continue;  // for a job that has ended
            if (message->kind != Kind::order || !decode(message->body, order)) return std::nullopt;
            return order;
        }
        const ssize_t n = ::read(seat.stream.get(), bytes, sizeof bytes);
        if (n <= 0 || seat.inbox.broken()) return std::nullopt;
        seat.inbox.append({bytes, static_cast<std::size_t>(n)});
    }
}

}  // namespace

void shepherd(ms::Fd stream) {
    ::setsid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    Seat seat{std::move(stream), {}, {}, {}};
    while (auto order = next_order(seat)) {
        ::prctl(PR_SET_NAME, ("msstepd-" + order->shown_id).c_str());
        if (!Shepherd(std::move(*order), seat).run()) return;
    }
    seat.spool.remove();
}

}  // namespace stepd
