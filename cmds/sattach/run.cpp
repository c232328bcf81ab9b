// SPDX-License-Identifier: MIT
#include "cmds/sattach/run.hpp"

#include <algorithm>

#include "cmds/allocation.hpp"
#include "cmds/opening.hpp"
#include "cmds/sattach/options.hpp"
#include "libms/client/client.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::sattach {
namespace {

constexpr const char* usage_line = "Usage: sattach [options] <jobid.stepid>\n";

Result<Step> find_step(client::Client& client, const JobSelector& selector) {
    const auto reply = find_allocation(client, selector.job);
    if (!reply) return Failure(reply.error());
    for (const Step& step : reply->job->steps)
        if (step.id == selector.step) return step;
    return fail(Errc::invalid_job_id);
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
    const auto step = find_step(*context.client, *selector);
    if (!step) {
        context.error("Could not get job step info: " + step.error().message);
        return 1;
    }
    if (opened->settings.layout) {
        show_layout(context, *step);
        return 0;
    }
    context.error("the tasks of StepId=" + operands[0] +
                  " have their streams as srun gave them, and nothing copies them: there is nothing to attach to. "
                  "Let srun write files (--output) to look into, or run it in a terminal multiplexer");
    return 1;
}

}  // namespace ms::cmds::sattach
