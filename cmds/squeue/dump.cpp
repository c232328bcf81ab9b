// SPDX-License-Identifier: MIT
#include "cmds/squeue/dump.hpp"

#include <algorithm>

#include "cmds/squeue/query.hpp"
#include "libms/client/client.hpp"
#include "libms/data_parser/document.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::cmds::squeue {
namespace {

/// Slurm's squeue leaves the filters out when it writes JSON. Who counts on that sets SLURM_JSON_ALL.
Result<JobsReply> wanted_jobs(const CommandContext& context, const Settings& settings) {
    if (environment("SLURM_JSON_ALL") == "1") return client::ask<JobsReply>(*context.client, JobsQuery{{}, true});
    return find_jobs(context, settings, true);
}

/// The nodes, for the sockets and cores of what jobs hold; none of them does: none.
std::vector<NodeInfo> nodes_of(const CommandContext& context, const JobsReply& reply) {
    const bool any_holds = std::any_of(reply.jobs.begin(), reply.jobs.end(),
                                       [](const JobPtr& job) { return !job->allocation.empty(); });
    if (!any_holds) return {};
    auto cluster = client::ask<ClusterReply>(*context.client, ClusterQuery{});
    return cluster ? std::move(cluster->nodes) : std::vector<NodeInfo>{};
}

}  // namespace

int dump_jobs(const CommandContext& context, const Settings& settings) {
    using namespace data_parser;
    Document document(context, *settings.dump, Source::controller, "jobs");
    const auto reply = wanted_jobs(context, settings);
    if (!reply) {
        document.error(reply.error(), "slurm_load_jobs");
        context.error(reply.error().message);
        return 1;
    }
    const auto nodes = nodes_of(context, *reply);
    const auto site = client::ask<AccountsReply>(*context.client, AccountsQuery{});
    const data_parser::View view{reply->now, reply->cluster, &nodes, &*reply, site ? site->book.get() : nullptr};
    document.set_cluster(reply->cluster);
    document.also("last_backfill", time_number(Time{}));
    document.also("last_update", time_number(reply->now));
    for (const JobRow& row : rows_of(reply->jobs, settings))
        document.add([&](Writer& out) { write_job(out, {*row.job, view, row.waiting_task}); });
    return 0;
}

}  // namespace ms::cmds::squeue
