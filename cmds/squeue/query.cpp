// SPDX-License-Identifier: MIT
#include "cmds/squeue/query.hpp"

#include <algorithm>
#include <pwd.h>
#include <unistd.h>

#include "libms/base/contains.hpp"
#include "libms/client/client.hpp"
#include "libms/model/filter.hpp"
#include "libms/text/array.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::squeue {
namespace {

constexpr UserId nobody = 0xFFFFFFFF;  // no user has this number: a list of unknown users matches nothing

/// A user, or why not. A number without a user is told of, and may still own jobs.
UserId find_user(const CommandContext& context, const std::string& word) {
    const auto number = text::parse_unsigned(word);
    const passwd* entry = number ? getpwuid(static_cast<UserId>(*number)) : getpwnam(word.c_str());
    if (entry) return entry->pw_uid;
    context.error("Invalid user: " + word + "\n");
    return number ? static_cast<UserId>(*number) : nobody;
}

std::vector<UserId> wanted_users(const CommandContext& context, const Settings& settings) {
    std::vector<UserId> users;
    if (settings.me) users.push_back(getuid());
    for (const std::string& word : settings.users) users.push_back(find_user(context, word));
    return users;
}

StateSet wanted_states(const Settings& settings) {
    constexpr auto bit = [](JobState state) { return 1u << static_cast<int>(state); };
    if (settings.expected_starts) return {bit(JobState::pending), 0};
    if (settings.states) return *settings.states;
    return {bit(JobState::pending) | bit(JobState::running) | bit(JobState::suspended), job_completing};
}

Result<std::vector<JobSelector>> wanted_jobs(const Settings& settings) {
    if (settings.jobs.empty()) return std::vector<JobSelector>{};
    std::vector<JobSelector> selectors;
    for (const std::string_view word : text::split_selectors(settings.jobs)) {
        auto selector = text::parse_selector(word);
        if (!selector) return fail(Errc::usage, "Invalid job id: " + std::string(word));
        selectors.push_back(std::move(*selector));
    }
    return selectors;
}

/// Every node named must exist: a typing error would otherwise look like an idle node.
Result<std::vector<std::string>> wanted_nodes(const Settings& settings, const ClusterReply& cluster) {
    if (settings.nodes.empty()) return std::vector<std::string>{};
    auto names = text::expand_hostlist(settings.nodes);
    if (!names) return names;
    for (const std::string& name : *names) {
        const bool known = std::any_of(cluster.nodes.begin(), cluster.nodes.end(),
                                       [&](const NodeInfo& node) { return node.name == name; });
        if (!known) return fail(Errc::usage, "Invalid node name " + name);
    }
    return names;
}

bool in_hidden_partition(const Job& job, const ClusterReply& cluster) {
    return std::any_of(cluster.partitions.begin(), cluster.partitions.end(), [&](const PartitionInfo& partition) {
        return partition.hidden && partition.name == job.partition;
    });
}

/// What the daemon's filter can not say.
bool also_wanted(const Settings& settings, const Job& job, const JobsReply& reply, const ClusterReply& cluster) {
    if (settings.not_me && job.uid == getuid()) return false;
    if (settings.hide && in_hidden_partition(job, cluster)) return false;
    const Seconds used = run_time(job, reply.now);
    if (settings.running_over && (job.state == JobState::pending || used <= *settings.running_over)) return false;
    if (settings.running_under && (job.state == JobState::pending || used >= *settings.running_under)) return false;
    return true;
}

/// One job asked for by its id that does not exist is an error; so it is asked for alone, in any state.
JobFilter filter_to_send(const JobFilter& filter) {
    if (filter.jobs.size() != 1) return filter;
    JobFilter alone;
    alone.jobs.resize(1);
    alone.jobs[0].job = filter.jobs[0].job;
    alone.jobs[0].text = filter.jobs[0].text;
    return alone;
}

Result<JobFilter> make_filter(const CommandContext& context, const Settings& settings, const ClusterReply& cluster) {
    JobFilter filter;
    auto jobs = wanted_jobs(settings);
    if (!jobs) return Failure(jobs.error());
    auto nodes = wanted_nodes(settings, cluster);
    if (!nodes) return Failure(nodes.error());
    const StateSet states = wanted_states(settings);
    filter.jobs = std::move(*jobs);
    filter.nodes = std::move(*nodes);
    filter.users = settings.selects_nothing ? std::vector{nobody} : wanted_users(context, settings);
    filter.names = settings.names;
    filter.partitions = settings.partitions;
    filter.accounts = settings.accounts;
    filter.qos = settings.qos;
    filter.reservations = settings.reservations;
    filter.licenses = settings.licenses;
    filter.states = states.states;
    filter.state_flags = states.flags;
    return filter;
}

bool selected_task(const std::vector<JobSelector>& selectors, const Job& job, std::uint32_t task) {
    return selectors.empty() || std::any_of(selectors.begin(), selectors.end(), [&](const JobSelector& each) {
               return selects(each, job) && (!each.has_tasks || each.tasks.contains(task));
           });
}

/// Tasks asked for one by one are shown one by one, though they have no records yet.
bool names_tasks(const std::vector<JobSelector>& selectors, const Job& job) {
    bool any = false;
    for (const JobSelector& each : selectors) {
        if (!selects(each, job)) continue;
        if (!each.has_tasks) return false;
        any = true;
    }
    return any;
}

bool is_wanted(const std::vector<std::string>& partitions, std::string_view partition) {
    return partitions.empty() || contains(partitions, partition);
}

template <class Use>
void for_each_partition(std::string_view list, bool apart, Use use) {
    while (apart && list.find(',') != std::string_view::npos) {
        use(list.substr(0, list.find(',')));
        list.remove_prefix(list.find(',') + 1);
    }
    use(list);
}

}  // namespace

Result<JobsReply> find_jobs(const CommandContext& context, const Settings& settings, bool forecast) {
    ClusterReply cluster;
    if (!settings.nodes.empty() || settings.hide) {
        auto answer = client::ask<ClusterReply>(*context.client, ClusterQuery{});
        if (!answer) return Failure(answer.error());
        cluster = std::move(*answer);
    }
    const auto filter = make_filter(context, settings, cluster);
    if (!filter) return Failure(filter.error());
    auto reply = client::ask<JobsReply>(*context.client, JobsQuery{filter_to_send(*filter), forecast});
    if (!reply) return reply;
    if (filter->jobs.size() == 1 && reply->jobs.empty()) return fail(Errc::invalid_job_id);
    auto& jobs = reply->jobs;
    jobs.erase(std::remove_if(jobs.begin(), jobs.end(),
                              [&](const JobPtr& job) {
                                  return !matches(*filter, *job) || !also_wanted(settings, *job, *reply, cluster);
                              }),
               jobs.end());
    return reply;
}

std::vector<JobRow> rows_of(const std::vector<JobPtr>& jobs, const Settings& settings) {
    const auto selectors = wanted_jobs(settings).value_or(std::vector<JobSelector>{});
    std::vector<JobRow> rows;
    rows.reserve(jobs.size());
    for (const JobPtr& job : jobs) {
        const bool pending = job->state == JobState::pending;
        for_each_partition(job->partition, settings.each_partition && pending, [&](std::string_view partition) {
            if (settings.each_partition && !is_wanted(settings.partitions, partition)) return;
            if (job->array.waiting.empty() || !(settings.each_task || names_tasks(selectors, *job))) {
                rows.push_back({job.get(), std::nullopt, partition});
                return;
            }
            for (const std::uint32_t task : job->array.waiting.indices())
                if (selected_task(selectors, *job, task)) rows.push_back({job.get(), task, partition});
        });
    }
    return rows;
}

}  // namespace ms::cmds::squeue
