// SPDX-License-Identifier: MIT
#include "cmds/srun/run.hpp"

#include <algorithm>
#include <unistd.h>

#include "cmds/shared/allocation.hpp"
#include "cmds/shared/het_job.hpp"
#include "cmds/shared/submit_help.hpp"
#include "cmds/shared/submit_opening.hpp"
#include "cmds/srun/launch.hpp"
#include "cmds/srun/options.hpp"
#include "cmds/srun/step.hpp"
#include "cmds/srun/unallocated.hpp"
#include "libms/base/fd.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"

namespace ms::cmds::srun {
namespace {

constexpr const char* cannot_allocate = "Unable to allocate resources";

/// Lists that an option asked for instead of a step.
std::optional<int> answered(const CommandContext& context, const Settings& settings) {
    if (const auto status = answer_questions(context, settings, doc(), "program [arguments...]")) return status;
    if (settings.list_mpi) context.print(mpi_list());
    else if (settings.list_cpu_bind) context.print(cpu_bind_help());
    else return std::nullopt;
    return 0;
}

/// As many tasks as there will be, as far as srun can tell before it has asked.
std::uint32_t likely_tasks(const JobSpec& spec) {
    if (spec.tasks) return spec.tasks;
    return std::max(1u, spec.min_nodes) * std::max(1u, spec.tasks_per_node);
}

Result<Program> read_program(const Settings& settings, const std::vector<std::string>& operands) {
    Program program;
    program.words = operands;
    if (operands.empty()) {
        if (!settings.test_only) return fail(Errc::fatal, "No command given to execute.");
        return program;
    }
    if (!settings.multi_program) {
        if (settings.broadcast && access(executable(operands[0], settings.spec.work_dir).c_str(), X_OK) != 0)
            return fail(Errc::fatal, "Can not execute " + operands[0]);
        return program;
    }
    auto text = read_file(operands[0]);
    if (!text) return fail(Errc::generic, "Could not open multi_prog config file " + operands[0]);
    program.multi_text = std::move(*text);
    const auto checked = programs_of(program, settings, likely_tasks(settings.spec));
    if (!checked) return Failure(checked.error());
    return program;
}

int test_only(const CommandContext& context, const SubmitRequest& request) {
    const auto reply = client::ask<SubmitReply>(*context.client, request);
    if (!reply) return options::tell_not_expected(context, reply.error());
    for (const std::string& warning : reply->warnings) context.warning(warning);
    options::tell_expected(context, *reply);
    return 0;
}

/// A step in a job that is there already.
int run_inside(const CommandContext& context, const Settings& settings, const Program& program, SignalWatch& signals) {
    const auto job = find_allocation(*context.client, settings.job);
    if (!job || !job->job) {
        const std::string id = std::to_string(settings.job.value);
        context.error("Unable to confirm allocation for job " + id + ": " +
                      (job ? std::string(error_text(Errc::invalid_job_id)) : job.error().message));
        context.info("Check SLURM_JOB_ID environment variable. Expired or invalid job " + id);
        return 1;
    }
    return run_step(context, settings, program, *job->job, signals, nullptr).status;
}

/// "4(x2),2(x1)".
std::string cpu_counts(const Job& job) {
    std::vector<std::uint32_t> counts;
    for (const NodeAllocation& part : job.allocation) counts.push_back(static_cast<std::uint32_t>(part.cpus.size()));
    std::string text = text::format_repeated(counts);
    return text.ends_with(')') ? text : text + "(x1)";
}

/// A job for this step alone.
int run_outside(const CommandContext& context, const Settings& settings, const Program& program, SignalWatch& signals) {
    AllocationCall call;
    call.request = make_submission(settings, program.words);
    call.immediate = settings.immediate;
    call.refusal = cannot_allocate;
    const auto granted = allocate(context, signals, call);
    if (!granted) return granted.error();
    const Job& job = *granted->reply.job;
    auto allocation = hold(granted->reply);
    if (!allocation) {
        context.error(revocation(job.id, false));
        return 1;
    }
    if (settings.verbose > 0)
        context.info("jobid " + std::to_string(job.id.value) + ": nodes(" + std::to_string(job.allocation.size()) + "):`" +
                     text::shown_nodes(job) + "', cpu counts: " + cpu_counts(job));
    const Outcome outcome = run_step(context, settings, program, job, signals, &*allocation);
    release(*allocation, outcome.wait_status);
    return outcome.status;
}

}  // namespace

int run(const CommandContext& given) {
    CommandContext context = given;
    Settings settings;
    const auto operands =
        open_submission(context, table(), settings, apply_sources, [&] { return answered(context, settings); });
    if (!operands) return operands.error();
    if (refuse_het_job(context, *operands)) return 1;  // srun looks for the colon among the program's words, too
    settings.spec = options::described_spec(context, settings);
    const auto program = read_program(settings, *operands);
    if (!program) return options::report_submit(context, program.error());
    if (settings.test_only) return test_only(context, make_submission(settings, program->words));

    SignalWatch signals({SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGALRM, SIGCONT, SIGWINCH});
    if (settings.no_allocation) return run_unallocated(context, settings, *program, signals);
    return settings.job ? run_inside(context, settings, *program, signals)
                        : run_outside(context, settings, *program, signals);
}

}  // namespace ms::cmds::srun
