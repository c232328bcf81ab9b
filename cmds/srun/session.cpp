// SPDX-License-Identifier: MIT
#include "cmds/srun/session.hpp"

#include <algorithm>
#include <csignal>
#include <sys/wait.h>

#include "libms/base/contains.hpp"
#include "libms/client/client.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::srun {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds together{30};    // ends within this time are told in one line
constexpr seconds second_interrupt{1};  // "one more within 1 sec"
constexpr seconds usual_kill_wait{30};
constexpr seconds beyond_kill_wait{2};  // for the news of what it has ended

template <class T, class Then>
void with(std::string_view body, Then then) {
    T value;
    if (protocol::decode_message(body, value)) then(value);
}

}  // namespace

Session::Session(Parts parts, Tasks tasks) : p_(parts), tasks_(std::move(tasks)) {}

std::string Session::step_name() const {
    return "StepId=" + std::to_string(p_.step.job.value) + "." + std::to_string(p_.step.id);
}

void Session::verbose(const std::string& text) const {
    if (p_.settings.verbose > 0) p_.context.info(text);
}

int Session::run() {
    loop_.when_readable(p_.shepherd.descriptor(), [this] { hear(); });
    loop_.when_readable(p_.signals.descriptor(), [this] { take_signals(); });
    if (p_.allocation) loop_.when_readable(p_.allocation->descriptor(), [this] { hear_of_allocation(); });
    p_.streams.start(loop_);
    if (p_.pty) p_.pty->start(loop_, p_.viewers);
    while (connected_ && !over_) loop_.turn();
    if (p_.pty) p_.pty->finish(loop_);
    // Without the shepherd's word there may be tasks left, and data for ever.
    while (over_ && !p_.streams.drained()) loop_.turn();
    if (over_) p_.viewers.tell(attendance::Kind::over, end_);
    p_.viewers.finish();

    tell_ends();
    if (!over_ && failure_ == 0) {
        p_.context.error("the shepherd of job " + std::to_string(p_.step.job.value) + " is gone, and " + step_name() +
                         " with it");
        failure_ = 1;
    }
    const bool killed_by_itself = tasks_.any_killed() && !aborting_ && !abort_told_ && !end_.out_of_memory;
    if (terminated_ || killed_by_itself) p_.context.info("Force Terminated " + step_name());
    if (end_.abort_code != 0) return static_cast<int>(end_.abort_code);  // rather than what the end of the others makes of it
    return std::max(failure_, tasks_.exit_status(end_.out_of_memory));
}

// ---- the shepherd

void Session::hear() {
    using attendance::Kind;
    connected_ = p_.shepherd.receive();
    while (const auto message = p_.shepherd.next()) {
        const auto pass_on = [this](const auto& value) { on(value); };
        switch (message->kind) {
            case Kind::started: with<attendance::Started>(message->body, pass_on); break;
            case Kind::exited: with<attendance::Exited>(message->body, pass_on); break;
            case Kind::over: with<attendance::Over>(message->body, pass_on); break;
            case Kind::line: with<attendance::Line>(message->body, pass_on); break;
            case Kind::attach: p_.viewers.admit(p_.shepherd.take_descriptor(), p_.step.tasks, loop_); break;
            case Kind::refused: with<attendance::Refused>(message->body, pass_on); break;
            default: break;
        }
    }
}

void Session::on(const attendance::Started& started) {
    std::vector<std::string> nodes;
    for (const auto& part : p_.step.allocation) nodes.push_back(part.node);
    for (std::size_t node = 0; node < nodes.size() && node < p_.step.tasks_on.size(); ++node)
        verbose("Node " + nodes[node] + ", " + std::to_string(p_.step.tasks_on[node]) + " tasks started");
    (void)started;
}

void Session::on(const attendance::Exited& exited) {
    tasks_.exited(exited.task, exited.wait_status);
    p_.viewers.tell(attendance::Kind::exited, exited);
    look_at_end(exited);
    if (ends_timer_) return;
    ends_timer_ = true;
    loop_.after(together, [this] {
        ends_timer_ = false;
        tell_ends();
    });
}

void Session::tell_ends() {
    for (const Tasks::Told& told : tasks_.untold(end_.out_of_memory)) {
        char status[16];
        std::snprintf(status, sizeof status, "0x%04x", static_cast<unsigned>(told.wait_status));
        verbose("Received task exit notification for " + std::to_string(told.tasks) + (told.tasks == 1 ? " task" : " tasks") +
                " of " + step_name() + " (status=" + status + ").");
        const bool of_our_interrupt = aborting_ && WIFSIGNALED(told.wait_status) && WTERMSIG(told.wait_status) == SIGINT;
        if (told.good)
            verbose(told.line);
        else if (!of_our_interrupt)
            p_.context.error(told.line);
    }
}

/// What one task's end means for the others.
void Session::look_at_end(const attendance::Exited& exited) {
    if (aborting_ || terminated_) return;
    const bool bad_exit = p_.settings.kill_on_bad_exit && exited.wait_status != 0;
    if (bad_exit) {
        tell_ends();
        p_.context.info("Terminating " + step_name());
    }
    if (tasks_.all_exited()) return;
    if (bad_exit) {
        terminated_ = true;
        terminate();
    } else if (p_.settings.wait_seconds != 0 && !wait_timer_) {
        wait_timer_ = true;
        loop_.after(seconds(p_.settings.wait_seconds), [this] { late(); });
    }
}

/// -W: the first task has been gone for long enough.
void Session::late() {
    if (tasks_.all_exited() || aborting_) return;
    tell_ends();
    p_.context.info("First task exited " + std::to_string(p_.settings.wait_seconds) + "s ago");
    tell_states();
    p_.context.info("Terminating " + step_name());
    aborting_ = true;
    tell_abort();
    send(SIGKILL);
}

void Session::on(const attendance::Over& over) {
    over_ = true;
    end_ = over;
}

void Session::on(const attendance::Line& line) {
    // The notice that the step is being ended from elsewhere; Slurm's srun is told of that too.
    if (line.text.find(" CANCELLED AT ") != std::string::npos && !terminated_) tell_abort();
    std::fprintf(p_.context.err, "%s\n", line.text.c_str());
    p_.viewers.tell(attendance::Kind::line, line);
}

void Session::on(const attendance::Refused& refused) {
    failure_ = 1;
    connected_ = false;
    if (refused.of_request) return p_.context.error(refused.why);
    p_.context.error("Task launch for " + step_name() + " failed on node " +
                     (p_.step.allocation.empty() ? "?" : p_.step.allocation.front().node) + ": " + refused.why);
    p_.context.error("Application launch failed: " + refused.why);
    tell_abort();
}

/// The allocation ends; the step's own connection tells the rest.
void Session::hear_of_allocation() {
    const bool open = p_.allocation->receive();
    while (const auto message = p_.allocation->next())
        if (message->kind == attendance::Kind::revoked) tell_abort();
    if (!open) loop_.forget(p_.allocation->descriptor());
}

// ---- the user

void Session::take_signals() {
    const auto& ignored = p_.settings.ignored_signals;
    while (const auto signal = p_.signals.next()) {
        if (contains(ignored, *signal)) continue;
        switch (*signal) {
            case SIGINT: interrupt(); break;
            case SIGQUIT:
            case SIGTERM:
            case SIGHUP: quit(*signal); break;
            case SIGWINCH:
                if (p_.pty) p_.pty->resize();
                break;
            case SIGCONT: p_.context.info("got SIGCONT"); [[fallthrough]];
            default: send(*signal);
        }
    }
}

/// Ctrl-C: the first one asks, unless there was a wish not to be asked.
void Session::interrupt() {
    const bool second = interrupted_;
    if (!second) loop_.after(second_interrupt, [this] { interrupted_ = false; });
    interrupted_ = true;
    if (aborting_) {
        send(SIGKILL);
        return;
    }
    if (!second && !p_.settings.quit_on_interrupt && !p_.settings.disable_status) {
        p_.context.info("interrupt (one more within 1 sec to abort)");
        tell_states();
        return;
    }
    p_.context.info("sending Ctrl-C to " + step_name());
    send(SIGINT);
    if (!second && p_.settings.disable_status) return;
    aborting_ = true;
    p_.context.info("forcing job termination");
    tell_abort();
    loop_.after(patience(), [this] { send(SIGKILL); });
}

void Session::quit(int signal) {
    if (signal == SIGQUIT) p_.context.info("Quit");
    p_.context.info("forcing job termination");
    aborting_ = true;
    tell_abort();
    send(SIGKILL);
}

void Session::send(int signal) {
    // Where the connection is broken, hear() finds it out.
    (void)p_.shepherd.send(attendance::Kind::signal, attendance::TaskSignal{signal});
}

void Session::terminate() {
    SignalRequest cancel;
    const std::string text = std::to_string(p_.step.job.value) + "." + std::to_string(p_.step.id);
    cancel.filter.jobs.push_back({p_.step.job, false, false, {}, true, p_.step.id, text});
    if (!p_.context.client->call(cancel)) send(SIGTERM);
    loop_.after(patience(), [this] { send(SIGKILL); });
}

/// The site's KillWait and a little more; Slurm's usual one where the daemon does not tell.
seconds Session::patience() {
    if (patience_) return *patience_;
    seconds kill_wait = usual_kill_wait;
    if (const auto config = client::ask<ConfigReply>(*p_.context.client, ConfigQuery{}))
        for (const auto& [key, value] : config->values)
            if (const auto number = text::parse_unsigned(value.substr(0, value.find(' '))); key == "KillWait" && number)
                kill_wait = seconds(*number);
    patience_ = kill_wait + beyond_kill_wait;
    return *patience_;
}

void Session::tell_abort() {
    if (abort_told_) return;
    abort_told_ = true;
    p_.context.info("Job step aborted: Waiting up to " + std::to_string(patience().count()) +
                    " seconds for job step to finish.");
}

void Session::tell_states() {
    for (const std::string& state : tasks_.states()) p_.context.info(step_name() + " " + state);
}

}  // namespace ms::cmds::srun
