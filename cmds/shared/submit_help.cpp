// SPDX-License-Identifier: MIT
#include "cmds/shared/submit_help.hpp"

#include <set>

#include "libms/client/client.hpp"

namespace ms::cmds {
namespace {

int list_gres(const CommandContext& context) {
    const auto cluster = client::ask<ClusterReply>(*context.client, ClusterQuery{});
    if (!cluster) return options::report_submit(context, cluster.error());
    std::set<std::string> names;
    for (const NodeInfo& node : cluster->nodes)
        for (const NodeGres& gres : node.gres) names.insert(gres.name);
    context.print("Valid gres options are:\n");
    for (const std::string& name : names) context.print(name + "[[:type]:count]\n");
    return 0;
}

constexpr const char* hints =
    "Application hint options:\n"
    "    --hint=             how the program uses the CPUs\n"
    "        compute_bound   all cores of each socket\n"
    "        memory_bound    one core of each socket\n"
    "        [no]multithread [do not] use several threads of a core\n";

constexpr const char* memory_binds =
    "Memory bind options:\n"
    "    --mem-bind=         where the memory of tasks is to be (kept, no effect here)\n"
    "        q[uiet] v[erbose], no[ne], rank, local, prefer, sort, nosort\n"
    "        map_mem:<list>, mask_mem:<list>\n";

}  // namespace

std::optional<int> answer_questions(const CommandContext& context, const options::SubmitSettings& settings,
                                    const CommandDoc& doc, std::string_view operands) {
    if (settings.help) context.print(options::help_text(doc.usage, doc.rows));
    else if (settings.usage) context.print(options::usage_text(doc.name, operands, doc.rows));
    else if (settings.version) context.print(std::string(slurm_version) + "\n");
    else if (settings.list_gres) return list_gres(context);
    else if (settings.list_hints) context.print(hints);
    else if (settings.list_memory_binds) context.print(memory_binds);
    else return std::nullopt;
    return 0;
}

}  // namespace ms::cmds
