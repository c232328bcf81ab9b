// SPDX-License-Identifier: MIT
#include "stepd/steps.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

#include "libms/base/clock.hpp"
#include "libms/base/descriptor_passing.hpp"
#include "stepd/events.hpp"

namespace stepd {
namespace {

using ms::attendance::Launch;
using ms::attendance::Refused;

constexpr ms::ExitStatus killed{0, SIGKILL};

/// Of a step that never ran.
StepReport not_run(std::int32_t step) {
    StepReport report;
    report.step = step;
    report.exit = {1, 0};
    report.at = ms::now();
    return report;
}

/// Everything above 2 but these is the job shepherd's.
void close_all_but(std::vector<int> kept) {
    std::sort(kept.begin(), kept.end());
    unsigned next = 3;
    for (const int fd : kept) {
        if (static_cast<unsigned>(fd) > next) ::close_range(next, static_cast<unsigned>(fd) - 1, 0);
        next = static_cast<unsigned>(fd) + 1;
    }
    ::close_range(next, ~0u, 0);
}

std::vector<int> descriptors_of(const StepBirth& birth, const ms::Fd& supervisor) {
    std::vector<int> all{birth.attendant.descriptor(), supervisor.get()};
    for (const auto& fd : birth.descriptors) all.push_back(fd.get());
    return all;
}

}  // namespace

void Steps::order(StepOrder order) {
    const std::int32_t number = order.step;
    if (auto waiting = asked_.extract(number)) return begin(std::move(order), std::move(waiting.mapped()));
    ordered_[number].order = std::move(order);
}

void Steps::ask(Visitor attendant, Launch launch) {
    const std::int32_t number = launch.step;
    Asked asked{std::move(attendant), std::move(launch), {}};
    asked.descriptors = asked.attendant.take_descriptors();
    if (asked.descriptors.size() != asked.launch.descriptors)
        return asked.attendant.send(Attendance::refused, Refused{"the descriptors of the tasks have not arrived"});
    if (auto waiting = ordered_.extract(number)) return begin(std::move(waiting.mapped().order), std::move(asked));
    asked_.insert_or_assign(number, std::move(asked));
}

void Steps::attach(std::int32_t number, ms::Fd stream) {
    const int passed[] = {stream.get()};
    const std::string message = encode(attach_viewer, Empty{});  // where there is no such step, the stream's end tells
    for (const Running& step : running_)
        if (step.step == number && step.outbox.empty())
            (void)ms::send_with_descriptors(step.stream.get(), message, passed, MSG_DONTWAIT);
}

bool Steps::give_up_on_absent() {
    for (auto at = ordered_.begin(); at != ordered_.end();) {
        if (!at->second.seen) {
            at++->second.seen = true;
            continue;
        }
        report(not_run(at->first));
        at = ordered_.erase(at);
    }
    return !ordered_.empty();
}

void Steps::begin(StepOrder order, Asked asked) {
    const std::int32_t number = order.step;
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return report(not_run(number));
    ms::Fd ours(ends[0]), theirs(ends[1]);
    StepBirth birth{std::move(order), std::move(asked.launch), std::move(asked.descriptors), std::move(asked.attendant)};
    const pid_t pid = ::fork();
    if (pid == 0) {
        close_all_but(descriptors_of(birth, theirs));
        step_shepherd(job_, group_, std::move(birth), std::move(theirs));
        ::_exit(0);
    }
    if (pid < 0) {
        birth.attendant.send(Attendance::refused, Refused{ms::fail_errno("fork of the step's shepherd").value().message});
        return report(not_run(number));
    }
    running_.push_back({number, pid, std::move(ours), {}});
}

std::size_t Steps::burden() const {
    std::size_t sum = 0;
    for (const auto& [number, asked] : asked_) sum += asked.attendant.burden() + asked.descriptors.size();
    return sum;
}

/// Without waiting: a shepherd of a step that does not listen must not make that of the job deaf.
void Steps::send(Running& step, std::string_view message) {
    step.outbox += message;
    while (!step.outbox.empty()) {
        const ssize_t size = ::send(step.stream.get(), step.outbox.data(), step.outbox.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno != EAGAIN) step.outbox.clear();  // it has gone, and will be reaped
        if (size < 0) return;
        step.outbox.erase(0, static_cast<std::size_t>(size));
    }
}

void Steps::signal_all(const SignalOrder& order) {
    const std::string message = encode(Kind::signal, order);
    for (Running& step : running_) send(step, message);
}

bool Steps::signal(const SignalOrder& order) {
    for (Running& step : running_) {
        if (step.step != order.step) continue;
        send(step, encode(Kind::signal, order));
        return true;
    }
    const auto waiting = ordered_.find(order.step);
    if (waiting == ordered_.end()) return false;
    if (ms::is_set(order.step_end)) {
        const auto left = milliseconds_until(order.step_end) / 1000;
        waiting->second.order.time_limit_s = static_cast<std::uint32_t>(std::max<std::uint64_t>(left, 1));
        return true;
    }
    ordered_.erase(waiting);
    report(not_run(order.step));
    return true;
}

void Steps::resize(const ResizeOrder& order) {
    const std::string message = encode(Kind::resize, order);
    for (Running& step : running_) send(step, message);
    for (auto at = ordered_.begin(); at != ordered_.end();) {
        const auto& tasks = at->second.order.tasks;
        const bool whole = std::all_of(tasks.begin(), tasks.end(), [&](const TaskOrder& task) { return has_node(order, task.node); });
        if (!whole) report(not_run(at->first));
        at = whole ? std::next(at) : ordered_.erase(at);
    }
}

void Steps::append_descriptors(std::vector<pollfd>& to) const {
    for (const Running& step : running_) {
        const int events = step.outbox.empty() ? POLLIN : POLLIN | POLLOUT;
        to.push_back({step.stream.get(), static_cast<short>(events), 0});
    }
}

void Steps::on_readable() {
    for (Running& step : running_) {
        if (!step.outbox.empty()) send(step, {});
        read(step);
    }
}

void Steps::read(Running& step) {
    char bytes[4096];
    for (;;) {
        const ssize_t size = ::recv(step.stream.get(), bytes, sizeof bytes, MSG_DONTWAIT);
        if (size == 0) step.stream.reset();  // it is about to be reaped
        if (size <= 0) break;
        step.inbox.append({bytes, static_cast<std::size_t>(size)});
    }
    while (const auto message = step.inbox.next()) {
        StepReport ended;
        UsageReport usage;
        if (message->kind == Kind::usage && decode(message->body, usage)) usage_.push_back(std::move(usage));
        if (message->kind != Kind::step_ended || !decode(message->body, ended)) continue;
        step.reported = true;
        report(std::move(ended));
    }
}

std::vector<ProcessFigures> Steps::look(const std::vector<ProcessFigures>& processes) {
    std::vector<ProcessFigures> rest;
    std::map<pid_t, Look> of_steps;  // by their shepherds
    for (const Running& step : running_) of_steps[step.pid];
    std::map<pid_t, pid_t> parents;
    for (const auto& process : processes) parents[process.pid] = process.parent;
    for (const auto& process : processes) {
        if (of_steps.count(process.pid)) continue;
        auto at = parents.find(process.pid);
        for (std::size_t up = 0; at != parents.end() && !of_steps.count(at->first) && up < parents.size(); ++up)
            at = parents.find(at->second);
        if (at != parents.end() && of_steps.count(at->first)) of_steps[at->first].processes.push_back(process);
        else rest.push_back(process);
    }
    for (Running& step : running_)
        if (!step.reported && step.outbox.empty()) send(step, encode(Kind::look, of_steps[step.pid]));
    return rest;
}

bool Steps::reaped(pid_t pid) {
    const auto at = std::find_if(running_.begin(), running_.end(), [&](const Running& step) { return step.pid == pid; });
    if (at == running_.end()) return false;
    read(*at);
    if (!at->reported) {
        StepReport lost = not_run(at->step);
        lost.exit = killed;
        report(std::move(lost));
    }
    running_.erase(at);
    return true;
}

std::vector<pid_t> Steps::shepherds() const {
    std::vector<pid_t> all;
    for (const Running& step : running_) all.push_back(step.pid);
    return all;
}

std::vector<std::int32_t> Steps::numbers() const {
    std::vector<std::int32_t> all;
    for (const auto& [number, order] : ordered_) all.push_back(number);
    for (const Running& step : running_) all.push_back(step.step);
    for (const StepReport& report : reported_) all.push_back(report.step);
    return all;
}

void Steps::report(StepReport report) { reported_.push_back(std::move(report)); }

std::vector<StepReport> Steps::take_news() {
    std::vector<StepReport> news(reported_.begin() + static_cast<std::ptrdiff_t>(told_), reported_.end());
    told_ = reported_.size();
    return news;
}

void Steps::tell_again() { told_ = 0; }

/// The step's shepherd tells srun that it is over.
void Steps::let_attendant_go(Running& step) {
    if (step.reported && step.stream) send(step, encode(Kind::step_ack, StepAck{step.step}));
}

void Steps::let_attendants_go() {
    for (Running& step : running_) let_attendant_go(step);
}

void Steps::acknowledged(std::int32_t step) {
    for (Running& each : running_)
        if (each.step == step) let_attendant_go(each);
    const auto at = std::find_if(reported_.begin(), reported_.end(), [&](const StepReport& each) { return each.step == step; });
    if (at == reported_.end()) return;
    if (static_cast<std::size_t>(at - reported_.begin()) < told_) --told_;
    reported_.erase(at);
}

}  // namespace stepd
