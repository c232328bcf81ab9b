// SPDX-License-Identifier: MIT
#include "cmds/sattach/run.hpp"

#include <sys/socket.h>

#include "cmds/sattach/options.hpp"
#include "cmds/sattach/view.hpp"
#include "cmds/shared/allocation.hpp"
#include "cmds/shared/opening.hpp"
#include "libms/client/client.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::sattach {
namespace {

constexpr const char* usage_line = "Usage: sattach [options] <jobid.stepid>\n";

struct Found {
    Step step;
    std::string spool_dir;
};
Result<Found> find_step(client::Client& client, const JobSelector& selector) {
    auto reply = find_allocation(client, selector.job);
    if (!reply) return Failure(reply.error());
    for (const Step& step : reply->job->steps)
        if (step.id == selector.step) return Found{step, std::move(reply->spool_dir)};
    return fail(Errc::invalid_job_id);
}

/// A stream to the step's srun, whose other end goes to it through the shepherds.
Result<client::Attendant> reach_srun(const Found& found) {
    auto shepherd = client::Attendant::connect(found.spool_dir);
    if (!shepherd) return shepherd;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno("socketpair");
    client::Attendant srun{Fd(ends[0])};
    const Fd theirs(ends[1]);
    const int passed[] = {theirs.get()};
    MS_TRY(shepherd->send(attendance::Kind::attach, attendance::Attach{found.step.job.value, found.step.id}, passed));
    return srun;
}

void show_layout(const CommandContext& context, const Step& step) {
    const auto node_of = place_tasks(step.tasks_on, step.spec.distribution);
    context.print("Job step layout:\n\t" + std::to_string(step.tasks) + " tasks, " + std::to_string(step.nodes) + " nodes (" +
                  step.node_list + ")\n\n");
    for (std::uint32_t node = 0; node < step.allocation.size(); ++node) {
        std::vector<std::string> tasks;
        for (std::uint32_t task = 0; task < node_of.size(); ++task)
            if (node_of[task] == node) tasks.push_back(std::to_string(task));
        context.print("\tNode " + std::to_string(node) + " (" + step.allocation[node].node + "), " +
                      std::to_string(tasks.size()) + " task(s): " + text::join(tasks, " ") + "\n");
    }
}

int bad_words(const CommandContext& context, std::string_view message) {
    context.error(message);
    std::fputs(usage_line, context.err);
    return 1;
}

}  // namespace

int run(const CommandContext& context) {
    const Opening<Settings> opening{doc(), option_table(), {}, usage_line};
    const auto opened = opening.open(context);
    if (!opened) return opened.error();
    const auto& operands = opened->operands;
    if (operands.size() != 1) return bad_words(context, "too many parameters");

    const auto selector = text::parse_selector(operands[0]);
    if (!selector || !selector->has_step) return bad_words(context, "Failed to parse stepid from command line options");
    const Settings& settings = opened->settings;
    if (settings.pty && (settings.input || settings.output || settings.error)) {
        context.error("don't specify both --pty and I/O filtering");
        return 1;
    }
    const auto found = find_step(*context.client, *selector);
    if (!found) {
        context.error("Could not get job step info: " + found.error().message);
        return 1;
    }
    if (settings.layout) {
        show_layout(context, found->step);
        return 0;
    }
    auto srun = reach_srun(*found);
    if (!srun) {
        context.error(srun.error().message);
        return 1;
    }
    return View(context, settings, std::move(*srun), "StepId=" + operands[0]).run();
}

}  // namespace ms::cmds::sattach
