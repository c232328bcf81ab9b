// SPDX-License-Identifier: MIT
#include "cmds/sbatch/run.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "cmds/sbatch/options.hpp"
#include "cmds/sbatch/request.hpp"
#include "cmds/shared/het_job.hpp"
#include "cmds/shared/submit_help.hpp"
#include "cmds/shared/terminal.hpp"
#include "libms/client/client.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sbatch {
namespace {

using options::SubmitSettings;

/// --uid and --gid: the daemon knows its peer by the kernel's word, so root submits as the user by becoming it.
Result<void> become(const SubmitSettings& settings) {
    if (!settings.uid && !settings.gid) return {};
    const passwd* user = settings.uid ? getpwuid(*settings.uid) : nullptr;
    const GroupId gid = settings.gid ? *settings.gid : user ? user->pw_gid : getgid();
    const int groups = user ? initgroups(user->pw_name, gid) : setgroups(1, &gid);
    if (groups != 0 || setgid(gid) != 0) return fail_errno("--gid");
    if (settings.uid && setuid(*settings.uid) != 0) return fail_errno("--uid");
    return {};
}

int refused(const CommandContext& context, const Error& error, bool test_only) {
    if (error.code == Errc::invalid_gres || error.code == Errc::invalid_cluster) {
        // Slurm's sbatch knows these names itself and does not ask.
        context.error(error.message);
        return 1;
    }
    if (test_only) return options::tell_not_expected(context, error);
    context.error("Batch job submission failed: " + context.tell_all_but_last_line(error.message));
    return options::refused_status();
}

void tell_submitted(const CommandContext& context, const SubmitSettings& settings, const SubmitReply& reply) {
    const std::string id = std::to_string(reply.id.value);
    const bool name_cluster = !settings.clusters.empty();
    if (settings.quiet) return;
    if (settings.parsable)
        context.print(id + (name_cluster ? ";" + reply.cluster : "") + "\n");
    else
        context.print("Submitted batch job " + id + (name_cluster ? " on cluster " + reply.cluster : "") + "\n");
}

int wait_for(const CommandContext& context, JobId job) {
    std::fflush(context.out);
    if (auto sent = context.client->send(WaitRequest{job}); !sent) return options::report_submit(context, sent.error());
    {
        EventLoop loop;
        const WaitLine line(context.err, loop, context.program + ": waiting for job " + std::to_string(job.value));
        bool over = false;
        loop.when_readable(context.client->descriptor(), [&over] { over = true; });
        while (!over) loop.turn();
    }
    const auto ended = client::answer<WaitReply>(*context.client);
    if (!ended) return options::report_submit(context, ended.error());
    return ended->exit.signal != 0 ? 1 : static_cast<int>(ended->exit.code);
}

int submit(const CommandContext& context, const SubmitSettings& settings, const SubmitRequest& request) {
    const auto reply = client::ask<SubmitReply>(*context.client, request);
    if (!reply) return refused(context, reply.error(), settings.test_only);
    for (const std::string& warning : reply->warnings) context.warning(warning);
    if (settings.test_only) {
        options::tell_expected(context, *reply);
        return 0;
    }
    tell_submitted(context, settings, *reply);
    return settings.wait ? wait_for(context, reply->id) : 0;
}

/// Lines for stderr that are no errors.
void tell_notes(const CommandContext& context, const SubmitSettings& settings) {
    if (settings.verbose > 0) options::show_settings(context, table(), settings);
    if (settings.quiet) return;
    for (const std::string& warning : settings.warnings) context.info("Warning: " + warning);
}

/// A job would look for its files where nobody put them; -D does not help, as in Slurm.
bool stands_in_a_directory(const CommandContext& context) {
    char folder[PATH_MAX];
    if (::getcwd(folder, sizeof folder)) return true;
    context.error("getcwd failed: " + std::string(std::strerror(errno)));
    return false;
}

int refuse(const CommandContext& context, const SubmitSettings& settings, const Error& error) {
    options::tell_complaints(context, settings);
    for (const std::string& remark : settings.remarks) std::fprintf(context.err, "%s\n", remark.c_str());
    return options::report_submit(context, error);
}

/// It is applied over the script's header, but what is wrong on it is told before the script is opened, as by Slurm.
std::optional<int> refuse_command_line(const CommandContext& context, const options::CommandLine& line) {
    SubmitSettings tried = options::initial_settings(context);
    const auto applied = table().apply(line.given, options::Source::command_line, tried);
    if (applied) return std::nullopt;
    return refuse(context, tried, applied.error());
}

}  // namespace

int run(const CommandContext& context) {
    const auto line = options::parse(table().rows(), context.words, options::Order::stop_at_operand);
    if (!line) return options::report_submit(context, line.error());
    if (refuse_het_job_in_options(context, line->operands)) return 1;
    const SubmitSettings early = first_pass(*line);
    if (const auto status = answer_questions(context, early, doc(), "[script [arguments...]]")) return *status;

    if (const auto status = refuse_command_line(context, *line)) return *status;
    if (!stands_in_a_directory(context)) return 255;
    SubmitSettings settings = options::initial_settings(context);
    const auto script = load_script(early.wrap, line->operands, settings.directory, context.in);
    if (!script) return options::report_submit(context, script.error());
    const auto header = read_header(*script);
    if (!header) return options::report_submit(context, header.error());
    const auto applied = apply_sources(*header, *line, settings);
    if (!applied) return refuse(context, settings, applied.error());
    options::tell_complaints(context, settings);
    tell_notes(context, settings);

    const auto request = make_request(context, settings, *script, line->operands);
    if (!request) return options::report_submit(context, request.error());
    if (auto became = become(settings); !became) return options::report_submit(context, became.error());
    return submit(context, settings, *request);
}

}  // namespace ms::cmds::sbatch
