// SPDX-License-Identifier: MIT
// scontrol --json and --yaml: the entities of "show" as whole records, and ping.
#include <algorithm>
#include <array>
#include <unistd.h>

#include "cmds/scontrol/keywords.hpp"
#include "libms/data_parser/document.hpp"
#include "libms/data_parser/records.hpp"
#include "libms/model/filter.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

using data_parser::Document;
using data_parser::Source;
using data_parser::Writer;

Document make_document(const Call& call, std::string_view list) {
    return Document(call.context, *call.settings.dump, Source::controller, list);
}

/// What is wrong stands in the answer and on stderr.
int failed(const Call& call, Document& document, const Error& error, const char* source) {
    document.error(error, source);
    return call.fail(std::string(source) + " error: " + error.message);
}

void tell_update(Document& document, const std::string& cluster, Time now) {
    document.set_cluster(cluster);
    document.also("last_update", data_parser::time_number(now));
}

/// The records of the jobs and tasks that the first word names, or of all.
Result<JobsReply> ask_jobs(const Call& call, const std::vector<JobSelector>& wanted) {
    JobsQuery query;
    query.filter.jobs = wanted;
    query.forecast = true;
    auto reply = client::ask<JobsReply>(*call.context.client, query);
    if (reply && reply->jobs.empty() && !wanted.empty()) return fail(Errc::invalid_job_id);
    return reply;
}
Result<std::vector<JobSelector>> selectors_of(const Call& call) {
    if (call.words.empty()) return std::vector<JobSelector>{};
    auto selectors = text::parse_selectors(call.words.front());
    if (selectors && selectors->empty()) return fail(Errc::invalid_job_id);
    return selectors;
}

Error not_found(Errc code, const char* what, const std::string& name) {
    return {code, std::string(what) + " " + name + " not found"};
}

std::string host() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

}  // namespace

int dump_jobs(const Call& call) {
    Document document = make_document(call, "jobs");
    const auto selectors = selectors_of(call);
    if (!selectors) return failed(call, document, selectors.error(), "slurm_load_jobs");
    const auto reply = ask_jobs(call, *selectors);
    if (!reply) return failed(call, document, reply.error(), "slurm_load_jobs");
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    const auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    const data_parser::View view{reply->now, reply->cluster, cluster ? &cluster->nodes : nullptr, &*reply,
                                 site ? site->book.get() : nullptr};
    document.also("last_backfill", data_parser::time_number(Time{}));
    tell_update(document, reply->cluster, reply->now);
    for (const JobPtr& job : reply->jobs) document.add([&](Writer& out) { write_job(out, {*job, view, {}}); });
    return 0;
}

int dump_steps(const Call& call) {
    Document document = make_document(call, "steps");
    const auto selectors = selectors_of(call);
    if (!selectors) return failed(call, document, selectors.error(), "slurm_get_job_steps");
    const auto reply = ask_jobs(call, *selectors);
    if (!reply) return failed(call, document, reply.error(), "slurm_get_job_steps");
    const data_parser::View view{reply->now, reply->cluster, nullptr};
    tell_update(document, reply->cluster, reply->now);
    const auto is_wanted = [&](const Job& job, const Step& step) {
        return selectors->empty() || std::any_of(selectors->begin(), selectors->end(), [&](const JobSelector& each) {
                   return selects(each, job) && selects_step(each, job, step.id);
               });
    };
    for (const JobPtr& job : reply->jobs)
        for (const Step& step : text::running_steps(*job)) {
            if (!is_wanted(*job, step)) continue;
            const Seconds elapsed = std::chrono::floor<Seconds>(reply->now - step.start);
            document.add([&](Writer& out) { write_step(out, {*job, step, view, elapsed, Seconds{0}}); });
        }
    return 0;
}

int dump_nodes(const Call& call) {
    Document document = make_document(call, "nodes");
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return failed(call, document, cluster.error(), "slurm_load_node");
    tell_update(document, cluster->cluster, cluster->now);
    const auto names = text::expand_hostlist(call.words.empty() ? "" : call.words.front());
    if (!names) return failed(call, document, names.error(), "slurm_load_node");
    const data_parser::View view{cluster->now, cluster->cluster, &cluster->nodes};
    const auto is_wanted = [&](const std::string& name) {
        return call.words.empty() || std::find(names->begin(), names->end(), name) != names->end();
    };
    for (const NodeInfo& node : cluster->nodes)
        if (is_wanted(node.name)) document.add([&](Writer& out) { write_node(out, {node, view}); });
    int status = 0;
    for (const std::string& name : *names) {
        const bool known = std::any_of(cluster->nodes.begin(), cluster->nodes.end(),
                                       [&](const NodeInfo& node) { return node.name == name; });
        if (!known) status = failed(call, document, not_found(Errc::invalid_node_name, "Node", name), "slurm_load_node");
    }
    return status;
}

int dump_partitions(const Call& call) {
    Document document = make_document(call, "partitions");
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return failed(call, document, cluster.error(), "slurm_load_partitions");
    tell_update(document, cluster->cluster, cluster->now);
    const data_parser::View view{cluster->now, cluster->cluster, &cluster->nodes};
    const std::string wanted = call.words.empty() ? "" : call.words.front();
    bool found = wanted.empty();
    for (const PartitionInfo& partition : cluster->partitions) {
        const bool shown = wanted.empty() ? call.settings.all || !partition.hidden : partition.name == wanted;
        if (!shown) continue;
        found = true;
        document.add([&](Writer& out) { write_partition(out, {partition, view}); });
    }
    if (found) return 0;
    return failed(call, document, not_found(Errc::invalid_partition, "Partition", wanted), "slurm_load_partitions");
}

int dump_licenses(const Call& call) {
    Document document = make_document(call, "licenses");
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return failed(call, document, cluster.error(), "slurm_load_licenses");
    tell_update(document, cluster->cluster, cluster->now);
    for (const LicenseInfo& license : cluster->licenses)
        if (call.words.empty() || license.name == call.words.front())
            document.add([&](Writer& out) { write_license(out, license); });
    return 0;
}

int dump_reservations(const Call& call) {
    Document document = make_document(call, "reservations");
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return failed(call, document, cluster.error(), "slurm_load_reservations");
    tell_update(document, cluster->cluster, cluster->now);
    const std::string wanted = call.words.empty() ? "" : call.words.front();
    bool found = wanted.empty();
    for (const Reservation& reservation : cluster->reservations) {
        if (!wanted.empty() && reservation.name != wanted) continue;
        found = true;
        document.add([&](Writer& out) { write_reservation(out, reservation); });
    }
    if (found) return 0;
    return failed(call, document, not_found(Errc::generic, "Reservation", wanted), "slurm_load_reservations");
}

int dump_ping(const Call& call) {
    Document document = make_document(call, "pings");
    const auto reply = client::ask<PingReply>(*call.context.client, PingRequest{});
    if (reply) document.set_cluster(reply->cluster);
    document.add([&](Writer& out) { write_ping(out, {host(), reply.has_value(), 0}); });
    return reply ? 0 : 1;
}

}  // namespace ms::cmds::scontrol
