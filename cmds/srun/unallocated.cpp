// SPDX-License-Identifier: MIT
#include "cmds/srun/unallocated.hpp"

#include <algorithm>
#include <pwd.h>
#include <unistd.h>

#include "libms/base/contains.hpp"
#include "libms/client/client.hpp"
#include "libms/client/start.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/hostlist.hpp"

namespace ms::cmds::srun {
namespace {

using Variables = std::vector<std::string>;

constexpr const char* no_address = "Can't find an address, check slurm.conf";
constexpr int no_address_status = 244;  // as Slurm's number for it comes out

/// Above every job's, where Slurm's are: one that differs between the sruns that run.
JobId number_of_no_job() {
    constexpr std::uint32_t first = 0xFFFF0000, count = 0xFFF0;
    return JobId{first + static_cast<std::uint32_t>(getpid()) % count};
}

std::string step_name(const Step& step) { return "StepId=" + std::to_string(step.job.value) + "." + std::to_string(step.id); }

int launch_failed(const CommandContext& context, const Step& step, const std::vector<std::string>& nodes,
                  const std::string& why, int status) {
    for (const std::string& node : nodes)
        context.error("Task launch for " + step_name(step) + " failed on node " + node + ": " + why);
    context.error("Application launch failed: " + why);
    context.info("Job step aborted");
    return status;
}

std::vector<std::string> without_repetition(std::vector<std::string> names) {
    std::vector<std::string> once;
    for (std::string& name : names)
        if (!contains(once, name)) once.push_back(std::move(name));
    return once;
}

std::vector<std::string> unknown_nodes(const std::vector<std::string>& names, const ClusterReply& cluster) {
    std::vector<std::string> unknown;
    for (const std::string& name : names)
        if (std::none_of(cluster.nodes.begin(), cluster.nodes.end(), [&](const NodeInfo& node) { return node.name == name; }))
            unknown.push_back(name);
    return unknown;
}

void set(Variables& to, const std::string& name, const std::string& value) { options::set_variable(to, name, value); }

std::string user_name() {
    const passwd* entry = getpwuid(geteuid());
    return entry ? entry->pw_name : std::to_string(geteuid());
}

/// What msd would tell a step, without what follows from an allocation.
Variables step_variables(const Settings& settings, const Step& step, const std::string& cluster) {
    Variables to;
    const JobSpec& asked = settings.spec;
    const std::string tasks_on = text::format_repeated(step.tasks_on), id = std::to_string(step.id);
    for (const char* name : {"SLURM_NODELIST", "SLURM_JOB_NODELIST", "SLURM_STEP_NODELIST"}) set(to, name, step.node_list);
    for (const char* name : {"SLURM_NNODES", "SLURM_STEP_NUM_NODES"}) set(to, name, std::to_string(step.nodes));
    for (const char* name : {"SLURM_NTASKS", "SLURM_NPROCS", "SLURM_STEP_NUM_TASKS"}) set(to, name, std::to_string(step.tasks));
    for (const char* name : {"SLURM_TASKS_PER_NODE", "SLURM_STEP_TASKS_PER_NODE"}) set(to, name, tasks_on);
    for (const char* name : {"SLURM_STEP_ID", "SLURM_STEPID"}) set(to, name, id);
    for (const char* name : {"SLURM_LAUNCH_NODE_IPADDR", "SLURM_SRUN_COMM_HOST"}) set(to, name, "127.0.0.1");
    set(to, "SLURM_CLUSTER_NAME", cluster);
    set(to, "SLURM_JOB_UID", std::to_string(geteuid()));
    set(to, "SLURM_JOB_GID", std::to_string(getegid()));
    set(to, "SLURM_JOB_USER", user_name());
    set(to, "SLURM_SUBMIT_DIR", asked.submit_dir);
    set(to, "SLURM_SUBMIT_HOST", asked.submit_host);
    set(to, "SLURM_DISTRIBUTION", !asked.distribution.empty() ? asked.distribution.substr(0, asked.distribution.find('='))
                                  : step.tasks <= step.nodes  ? "cyclic"
                                                              : "block");
    if (asked.cpus_per_task) set(to, "SLURM_CPUS_PER_TASK", std::to_string(asked.cpus_per_task));
    if (asked.tasks_per_node) set(to, "SLURM_NTASKS_PER_NODE", std::to_string(asked.tasks_per_node));
    return to;
}

attendance::Alone tasks_of(const Step& step) {
    attendance::Alone alone;
    alone.job_id = step.job.value;
    const auto node_of = place_tasks(step.tasks_on, step.spec.distribution);
    std::vector<std::string> on_node(step.nodes);
    for (std::uint32_t task = 0; task < node_of.size(); ++task)
        on_node[node_of[task]] += (on_node[node_of[task]].empty() ? "" : ",") + std::to_string(task);
    std::vector<std::uint32_t> placed(step.nodes, 0);
    for (std::uint32_t task = 0; task < node_of.size(); ++task) {
        const std::uint32_t node = node_of[task];
        attendance::LoneTask one{step.allocation[node].node, {}};
        set(one.environment, "SLURM_PROCID", std::to_string(task));
        set(one.environment, "SLURM_LOCALID", std::to_string(placed[node]++));
        set(one.environment, "SLURM_NODEID", std::to_string(node));
        set(one.environment, "SLURMD_NODENAME", one.node);
        set(one.environment, "SLURM_GTIDS", on_node[node]);
        alone.tasks.push_back(std::move(one));
    }
    return alone;
}

Result<client::Attendant> lone_shepherd(const Step& step) {
    auto stream = client::start_lone_shepherd();
    if (!stream) return Failure(stream.error());
    client::Attendant shepherd(std::move(*stream));
    if (auto sent = shepherd.send(attendance::Kind::alone, tasks_of(step)); !sent) return Failure(sent.error());
    return shepherd;
}

/// Of a daemon of one user only that user and root hear, so whoever is answered may.
Result<bool> may_do_without(const CommandContext& context) {
    if (geteuid() == 0) return true;
    const auto daemon = client::ask<PingReply>(*context.client, PingRequest{});
    if (!daemon) return Failure(daemon.error());
    return daemon->mode == "user";
}

int run_on(const CommandContext& context, const Settings& settings, const Program& program, SignalWatch& signals,
           const ClusterReply& cluster, std::vector<std::string> nodes) {
    StepReply reply;
    reply.step = spread_tasks(settings.spec, std::move(nodes));
    reply.step.job = number_of_no_job();
    reply.step.spec = make_step_spec(context, settings, program.words);
    reply.step.name = reply.step.spec.name;
    reply.environment = step_variables(settings, reply.step, cluster.cluster);
    Job job;
    job.id = reply.step.job;
    auto spec = std::make_shared<JobSpec>(settings.spec);
    spec->name = reply.step.name;
    job.spec = std::move(spec);
    const auto shepherd = [&] { return lone_shepherd(reply.step); };
    const auto outcome = run_tasks(context, settings, program, signals, {job, reply, shepherd});
    return outcome ? outcome->status : 1;
}

}  // namespace

std::vector<std::string> against_unallocated(const Settings& settings) {
    std::vector<std::string> all;
    if (settings.relative) all.push_back("do not specify -r,--relative with -Z,--no-allocate.");
    if (settings.spec.node_list.empty()) all.push_back("must specify a node list with -Z, --no-allocate.");
    if (!settings.spec.exclude.empty()) all.push_back("can not specify --exclude list with -Z, --no-allocate.");
    return all;
}

Step spread_tasks(const JobSpec& asked, std::vector<std::string> nodes) {
    Step step;
    step.id = 0;
    const auto on_all = static_cast<std::uint32_t>(nodes.size()) * std::max(1u, asked.tasks_per_node);
    step.tasks = asked.tasks ? asked.tasks : on_all;
    if (nodes.size() > step.tasks) nodes.resize(step.tasks);
    step.nodes = static_cast<std::uint32_t>(nodes.size());
    step.node_list = text::fold_hostlist(nodes);
    for (std::uint32_t index = 0; index < step.nodes; ++index) {
        NodeAllocation part;
        part.node = std::move(nodes[index]);
        step.allocation.push_back(std::move(part));
        step.tasks_on.push_back(step.tasks / step.nodes + (index < step.tasks % step.nodes));
    }
    return step;
}

int run_unallocated(const CommandContext& context, const Settings& settings, const Program& program, SignalWatch& signals) {
    const auto wrong = against_unallocated(settings);
    for (const std::string& each : wrong) context.error(each);
    if (!wrong.empty()) return 1;
    context.info("do not allocate resources");
    auto nodes = text::expand_hostlist(settings.spec.node_list);
    if (!nodes) return options::report_submit(context, nodes.error());
    *nodes = without_repetition(std::move(*nodes));
    if (settings.spec.min_nodes > nodes->size()) {
        context.error("Only allocated " + std::to_string(nodes->size()) + " nodes asked for " +
                      std::to_string(settings.spec.min_nodes));
        context.error("Job creation failure.");
        return 1;
    }
    Step named;
    named.job = number_of_no_job();
    named.id = 0;
    const auto may = may_do_without(context);
    if (!may) return options::report_submit(context, may.error());
    if (!*may)
        return launch_failed(context, named, *nodes, std::string(error_text(Errc::access_denied)),
                             static_cast<int>(Errc::access_denied) & 0xFF);  // as Slurm's status comes out
    const auto cluster = client::ask<ClusterReply>(*context.client, ClusterQuery{});
    if (!cluster) return options::report_submit(context, cluster.error());
    const auto unknown = unknown_nodes(*nodes, *cluster);
    if (!unknown.empty()) return launch_failed(context, named, unknown, no_address, no_address_status);
    return run_on(context, settings, program, signals, *cluster, std::move(*nodes));
}

}  // namespace ms::cmds::srun
