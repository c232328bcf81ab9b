// SPDX-License-Identifier: MIT
#include "cmds/seff/run.hpp"

#include <algorithm>

#include "cmds/seff/efficiency.hpp"
#include "cmds/seff/options.hpp"
#include "libms/client/client.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::seff {
namespace {

/// -d: the figures, a name and a value each.
std::string raw_text(const AccountingJob& record, Time now) {
    const Efficiency figures = efficiency_of(record, now);
    return "Slurm data: JobID=" + std::to_string(record.job.id.value) + " User=" + record.job.user +
           " State=" + std::string(state_name(record.job.state)) + " Nodes=" + std::to_string(figures.nodes) +
           " CPUs=" + std::to_string(figures.cpus) + " ElapsedSeconds=" + std::to_string(figures.elapsed.count()) +
           " CPUSeconds=" + std::to_string(figures.cpu_used.count()) + " MemoryBytes=" + std::to_string(figures.memory_used) +
           " HeldBytes=" + std::to_string(figures.memory_held) + "\n";
}

int show(const CommandContext& context, const JobSelector& selector, bool raw) {
    AccountingQuery query;
    query.filter.jobs = {selector};
    auto reply = client::ask<AccountingReply>(*context.client, query);
    if (!reply) {
        context.error(reply.error().message);
        return 1;
    }
    auto& jobs = reply->jobs;
    if (jobs.empty()) {
        context.print("Job not found.\n");
        return 2;
    }
    if (raw)
        for (const AccountingJob& job : jobs) context.print(raw_text(job, reply->now));
    const bool whole_array = jobs.size() > 1;
    context.print(whole_array ? array_report(jobs, reply->cluster, reply->now) : report(jobs.front(), reply->cluster, reply->now));
    context.print(hint(jobs, reply->now));
    return 0;
}

}  // namespace

/// As Slurm's, it ends with 1 after its own help.
int run(const CommandContext& context) {
    const auto rows = options::rows_of(option_table());
    const auto line = options::parse(rows, context.words, options::Order::permute);
    if (!line) return context.usage_error(line.error().message, 1);
    Settings settings;
    (void)options::apply(option_table(), line->given, settings);  // no option of these can be refused
    if (settings.version) context.print(std::string(slurm_version) + "\n");
    else if (settings.help || line->operands.size() != 1) context.print(options::help_text(doc().usage, doc().rows));
    if (settings.version || settings.help || line->operands.size() != 1) return 1;
    const auto selector = text::parse_selector(line->operands.front());
    if (!selector) {
        context.error(selector.error().message + ": " + line->operands.front());
        return 1;
    }
    return show(context, *selector, settings.raw);
}

}  // namespace ms::cmds::seff
