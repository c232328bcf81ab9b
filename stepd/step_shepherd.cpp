// SPDX-License-Identifier: MIT
#include "stepd/step_shepherd.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/clock.hpp"
#include "libms/base/descriptor_passing.hpp"
#include "libms/text/date.hpp"
#include "stepd/events.hpp"
#include "stepd/hooks.hpp"
#include "stepd/process.hpp"

namespace stepd {
namespace {

using namespace ms::attendance;

constexpr std::size_t most_of_attendant = 1024;  // as burden(): viewers it has not taken, words that are no message
constexpr std::uint64_t pmix_patience_ms = 10'000;  // for mspmix's end, which is at once where nobody has stopped it

std::string_view name_of(const std::string& entry) { return std::string_view(entry).substr(0, entry.find('=')); }

/// `over` goes over `base`; an entry that is a name alone takes it away.
std::vector<std::string> merged(const std::vector<std::string>& base, const std::vector<std::string>& over) {
    std::vector<std::string> all;
    all.reserve(base.size() + over.size() + 1);
    for (const auto& entry : base) {
        const auto same_name = [&](const std::string& other) { return name_of(other) == name_of(entry); };
        if (std::none_of(over.begin(), over.end(), same_name)) all.push_back(entry);
    }
    for (const auto& entry : over)
        if (entry.find('=') != std::string::npos) all.push_back(entry);
    return all;
}

/// How long srun is kept for msd's acknowledgement, which takes milliseconds when there is an msd.
constexpr std::chrono::seconds patience{1};

/// The signals that mean a whole tree; others are for a task's own process group, as with a terminal.
bool is_for_all_processes(int number) {
    return number == SIGTERM || number == SIGKILL || number == SIGSTOP || number == SIGTSTP || number == SIGCONT;
}

/// The index of every task's node, nodes numbered as they first appear.
std::vector<std::uint32_t> nodes_of(const std::vector<TaskOrder>& tasks) {
    std::vector<std::string> names;
    std::vector<std::uint32_t> indexes;
    for (const TaskOrder& task : tasks) {
        auto at = std::find(names.begin(), names.end(), task.node);
        if (at == names.end()) at = names.insert(at, task.node);
        indexes.push_back(static_cast<std::uint32_t>(at - names.begin()));
    }
    return indexes;
}

}  // namespace

StepShepherd::StepShepherd(const LaunchOrder& job, const Cgroup& job_group, StepBirth birth, ms::Fd supervisor)
    : job_(job),
      job_group_(job_group),
      birth_(std::move(birth)),
      supervisor_(std::move(supervisor)),
      children_(child_events()),
      timer_(new_timer()),
      tree_(::getpid()) {
    report_.step = birth_.order.step;
    if (birth_.launch.mpi == "pmi2")
        pmi_.emplace(std::to_string(job_.job_id) + "." + std::to_string(report_.step), nodes_of(birth_.order.tasks));
}

std::string StepShepherd::shown_id() const { return job_.shown_id + "." + std::to_string(birth_.order.step); }

std::string StepShepherd::first_node() const {
    return birth_.order.tasks.empty() ? job_.node : birth_.order.tasks.front().node;
}

void StepShepherd::say(const std::string& text) { birth_.attendant.send(Attendance::line, Line{"slurmstepd: " + text}); }

void StepShepherd::run() {
    make_group();
    if (const auto served = start_pmix(); !served) return refuse_step(served.error());
    start_tasks();
    if (birth_.order.time_limit_s != 0) set_timer(timer_, std::uint64_t{birth_.order.time_limit_s} * 1000);
    on_children();
    while (!over_) wait_for_events();
}

// ---- its control group

void StepShepherd::make_group() {
    if (job_group_.path().empty() || birth_.order.group.name.empty()) return;
    std::vector<std::string> shortfalls;
    auto made = create_group(job_group_.path() + "/" + birth_.order.group.name, birth_.order.group, shortfalls);
    if (made) group_ = std::move(*made);
    else shortfalls.push_back(made.error().message);
    for (const std::string& shortfall : shortfalls) say("error: " + shortfall);
}

/// The kernel's count, which leaves nothing out, in the place of the sum over those that were reaped.
void StepShepherd::take_count() {
    const CgroupUsage counted = group_.usage(task_groups_.size() == 1 ? meter_.largest_process(0) : 0);
    for (std::size_t task = 0; task < task_groups_.size(); ++task)
        meter_.see_count(task, task_groups_[task].usage(meter_.largest_process(task)));
    if (task_groups_.size() == 1) meter_.see_count(0, counted);  // memory is counted for the step as a whole
    if (counted.oom_kills == 0) return;
    report_.out_of_memory = true;
    const std::uint64_t limit = birth_.order.memory_limit_bytes ? birth_.order.memory_limit_bytes : job_.memory_limit_bytes;
    for (const auto& line : {oom_line(shown_id(), counted.oom_kills), casualties_.explanation(limit, counted)})
        birth_.attendant.send(Attendance::line, Line{line});
}

// ---- tasks

ms::Result<void> StepShepherd::start_pmix() {
    const Launch& launch = birth_.launch;
    if (launch.mpi != "pmix") return {};
    const std::int32_t err = launch.files.empty() ? -1 : launch.files.front().err;
    const bool known = err >= 0 && static_cast<std::size_t>(err) < birth_.descriptors.size();
    Cgroup beside;  // the step's own group: mspmix has to see the tasks' end
    if (group_) beside = Cgroup::create(job_group_.path() + "/pmix_" + std::to_string(report_.step)).value_or(Cgroup());
    PmixPlan plan;
    plan.group = beside.descriptor();
    plan.name = std::to_string(job_.job_id) + "." + std::to_string(report_.step);
    plan.tasks = static_cast<std::uint32_t>(birth_.order.tasks.size());
    plan.environment = launch.environment;
    plan.identity = identity_of(job_);
    plan.std_err = known ? birth_.descriptors[static_cast<std::size_t>(err)].get() : -1;
    auto server = PmixServer::start(plan);
    if (!server) return tl::make_unexpected(server.error());
    tree_.leave_out(server->pid());  // it ends when its stream does, and cleans up
    pmix_ = std::move(*server);
    return {};
}

void StepShepherd::refuse_step(const ms::Error& error) {
    birth_.attendant.send(Attendance::refused, Refused{error.message, true});
    report_.exit = {1, 0};
    report_.at = ms::now();
    (void)ms::write_all(supervisor_.get(), encode(Kind::step_ended, report_));
}

void StepShepherd::start_tasks() {
    Started started;
    for (std::uint32_t number = 0; number < birth_.order.tasks.size(); ++number) {
        const pid_t pid = start_task(number);
        meter_.add_task(pid);
        started.pids.push_back(pid);
        if (pid != 0) tasks_[pid] = number;
    }
    birth_.descriptors.clear();  // the tasks have them: a pipe's reader shall see its end
    birth_.attendant.send(Attendance::started, started);
    for (std::uint32_t number = 0; number < started.pids.size(); ++number)
        if (started.pids[number] == 0) task_ended(number, 1 << 8);
}

pid_t StepShepherd::start_task(std::uint32_t number) {
    const Launch& launch = birth_.launch;
    const TaskOrder& task = birth_.order.tasks[number];
    const ms::Fd null(::fcntl(::open("/dev/null", O_RDWR | O_CLOEXEC), F_DUPFD_CLOEXEC, 3));
    const auto stream = [&](std::int32_t index) {
        const bool known = index >= 0 && static_cast<std::size_t>(index) < birth_.descriptors.size();
        return known ? birth_.descriptors[static_cast<std::size_t>(index)].get() : null.get();
    };
    const TaskFiles files = number < launch.files.size() ? launch.files[number] : TaskFiles{};
    auto environment = merged(launch.environment, task.environment);
    task_groups_.push_back(group_.create_child("task_" + std::to_string(number)).value_or(Cgroup()));
    const Cgroup& group = task_groups_.back();
    const TaskPlace place{identity_of(job_), launch.work_dir, stream(files.out), stream(files.err), job_.hook_timeout_s,
                          group.descriptor()};
    for (const auto& prolog : {job_.task_prolog, launch.task_prolog}) {
        if (const auto run = run_task_prolog(prolog, environment, place); !run) return refuse_task(run.error());
    }
    ms::Fd pmi;
    if (pmi_) {
        pmi = pmi_->open(number);
        environment = merged(environment, pmi_->environment(number, passed_descriptor));
    }
    if (pmix_) environment = merged(environment, pmix_->environment(number));
    ProcessPlan plan;
    plan.group = group.descriptor();
    plan.passed = pmi.get();
    plan.argv = number < launch.argv_of_task.size() && !launch.argv_of_task[number].empty() ? launch.argv_of_task[number]
                                                                                            : launch.argv;
    if (plan.argv.empty()) return 0;
    plan.path = plan.argv.front();
    plan.environment = environment;
    plan.std_in = stream(files.in);
    plan.std_out = stream(files.out);
    plan.std_err = stream(files.err);
    plan.work_dir = launch.work_dir;
    plan.kernel_cpus = task.kernel_cpus;
    plan.announcement = task.announcement;
    plan.nice = job_.nice;
    plan.limits = launch.limits;
    plan.identity = identity_of(job_);
    plan.umask = launch.umask;
    plan.controlling_terminal = launch.terminal && number == 0;
    const auto pid = start_process(plan);
    if (!pid) return refuse_task(pid.error());
    return *pid;
}

pid_t StepShepherd::refuse_task(const ms::Error& error) {
    say("error: " + error.message);
    return 0;
}

/// Its own output has gone with the task: what an epilog prints is not kept.
void StepShepherd::run_epilogs(std::uint32_t number) {
    const ms::attendance::Launch& launch = birth_.launch;
    if (job_.task_epilog.empty() && launch.task_epilog.empty()) return;
    const ms::Fd null(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    const TaskPlace place{identity_of(job_), launch.work_dir, null.get(), null.get(), job_.hook_timeout_s, group_.descriptor()};
    const auto environment = merged(launch.environment, birth_.order.tasks[number].environment);
    for (const auto& epilog : {launch.task_epilog, job_.task_epilog}) run_task_epilog(epilog, environment, place);
}

void StepShepherd::task_ended(std::uint32_t number, int wait_status) {
    const auto exit = ms::ExitStatus::of_wait_status(wait_status);
    report_.exit.code = std::max(report_.exit.code, exit.code);
    report_.exit.signal = std::max(report_.exit.signal, exit.signal);
    const bool killed = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
    if (killed && group_.ran_out_of_memory()) wait_status = out_of_memory_signal;
    birth_.attendant.send(Attendance::exited, Exited{number, wait_status});
}

void StepShepherd::on_children() {
    drain(children_.get());
    for (;;) {
        EndedChild child;
        const Reaping reaping = reap(child);
        if (reaping == Reaping::none_ended) break;
        if (reaping == Reaping::no_children) return conclude();  // every process of the step is gone
        meter_.see_end(child);
        casualties_.see_end(child);
        const auto task = tasks_.find(child.pid);
        if (task == tasks_.end()) continue;
        const std::uint32_t number = task->second;
        tasks_.erase(task);
        run_epilogs(number);
        task_ended(number, child.wait_status);
    }
    if (tasks_.empty() || killing_) kill_everything();
}

void StepShepherd::conclude() {
    take_count();
    for (Cgroup& group : task_groups_) group.remove();
    group_.remove();
    report_.at = ms::now();
    report_.usage = meter_.usage_at_end();
    const std::string message = encode(Kind::step_ended, report_);
    (void)ms::write_all(supervisor_.get(), message);  // a socket's buffer holds it
    await_acknowledgement();
    birth_.attendant.send(Attendance::over, Over{report_.out_of_memory, report_.timed_out, cancelled_, abort_code_});
    over_ = true;
}

/// No process is left that anything else could be heard of.
void StepShepherd::await_acknowledgement() {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!acknowledged_) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        pollfd supervisor{supervisor_.get(), POLLIN, 0};
        if (left.count() <= 0 || ::poll(&supervisor, 1, static_cast<int>(left.count())) == 0) return;
        if (supervisor.revents && !on_supervisor()) return;
    }
}

// ---- events

void StepShepherd::wait_for_events() {
    const short attendant = static_cast<short>(birth_.attendant.has_unsent() ? POLLIN | POLLOUT : POLLIN);
    std::vector<pollfd> waiting{{children_.get(), POLLIN, 0},
                                {attended_ ? birth_.attendant.descriptor() : -1, attendant, 0},
                                {supervisor_.get(), POLLIN, 0},
                                {timer_.get(), POLLIN, 0}};
    if (pmix_) waiting.push_back({pmix_->descriptor(), POLLIN, 0});
    if (pmi_) pmi_->append_descriptors(waiting);
    if (::poll(waiting.data(), waiting.size(), -1) < 0) return;
    if (waiting[2].revents) on_supervisor();
    if (waiting[1].revents & POLLOUT) birth_.attendant.flush();
    if (waiting[1].revents & ~POLLOUT) on_attendant();
    if (waiting[3].revents) on_timer();
    if (pmi_) on_pmi();
    if (pmix_) on_pmix();
    if (waiting[0].revents) on_children();
}

void StepShepherd::on_pmi() {
    pmi_->on_readable();
    if (pmi_->aborted()) abort_step(*pmi_->aborted());
}

void StepShepherd::on_pmix() {
    if (pmix_->ending() || killing_) return;
    pmix_->on_readable();
    if (pmix_->aborted()) {
        abort_code_ = static_cast<std::uint32_t>(pmix_->aborted()->code & 0xFF);  // as with Slurm; not so under pmi2
        abort_step(pmix_->aborted()->code);
    } else if (pmix_->lost() && !terminating_) {  // the others have KillWait
        say("error: mpi/pmix: task " + std::to_string(pmix_->lost()->task) + " has gone without MPI_Finalize");
        abort_step(1);
    } else if (pmix_->has_gone()) {
        say("error: mpi/pmix: mspmix has gone, and the tasks can not do without");
        abort_step(1);
    }
}

/// A task or what serves the tasks wants the end of all.
void StepShepherd::abort_step(int code) {
    if (killing_) return;
    report_.exit.code = std::max(report_.exit.code, static_cast<std::uint32_t>(code & 0xFF));
    say("error: *** STEP " + shown_id() + " ON " + first_node() + " CANCELLED AT " + ms::text::format_date(ms::now()) + " ***");
    kill_everything();
}

void StepShepherd::on_attendant() {
    const bool here = birth_.attendant.receive() && birth_.attendant.burden() < most_of_attendant;
    birth_.attendant.take_descriptors();  // it has nothing more to bring
    while (const auto message = birth_.attendant.next()) {
        TaskSignal order;
        if (message->kind != Attendance::signal || !ms::protocol::decode_message(message->body, order)) continue;
        const bool has_time = cancelled_ && order.signal == SIGKILL;  // srun has heard the job's SIGTERM, too: KillWait runs
        if (!has_time) deliver(order.signal);
    }
    if (here) return;
    attended_ = false;
    terminate();
}

/// False: the job's shepherd has died, and this process does with it.
bool StepShepherd::on_supervisor() {
    char bytes[4096];
    const ssize_t size = ms::receive_with_descriptors(supervisor_.get(), bytes, passed_on_, MSG_DONTWAIT);
    if (size <= 0) return false;
    orders_.append({bytes, static_cast<std::size_t>(size)});
    while (const auto message = orders_.next()) {
        SignalOrder order;
        Look look;
        ResizeOrder resize;
        if (message->kind == Kind::step_ack) acknowledged_ = true;
        if (message->kind == Kind::resize && decode(message->body, resize)) leave_nodes(resize);
        if (message->kind == Kind::signal && decode(message->body, order)) obey(order);
        if (message->kind == Kind::look && decode(message->body, look)) report_usage(look);
        if (message->kind == attach_viewer && !passed_on_.empty()) {
            birth_.attendant.pass_on(Attendance::attach, std::move(passed_on_.front()));
            passed_on_.erase(passed_on_.begin());
        }
    }
    return true;
}

void StepShepherd::on_timer() {
    drain(timer_.get());
    if (killing_ && pmix_) return pmix_->kill();
    if (terminating_) return kill_everything();
    report_.timed_out = true;
    say("error: *** STEP " + shown_id() + " ON " + first_node() + " CANCELLED AT " + ms::text::format_date(ms::now()) +
        " DUE TO TIME LIMIT ***");
    terminate();
}

void StepShepherd::report_usage(const Look& look) {
    (void)ms::write_all(supervisor_.get(), encode(Kind::usage, meter_.report(report_.step, look.processes)));
}

void StepShepherd::obey(const SignalOrder& order) {
    if (!order.message.empty()) birth_.attendant.send(Attendance::line, Line{order.message});
    if (ms::is_set(order.step_end) && !terminating_ && !killing_) set_timer(timer_, milliseconds_until(order.step_end));
    if (order.signal == 0) return;
    if (order.with_continue) deliver(SIGCONT);
    if (order.signal == SIGTERM && order.with_continue) {  // an end, not a signal that somebody sent
        cancelled_ = true;
        return terminate();
    }
    deliver(order.signal);
}

/// What a task has started goes with it where it has a group, else as far as it is still of the task's session.
void StepShepherd::leave_nodes(const ResizeOrder& order) {
    for (const auto& [pid, number] : tasks_) {
        if (has_node(order, birth_.order.tasks[number].node)) continue;
        if (number < task_groups_.size()) task_groups_[number].kill();
        ::kill(-pid, SIGKILL);
    }
}

void StepShepherd::deliver(int number) {
    if (number == SIGKILL) return kill_everything();
    if (is_for_all_processes(number)) return tree_.signal(number);
    for (const auto& [pid, task] : tasks_) ::kill(-pid, number);
}

/// SIGTERM now, SIGKILL when KillWait is over.
void StepShepherd::terminate() {
    if (terminating_ || killing_) return;
    terminating_ = true;
    tree_.signal(SIGCONT);
    tree_.signal(SIGTERM);
    set_timer(timer_, job_.kill_wait_ms);
}

void StepShepherd::kill_everything() {
    killing_ = true;
    if (pmix_ && !pmix_->ending() && tasks_.empty()) {
        pmix_->end();
        set_timer(timer_, pmix_patience_ms);
    }
    group_.kill();
    tree_.kill();
}

// ---- birth

void step_shepherd(const LaunchOrder& job, const Cgroup& job_group, StepBirth birth, ms::Fd supervisor) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    ::prctl(PR_SET_NAME, ("msstepd-" + job.shown_id + "." + std::to_string(birth.order.step)).c_str());
    StepShepherd(job, job_group, std::move(birth), std::move(supervisor)).run();
}

}  // namespace stepd
