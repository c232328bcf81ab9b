// SPDX-License-Identifier: MIT
#include "cmds/srun/step.hpp"

#include <cstring>
#include <sys/resource.h>
#include <sys/wait.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "cmds/shared/broadcast.hpp"
#include "cmds/shared/copy_file.hpp"
#include "cmds/srun/multi_prog.hpp"
#include "cmds/srun/session.hpp"
#include "libms/client/client.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::srun {
namespace {

// ---- the request

int refused(const CommandContext& context, const Job& job, const std::string& why) {
    context.error("Unable to create step for job " + std::to_string(job.id.value) + ": " +
                  context.tell_all_but_last_line(why));
    return options::refused_status();
}

/// The end of the step before may not be on record yet: what is over within this time is not worth a word.
constexpr std::chrono::milliseconds quiet_wait{250};

/// The answer to what has been sent, or the signal that came first.
tl::expected<Result<Reply>, int> answer_or_signal(client::Client& client, SignalWatch& signals,
                                                  std::function<void()> tell_waiting) {
    EventLoop loop;
    loop.after(quiet_wait, std::move(tell_waiting));
    bool answered = false;
    int ended_by = 0;
    loop.when_readable(client.descriptor(), [&] { answered = true; });
    loop.when_readable(signals.descriptor(), [&] {
        while (const auto signal = signals.next())
            if (*signal == SIGINT || *signal == SIGTERM || *signal == SIGHUP || *signal == SIGQUIT) ended_by = *signal;
    });
    while (!answered && ended_by == 0) loop.turn();
    if (answered) return client.receive();
    client.abandon();
    return tl::make_unexpected(ended_by);
}

tl::expected<StepReply, int> wait_for_step(const CommandContext& context, StepRequest request, const Job& job,
                                           SignalWatch& signals) {
    request.wait = true;
    if (auto sent = context.client->send(request); !sent) return tl::make_unexpected(refused(context, job, sent.error().message));
    bool told = false;
    auto answer = answer_or_signal(*context.client, signals, [&] {
        told = true;
        context.info("Job " + std::to_string(job.id.value) + " step creation temporarily disabled, retrying (" +
                     std::string(error_text(Errc::nodes_busy)) + ")");
    });
    if (!answer) {
        context.info("Cancelled pending job step with signal " + std::to_string(answer.error()));
        return tl::make_unexpected(refused(context, job, std::string(error_text(Errc::job_already_done))));
    }
    Result<Reply>& reply = *answer;
    if (!reply) return tl::make_unexpected(refused(context, job, reply.error().message));
    if (const auto* error = std::get_if<Error>(&*reply)) return tl::make_unexpected(refused(context, job, error->message));
    auto* step = std::get_if<StepReply>(&*reply);
    if (!step) return tl::make_unexpected(refused(context, job, "the daemon gave an answer of another kind"));
    if (told)
        context.info("Step created for StepId=" + std::to_string(job.id.value) + "." + std::to_string(step->step.id));
    return std::move(*step);
}

tl::expected<StepReply, int> create_step(const CommandContext& context, const Settings& settings, const Program& program,
                                         const Job& job, SignalWatch& signals) {
    StepRequest request;
    request.job = job.id;
    request.spec = make_step_spec(context, settings, program.words);
    if (request.spec.min_nodes > job.nodes) {
        context.error("Only allocated " + std::to_string(job.nodes) + " nodes asked for " + std::to_string(request.spec.min_nodes));
        return tl::make_unexpected(options::refused_status());
    }
    auto step = client::ask<StepReply>(*context.client, request);
    if (step) return std::move(*step);
    if (step.error().code != Errc::nodes_busy || settings.immediate)
        return tl::make_unexpected(refused(context, job, step.error().message));
    return wait_for_step(context, std::move(request), job, signals);
}

/// The step exists, but will not run.
int cancel(const CommandContext& context, const Step& step) {
    SignalRequest request;
    const std::string text = std::to_string(step.job.value) + "." + std::to_string(step.id);
    request.filter.jobs.push_back({step.job, false, false, {}, true, step.id, text});
    if (auto done = context.client->call(request); !done) context.error(done.error().message);
    return 1;
}

std::nullopt_t give_up(const CommandContext& context, const std::string& why) {
    context.error(why);
    return std::nullopt;
}

// ---- what it runs

StreamPlan stream_plan(const Settings& settings, const Job& job, const Step& step) {
    StreamPlan plan;
    plan.in = settings.spec.std_in;
    plan.out = settings.spec.std_out;
    plan.err = settings.spec.std_err;
    plan.append = settings.spec.open_mode == OpenMode::append;
    plan.label = settings.label;
    plan.unbuffered = settings.unbuffered;
    plan.directory = settings.spec.work_dir;
    plan.fields = text::filename_fields(job);
    plan.fields.step = std::to_string(step.id);
    plan.node_indices = place_tasks(step.tasks_on, step.spec.distribution);
    for (const std::uint32_t node : plan.node_indices) plan.nodes.push_back(step.allocation[node].node);
    return plan;
}

/// A terminal for task 0, and nothing for the others.
void give_terminal(const Pty& pty, Streams& streams, std::vector<int>& descriptors, attendance::Launch& launch) {
    const auto number = static_cast<std::int32_t>(descriptors.size());
    descriptors.push_back(pty.slave());
    streams.files[0] = {number, number, number};
    launch.terminal = true;
    options::set_variable(launch.environment, "SLURM_PTY_WIN_COL", std::to_string(pty.columns()));
    options::set_variable(launch.environment, "SLURM_PTY_WIN_ROW", std::to_string(pty.rows()));
}

/// Where --bcast puts the copy. A name that ends with a slash is a directory.
std::string broadcast_path(const std::string& asked, const Step& step, const std::string& directory) {
    std::string to = asked;
    if (to.empty() || to.ends_with('/'))
        to += "slurm_bcast_" + std::to_string(step.job.value) + "." + std::to_string(step.id) + "_" + step.allocation[0].node;
    return to.starts_with('/') ? to : directory + "/" + to;
}

/// The libraries come before those that are there.
void find_libraries_in(const std::string& directory, std::vector<std::string>& environment) {
    constexpr std::string_view name = "LD_LIBRARY_PATH";
    std::string path = directory;
    for (const std::string& entry : environment)
        if (entry.starts_with(name) && entry.size() > name.size() + 1 && entry[name.size()] == '=')
            path += ":" + entry.substr(name.size() + 1);
    options::set_variable(environment, std::string(name), path);
}

/// --bcast: the tasks run a copy of the program. False: there is none, which has been told.
bool broadcast(const CommandContext& context, const Settings& settings, const Step& step, attendance::Launch& launch) {
    const std::string from = launch.argv[0], to = broadcast_path(*settings.broadcast, step, launch.work_dir);
    if (settings.send_libraries) {
        const Excluded excluded = parse_excluded(settings.library_exclusions);
        for (const std::string& complaint : excluded.complaints) context.error(complaint);
        const auto libraries = send_libraries(from, to, excluded.directories);
        if (libraries) find_libraries_in(*libraries, launch.environment);
        else context.error(libraries.error().message);
    }
    if (const int problem = copy_file(from, to, {.replace = true})) {
        context.error("REQUEST_FILE_BCAST(" + step.node_list + "): " + std::strerror(problem));
        context.fatal("Failed to broadcast '" + from + "'. Step launch aborted.");
        return false;
    }
    launch.argv[0] = to;
    return true;
}

/// --prolog, --epilog: with the program's words as arguments.
void run_beside(const CommandContext& context, const std::string& path, const Words& words,
                const std::vector<std::string>& environment, const SignalWatch& signals, const char* script_context) {
    if (path.empty()) return;
    std::vector<std::string> entries = environment;
    options::set_variable(entries, "SLURM_SCRIPT_CONTEXT", script_context);
    std::vector<char*> argv{const_cast<char*>(path.c_str())}, env;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    for (const std::string& entry : entries) env.push_back(const_cast<char*>(entry.c_str()));
    argv.push_back(nullptr);
    env.push_back(nullptr);
    std::fflush(context.out);
    const pid_t child = fork();
    if (child == 0) {
        signals.restore_in_child();
        execve(path.c_str(), argv.data(), env.data());
        _exit(127);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
        context.error(path + ": status " + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)));
}

/// Pipes for many tasks need more descriptors than shells allow by default.
void allow_many_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

std::string hosts_and_tasks(const Step& step) {
    return "launching StepId=" + std::to_string(step.job.value) + "." + std::to_string(step.id) + " on host " +
           step.node_list + ", " + std::to_string(step.tasks) + " tasks: " +
           (step.tasks == 1 ? "0" : "[0-" + std::to_string(step.tasks - 1) + "]");
}

Outcome failed(int status) { return {status, status << 8}; }

}  // namespace

Result<std::vector<Words>> programs_of(const Program& program, const Settings& settings, std::uint32_t tasks) {
    if (!settings.multi_program) return std::vector<Words>{};
    return parse_multi_prog(program.multi_text, program.words[0], tasks);
}

std::optional<Outcome> run_tasks(const CommandContext& context, const Settings& settings, const Program& program,
                                 SignalWatch& signals, const CreatedStep& created) {
    const Step& step = created.reply.step;
    allow_many_descriptors();

    auto programs = programs_of(program, settings, step.tasks);
    if (!programs) return give_up(context, programs.error().message);
    auto launch = make_launch(settings, created.reply, program.words, std::move(*programs));
    if (!launch) return give_up(context, launch.error().message);
    if (settings.broadcast && !broadcast(context, settings, step, *launch)) return std::nullopt;

    std::optional<Pty> pty;
    if (settings.pty) {
        auto opened = Pty::open(settings.terminal);
        if (opened) {
            pty = std::move(*opened);
        } else {
            context.error(opened.error().message);
            context.error("Not using a pseudo-terminal, disregarding --pty option");
        }
    }
    Viewers viewers;
    StreamPlan plan = stream_plan(settings, created.job, step);
    plan.viewers = &viewers;
    if (pty) plan.in = plan.out = plan.err = "none";
    auto streams = Streams::open(plan);
    if (!streams) return give_up(context, streams.error().message);
    std::vector<int> descriptors = streams->descriptors();
    if (pty) give_terminal(*pty, *streams, descriptors, *launch);
    launch->files = streams->files;
    launch->descriptors = static_cast<std::uint32_t>(descriptors.size());

    if (settings.verbose > 0) context.info(hosts_and_tasks(step));
    run_beside(context, settings.prolog, program.words, launch->environment, signals, "prolog_srun");
    std::fflush(context.out);
    std::fflush(context.err);
    auto shepherd = created.shepherd();
    if (shepherd)
        if (auto sent = shepherd->send(attendance::Kind::launch, *launch, descriptors); !sent) shepherd = Failure(sent.error());
    if (!shepherd) return give_up(context, shepherd.error().message);

    Session session({context, settings, step, signals, *shepherd, created.allocation, *streams, pty ? &*pty : nullptr, viewers},
                    Tasks(plan.nodes));
    const int status = session.run();
    run_beside(context, settings.epilog, program.words, launch->environment, signals, "epilog_srun");
    return Outcome{status, session.wait_status()};
}

Outcome run_step(const CommandContext& context, const Settings& settings, const Program& program, const Job& job,
                 SignalWatch& signals, client::Attendant* allocation) {
    const auto reply = create_step(context, settings, program, job, signals);
    if (!reply) return failed(reply.error());
    const auto shepherd = [&] { return client::Attendant::connect(reply->spool_dir); };
    const auto outcome = run_tasks(context, settings, program, signals, {job, *reply, shepherd, allocation});
    return outcome ? *outcome : failed(cancel(context, reply->step));
}

}  // namespace ms::cmds::srun
