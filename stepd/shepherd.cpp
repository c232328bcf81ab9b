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
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/clock.hpp"
#include "stepd/batch.hpp"
#include "stepd/deadline.hpp"
#include "stepd/events.hpp"
#include "stepd/hooks.hpp"
#include "stepd/spool.hpp"
#include "stepd/surroundings.hpp"

namespace stepd {
namespace {

constexpr std::uint64_t patience_ms = 60'000;  // for an srun or salloc that was granted something to come for it
constexpr int look_for_spool_ms = 3000;       // without msd: whether one could still come

/// Half of the descriptors there may be, and no more bytes than two scripts with their environments.
std::size_t bearable_burden() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    return std::min<std::size_t>(files.rlim_cur / 2, 8192);
}

/// msd died before this job began: it was never started, and the next msd must find nothing of it.
bool hung_up(int socket) {
    char byte;
    return ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

}  // namespace

Shepherd::Shepherd(LaunchOrder order, Seat& seat)
    : order_(std::move(order)),
      seat_(seat),
      tree_(::getpid()),
      steps_(order_, group_),
      bearable_(bearable_burden()) {}

bool Shepherd::run() {
    if (auto begun = start(); !begun) {
        run_epilogs();
        group_.remove();
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
    if (has_script()) MS_TRY(open_stdio());
    make_groups();
    if (!seat_.children) seat_.children = child_events();
    if (group_.holds_memory()) order_.sample_ms = 0;  // no look is needed
    MS_TRY(prepare());
    if (has_script()) {
        auto batch = start_batch(order_, stdio_, script_task_.descriptor());
        if (!batch) return tl::make_unexpected(batch.error());
        batch_pid_ = *batch;
        meter_.add_task(batch_pid_);
    }
    begun_ = true;
    if (is_attended()) be_patient();
    order_.script = {};
    if (order_.task_epilog.empty()) order_.environment = {};
    started_.shepherd_pid = ::getpid();
    started_.batch_pid = batch_pid_;
    started_.at = ms::now();
    started_.memory_limit_bytes = order_.sample_ms ? order_.memory_limit_bytes : 0;
    started_.look_every_s = order_.look_every_s;
    started_.sample_ms = order_.sample_ms;
    send(encode(Kind::started, started_));
    return {};
}

ms::Result<void> Shepherd::open_stdio() {
    const mode_t own_umask = ::umask(order_.umask);
    auto stdio = JobStdio::open(order_);
    ::umask(own_umask);
    if (!stdio) return tl::make_unexpected(stdio.error());
    stdio_ = std::move(*stdio);
    return {};
}

void Shepherd::close_stdio() {
    const Deadline deadline;
    stdio_ = {};
}

/// What can not be made or set is told, and the job runs without: a limit that is missing is no reason to refuse work.
void Shepherd::make_groups() {
    if (seat_.group_root.empty() || order_.group.name.empty()) return;
    auto& shortfalls = started_.shortfalls;
    const auto take = [&](ms::Result<Cgroup> made, Cgroup& to) {
        if (made) to = std::move(*made);
        else shortfalls.push_back(made.error().message);
    };
    take(create_group(seat_.group_root + "/" + order_.group.name, order_.group, shortfalls), group_);
    if (!group_ || order_.script_group.name.empty()) return;
    take(create_group(group_.path() + "/" + order_.script_group.name, order_.script_group, shortfalls), script_group_);
    take(script_group_.create_child("task_0"), script_task_);
}

TaskPlace Shepherd::task_place() const {
    return {identity_of(order_), order_.work_dir, stdio_.out(), stdio_.err(), order_.hook_timeout_s, script_task_.descriptor()};
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
    MS_TRY(load_login_environment(order_, script_task_.descriptor()));
    failure_.hold = false;
    if (has_script()) {
        settle_temporary_directory(order_, stdio_);
        MS_TRY(run_task_prolog(order_.task_prolog, order_.environment, task_place()));
    }
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

/// An allocation in which nothing runs, that no msd can find any more. A script has an end of its own.
void Shepherd::end_if_forgotten() {
    forgotten_ = !has_script() && seat_.spool.is_gone();
    if (forgotten_) on_children();
}

bool Shepherd::wait_for_events() {
    std::vector<pollfd> waiting{{seat_.children.get(), POLLIN, 0},
                                {seat_.stream.get(), POLLIN, 0},  // poll skips the descriptors that are -1
                                {seat_.spool.control(), POLLIN, 0},
                                {sampling_.get(), POLLIN, 0},
                                {patience_.get(), POLLIN, 0},
                                {holder_ ? holder_->descriptor() : -1, POLLIN, 0}};
    const auto fixed = static_cast<std::ptrdiff_t>(waiting.size());
    for (const Visitor& visitor : visitors_) waiting.push_back({visitor.descriptor(), POLLIN, 0});
    steps_.append_descriptors(waiting);
    const int ready = ::poll(waiting.data(), waiting.size(), seat_.stream ? -1 : look_for_spool_ms);
    if (ready < 0) return errno == EINTR;
    if (ready == 0) end_if_forgotten();
    const bool others = std::any_of(waiting.begin() + fixed, waiting.end(),
                                    [](const pollfd& each) { return each.revents != 0; });
    if (others) steps_.on_readable();
    if (waiting[0].revents) on_children();
    if (waiting[2].revents) on_connection();  // before the end of the old stream, which would leave a verdict
    if (others || waiting[2].revents) on_visitors();
    if (waiting[1].revents) on_stream();
    if (waiting[3].revents) on_sample();
    if (waiting[4].revents) on_patience();
    if (waiting[5].revents && holder_) on_holder();
    tell_steps();
    return !over_;
}

// ---- the job's processes

void Shepherd::on_children() {
    drain(seat_.children.get());
    while (!reporting_) {  // a child that ended between the read and the reaping leaves one more SIGCHLD behind
        EndedChild child;
        const Reaping reaping = reap(child);
        if (reaping == Reaping::none_ended) break;
        if (reaping == Reaping::no_children) {  // every process of the job is gone
            if (batch_ended_ || killing_ || forgotten_ || has_script()) return conclude();
            break;  // the attendance goes on without any
        }
        if (steps_.reaped(child.pid)) {
            tree_.forget(child.pid);
            if (revoked_ && !steps_.any_running()) batch_ended_ = true;
            continue;  // its usage is the step's
        }
        meter_.see_end(child);
        casualties_.see_end(child);
        if (child.pid != batch_pid_) continue;
        batch_ended_ = true;
        verdict_.wait_status = child.wait_status;
    }
    if (!reporting_ && (killing_ || (batch_ended_ && !terminated_))) kill_everything();
}

void Shepherd::obey(const SignalOrder& order) {
    if (reporting_) return;
    if (order.for_step) {
        steps_.signal(order);
        return;
    }
    const auto target = static_cast<SignalTarget>(order.target);
    const bool to_everything = target == SignalTarget::everything;
    if (!order.message.empty() && has_script()) stdio_.write_line(order.message);
    if (!begun_) {
        const bool ends = order.signal == SIGTERM || order.signal == SIGKILL;
        unwanted_ = unwanted_ || (ends && to_everything);
        return;
    }
    if (order.signal == SIGKILL && to_everything) return kill_everything();
    if (to_everything && order.signal == SIGTERM && order.with_continue && has_script()) {
        terminated_ = true;
        be_patient();
    }
    if (suspend(order)) return;
    if (target != SignalTarget::batch_shell) signal_steps(order);
    if (to_everything && order.signal == SIGTERM && !has_script()) return revoke(order);
    const auto deliver = [&](int number) {
        if (number == 0 || target == SignalTarget::steps) return;
        if (target != SignalTarget::batch_shell) return tree_.signal(number);
        if (batch_pid_ != 0 && !batch_ended_) ::kill(batch_pid_, number);
    };
    if (order.with_continue) deliver(SIGCONT);
    deliver(order.signal);
}

/// Fewer nodes: their tasks end, and the limits become those of the rest.
void Shepherd::resize(const ResizeOrder& order) {
    if (reporting_) return;
    steps_.resize(order);
    order_.memory_limit_bytes = order.memory_limit_bytes;
    if (!group_) return;
    std::vector<std::string> shortfalls;
    group_.narrow(order.group, shortfalls);
    for (const std::string& shortfall : shortfalls)
        if (has_script()) stdio_.write_line("slurmstepd: error: " + shortfall);
}

/// Frozen, the job stands still whatever its processes do about signals. What ends it or lets it go on thaws it first.
bool Shepherd::suspend(const SignalOrder& order) {
    if (order.suspend && group_.freeze(true)) return frozen_ = true;
    if (frozen_ && (order.with_continue || order.signal == SIGCONT)) frozen_ = !group_.freeze(false);
    return false;
}

void Shepherd::kill_everything() {
    killing_ = true;
    SignalOrder order;
    order.signal = SIGKILL;
    steps_.signal_all(order);
    group_.kill();  // at once, frozen or not
    tree_.kill();   // and what root itself may have moved elsewhere
}

// ---- steps, and those who attend the job

void Shepherd::on_visitors() {
    std::size_t total = burden();
    for (auto visitor = visitors_.begin(); visitor != visitors_.end();) {
        total -= visitor->burden();
        bool stays = visitor->receive();
        total += visitor->burden();
        if (total > bearable_ && !is_admin(*visitor)) {
            visitor->send(Attendance::refused, ms::attendance::Refused{"too much waits for the job's shepherd already"});
            stays = false;
        } else if (welcome(*visitor)) {
            stays = false;
        }
        visitor = stays ? visitor + 1 : visitors_.erase(visitor);
    }
    leave_out_steps();
}

/// What those keep it from who have not got what they came for. A shepherd without descriptors could not end its job.
std::size_t Shepherd::burden() const {
    std::size_t sum = steps_.burden();
    for (const Visitor& visitor : visitors_) sum += visitor.burden();
    return sum;
}

bool Shepherd::is_admin(const Visitor& visitor) const { return visitor.uid() == 0 || visitor.uid() == ::geteuid(); }

/// Only root and the shepherd's own user may speak for msd; the job's owner may work in it.
bool Shepherd::welcome(Visitor& visitor) {
    const auto message = visitor.next();
    if (!message) return false;
    const bool admin = is_admin(visitor);
    const bool may_work = (admin || visitor.uid() == order_.uid) && !reporting_ && !batch_ended_;
    ms::attendance::Hold hold;
    ms::attendance::Launch launch;
    ms::attendance::Attach attach;
    if (message->kind == Attendance::adopt && admin) {
        adopt(visitor);
    } else if (message->kind == Attendance::hold && ms::protocol::decode_message(message->body, hold)) {
        if (!may_work || !is_attended() || holder_ || hold.job_id != order_.job_id) return true;
        holder_ = std::move(visitor);
        on_holder();
    } else if (message->kind == Attendance::launch && ms::protocol::decode_message(message->body, launch)) {
        if (may_work && launch.job_id == order_.job_id) steps_.ask(std::move(visitor), std::move(launch));
    } else if (message->kind == Attendance::attach && ms::protocol::decode_message(message->body, attach)) {
        auto streams = visitor.take_descriptors();
        if (may_work && attach.job_id == order_.job_id && streams.size() == 1)
            steps_.attach(attach.step, std::move(streams.front()));
    }
    return true;
}

void Shepherd::on_holder() {
    const bool here = holder_->receive() && holder_->burden() <= bearable_;
    holder_->take_descriptors();  // it has none to bring
    while (const auto message = holder_->next()) {
        ms::attendance::Release release;
        if (message->kind == Attendance::release && ms::protocol::decode_message(message->body, release))
            return end_by_attendant(release.wait_status);
    }
    if (!here) end_by_attendant(SIGKILL);  // the wait status of a process that was killed, as it was
}

void Shepherd::end_by_attendant(int wait_status) {
    holder_.reset();
    if (batch_ended_) return;
    batch_ended_ = true;
    verdict_.wait_status = wait_status;
    on_children();
}

/// The end of a job that has no script of its own to end: its attendant is told, its steps have had their signal.
void Shepherd::revoke(const SignalOrder& order) {
    if (holder_) holder_->send(Attendance::revoked, ms::attendance::Revoked{order.time_limit});
    revoked_ = true;
    if (steps_.any_running()) return;
    batch_ended_ = true;
    on_children();
}

void Shepherd::signal_steps(const SignalOrder& order) {
    SignalOrder to_steps = order;
    to_steps.message.clear();  // each has a line of its own
    steps_.signal_all(to_steps);
}

/// They look after their own processes, and a SIGKILL from here would keep them from telling.
void Shepherd::leave_out_steps() {
    for (const pid_t pid : steps_.shepherds()) tree_.leave_out(pid);
}

void Shepherd::be_patient() {
    if (!patience_) patience_ = new_timer();
    set_timer(patience_, terminated_ ? order_.kill_wait_ms : patience_ms);
}

void Shepherd::on_patience() {
    drain(patience_.get());
    if (terminated_ && !seat_.stream && !reporting_) return kill_everything();  // else msd orders it
    if (terminated_ && !reporting_) be_patient();
    if (is_attended() && !holder_ && !batch_ended_) end_by_attendant(SIGKILL);
    if (steps_.give_up_on_absent()) be_patient();
}

// ---- usage and the end

void Shepherd::on_sample() {
    std::uint64_t expirations;
    if (::read(sampling_.get(), &expirations, sizeof expirations) < 0 || reporting_) return;
    hold_memory_limit(tree_.resident_bytes());
}

void Shepherd::on_look(const Look& look) {
    if (reporting_ || killing_ || !begun_) return;
    const auto own = steps_.look(look.processes);
    if (has_script()) send(encode(Kind::usage, meter_.report(ms::step_batch, own)));
    std::uint64_t resident = 0;
    for (const ProcessFigures& process : look.processes) resident += process.memory;
    if (order_.sample_ms != 0) hold_memory_limit(resident);
}

void Shepherd::hold_memory_limit(std::uint64_t seen_bytes) {
    if (order_.memory_limit_bytes != 0 && seen_bytes > order_.memory_limit_bytes && !killing_) end_for_memory(seen_bytes);
}

void Shepherd::end_for_memory(std::uint64_t seen_bytes) {
    char line[200];
    std::snprintf(line, sizeof line,
                  "slurmstepd: error: Step %s.batch exceeded its memory limit: %lluM used, %lluM allowed; ask for more "
                  "with --mem or --mem-per-cpu",
                  order_.shown_id.c_str(), static_cast<unsigned long long>(seen_bytes >> 20),
                  static_cast<unsigned long long>(order_.memory_limit_bytes >> 20));
    if (has_script()) stdio_.write_line(line);
    verdict_.out_of_memory = true;
    CgroupUsage seen;
    seen.memory_peak_bytes = seen_bytes;
    meter_.see_count(0, seen);
    kill_everything();
}

/// The kernel's count, which leaves nothing out, in the place of the sum over those that were reaped.
void Shepherd::take_count() {
    const CgroupUsage counted = script_group_.usage(meter_.largest_process(0));
    meter_.see_count(0, counted);
    verdict_.usage = meter_.usage_at_end();
    const bool out_of_memory = has_script() && counted.oom_kills != 0;
    verdict_.out_of_memory = verdict_.out_of_memory || out_of_memory;
    if (!verdict_.out_of_memory || !has_script()) return;
    stdio_.write_line(oom_line(order_.shown_id + ".batch", counted.oom_kills));
    if (out_of_memory) stdio_.write_line(casualties_.explanation(order_.memory_limit_bytes, counted));
}

void Shepherd::conclude() {
    take_count();
    if (has_script()) run_task_epilog(order_.task_epilog, std::move(order_.environment), task_place());
    for (Cgroup* group : {&script_task_, &script_group_, &group_}) group->remove();  // usually there is nothing to look for
    while (!steps_.reported().empty() && receive() > 0) {  // what was acknowledged meanwhile need not be told again
    }
    verdict_.steps = steps_.reported();
    verdict_.job_id = order_.job_id;
    verdict_.restarts = order_.restarts;
    verdict_.at = ms::now();
    run_epilogs();
    close_stdio();
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

void shepherd(ms::Fd stream, std::string group_root) {
    ::setsid();
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    Seat seat{std::move(stream), {}, {}, {}, std::move(group_root)};
    while (auto order = next_order(seat)) {
        ::prctl(PR_SET_NAME, ("msstepd-" + order->shown_id).c_str());
        if (!Shepherd(std::move(*order), seat).run()) return;
    }
    seat.spool.remove();
}

}  // namespace stepd
