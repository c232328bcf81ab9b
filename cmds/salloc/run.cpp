// SPDX-License-Identifier: MIT
#include "cmds/salloc/run.hpp"

#include <cerrno>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

#include "cmds/salloc/child.hpp"
#include "cmds/salloc/options.hpp"
#include "cmds/shared/allocation.hpp"
#include "cmds/shared/submit_help.hpp"
#include "cmds/shared/submit_opening.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::salloc {
namespace {

AllocationCall make_call(const CommandContext& context, const Settings& settings) {
    AllocationCall call;
    JobSpec& spec = call.request.spec;
    spec = options::described_spec(context, settings);
    spec.kind = settings.no_shell ? JobKind::no_shell : JobKind::attended;
    if (spec.name.empty()) spec.name = "interactive";
    call.request.environment = options::process_environment();
    options::add_submission(spec, call.request.environment);
    call.request.submit_sid = static_cast<std::uint32_t>(getsid(0));
    call.immediate = settings.immediate;
    call.refusal = "Job submit/allocate failed";
    call.tells_pending = true;
    return call;
}

void ring(const CommandContext& context, const Settings& settings, bool waited_long) {
    const bool wanted = settings.bell == Bell::always || (settings.bell == Bell::after_delay && waited_long);
    if (!wanted || !isatty(STDOUT_FILENO)) return;
    context.print("\a");
    std::fflush(context.out);
}

/// A shell or command in its allocation, until one of the two has ended.
class Stay {
  public:
    Stay(const CommandContext& context, const Settings& settings, const Job& job, SignalWatch& signals,
         client::Attendant& attendant, Child& child, bool of_shell)
        : context_(context), settings_(settings), job_(job), signals_(signals), attendant_(attendant), child_(child),
          of_shell_(of_shell) {}

    /// The child's wait status; nothing when we are told to leave.
    std::optional<int> run() {
        loop_.when_readable(signals_.descriptor(), [this] { take_signals(); });
        loop_.when_readable(attendant_.descriptor(), [this] { hear(); });
        while (!status_ && !leave_) loop_.turn();
        return status_;
    }
    bool revoked() const { return revoked_; }

  private:
    void take_signals() {
        while (const auto signal = signals_.next()) {
            if (*signal == SIGCHLD) {
                if (const auto ended = child_.attend()) status_ = ended;
                continue;
            }
            // HUP and TERM end the allocation, and the child is told that the line is down; the rest is the child's.
            leave_ = leave_ || *signal == SIGHUP || *signal == SIGTERM;
            child_.signal(*signal == SIGTERM ? SIGHUP : *signal);
        }
    }

    void hear() {
        const bool open = attendant_.receive();
        while (const auto message = attendant_.next()) {
            attendance::Revoked body;
            if (message->kind == attendance::Kind::revoked && protocol::decode_message(message->body, body))
                revoke(body.time_limit);
        }
        if (open) return;
        revoke(false);
        loop_.forget(attendant_.descriptor());
    }

    /// A shell that sits at a terminal ends with its allocation; a command goes on unless -K says otherwise.
    void revoke(bool time_limit) {
        if (revoked_) return;
        revoked_ = true;
        context_.info(revocation(job_.id, time_limit));
        if (settings_.kill_command)
            child_.signal(*settings_.kill_command);
        else if (of_shell_ && child_.has_terminal())
            child_.signal(SIGHUP);
        else
            return;
        child_.signal(SIGCONT);
    }

    const CommandContext& context_;
    const Settings& settings_;
    const Job& job_;
    SignalWatch& signals_;
    client::Attendant& attendant_;
    Child& child_;
    bool of_shell_;
    EventLoop loop_;
    std::optional<int> status_;
    bool leave_ = false, revoked_ = false;
};

/// Slurm's rule: a command that was ended from the keyboard or with its terminal is none that failed.
int exit_status(int wait_status) {
    if (WIFEXITED(wait_status)) return WEXITSTATUS(wait_status);
    const int signal = WTERMSIG(wait_status);
    return signal == SIGHUP || signal == SIGINT || signal == SIGQUIT || signal == SIGKILL ? 0 : 1;
}

void tell_grant(const CommandContext& context, const Job& job) {
    context.info("Granted job allocation " + std::to_string(job.id.value));
    context.info("Nodes " + text::shown_nodes(job) + " are ready for job");
}

int stay(const CommandContext& context, const Settings& settings, const std::vector<std::string>& operands,
         SignalWatch& signals, const AllocationReply& granted) {
    const Job& job = *granted.job;
    auto attendant = hold(granted);
    if (!attendant) {
        context.error(revocation(job.id, false));
        return 1;
    }
    std::vector<std::string> environment = options::process_environment();
    for (const std::string& entry : granted.environment) {
        const std::size_t equals = entry.find('=');
        options::set_variable(environment, entry.substr(0, equals), entry.substr(equals + 1));
    }
    const std::vector<std::string> words = operands.empty() ? std::vector{login_shell()} : operands;
    Child child(signals);
    auto started = child.start(words, environment, settings.spec.work_dir);
    if (!started) context.error(started.error().message);
    Stay here(context, settings, job, signals, *attendant, child, operands.empty());
    constexpr int failed = 1 << 8;  // as exit(1) would leave it
    const int status = started ? here.run().value_or(failed) : failed;
    if (!here.revoked()) {
        context.info("Relinquishing job allocation " + std::to_string(job.id.value));
        release(*attendant, status);
    }
    return exit_status(status);
}

}  // namespace

int run(const CommandContext& given) {
    CommandContext context = given;
    Settings settings;
    const auto operands = open_submission(context, table(), settings, apply_sources, [&] {
        return answer_questions(context, settings, doc(), "[command [arguments...]]");
    });
    if (!operands) return operands.error();

    if (const std::string& directory = settings.spec.work_dir; !directory.empty() && ::chdir(directory.c_str()) != 0) {
        context.error("chdir(" + directory + "): " + std::strerror(errno));
        return 1;
    }
    SignalWatch signals({SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCHLD});
    const auto granted = allocate(context, signals, make_call(context, settings));
    if (!granted) return granted.error();
    ring(context, settings, granted->waited_long);
    tell_grant(context, *granted->reply.job);
    if (settings.no_shell) return 0;
    return stay(context, settings, *operands, signals, granted->reply);
}

}  // namespace ms::cmds::salloc
