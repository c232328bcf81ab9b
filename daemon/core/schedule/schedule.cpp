// SPDX-License-Identifier: MIT
// Carrying out a plan: starts, and the reasons of those who have to wait.
#include <algorithm>

#include "daemon/core/accounts/account_limits.hpp"
#include "daemon/core/accounts/minutes.hpp"
#include "daemon/core/jobs/arrays.hpp"
#include "daemon/core/jobs/dependencies.hpp"
#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/schedule/plan.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

/// What the job could have of a licence: with the best of the reservations it may run in.
std::uint64_t free_for(const State& state, const std::string& license, const Job& job, Time now) {
    const auto names = text::split_list(job.spec->reservation);
    std::uint64_t most = names.empty() ? licenses_open_to(state, license, job, nullptr, now) : 0;
    for (const auto& name : names)
        if (const Reservation* in = find_reservation(state.config(), name); in && is_open(*in))
            most = std::max(most, licenses_open_to(state, license, job, in, now));
    return most;
}

bool has_all_licenses(const State& state, const Job& job, Time now) {
    const auto wanted = licenses_of(*job.spec);
    return std::all_of(wanted.begin(), wanted.end(), [&](const GresRequest& each) {
        return each.count <= free_for(state, each.name, job, now);
    });
}

std::uint64_t wanted_of(const Job& job, const std::string& license) {
    for (const auto& each : licenses_of(*job.spec))
        if (each.name == license) return each.count;
    return 0;
}

/// The first of those who wait for a freed licence return to the queue, as many as it is enough for. Those keep the
/// offer if they find no room then, and others are asked when a licence comes free or an offer is given up.
void wake_license_waiters(Turn& turn, const std::set<std::string>& freed) {
    for (const auto& name : freed) {
        auto at = turn.state().indexes().licenses.find(name);
        if (at == turn.state().indexes().licenses.end()) continue;
        std::uint64_t promised = 0;
        std::vector<JobId> woken;
        for (const auto& key : at->second.waiting) {
            const Job& job = *turn.state().find(key.id);
            const std::uint64_t wanted = wanted_of(job, name);
            const std::uint64_t free = free_for(turn.state(), name, job, turn.instant());
            if (wanted > free - std::min(free, promised)) {
                if (turn.state().config().reservations.empty()) break;
                continue;  // what is kept differs from job to job
            }
            if (!has_all_licenses(turn.state(), job, turn.instant())) continue;
            promised += wanted;
            woken.push_back(key.id);
        }
        for (JobId id : woken) turn.change(id, [&](Job& job) { settle(turn.site(), job, turn.instant()); });
    }
}

/// So many that still do not fit are looked at before the rest of a group is left to wait.
constexpr std::size_t most_misses = 100;

/// Those who waited for a limit in whose group a job has ended return to the queue, as many as there is room for.
void wake_limited(Turn& turn, const std::set<GroupKey>& freed) {
    std::map<GroupKey, GroupUse> with_woken;
    const auto& groups = turn.state().indexes().groups;
    const GroupLookup look = [&](const GroupKey& key) -> const GroupUse* {
        if (const auto at = with_woken.find(key); at != with_woken.end()) return &at->second;
        const auto at = groups.find(key);
        return at == groups.end() ? nullptr : &at->second.use;
    };
    std::vector<JobId> woken;
    for (const GroupKey& key : freed) {
        const auto group = groups.find(key);
        if (group == groups.end()) continue;
        std::size_t misses = 0;
        for (const QueueKey& each : group->second.waiting) {
            const Job& job = *turn.state().find(each.id);
            if (contains(woken, each.id)) continue;
            const auto partition = unlimited_partition(turn.site(), {look, turn.state().past(), turn.instant()}, job);
            if (!partition) {
                if (++misses == most_misses) break;
                continue;
            }
            woken.push_back(each.id);
            for (const GroupKey& counted : groups_in(turn.site(), job, *partition)) {
                const GroupUse* now = look(counted);
                GroupUse next = now ? *now : GroupUse{};
                next.add_start(text::parse_tres(job.req_tres), 0);
                with_woken[counted] = std::move(next);
            }
        }
    }
    for (JobId id : woken) turn.change(id, [&](Job& job) { settle(turn.site(), job, turn.instant()); });
}

void set_reason(Turn& turn, JobId id, Reason reason) {
    if (turn.state().find(id)->reason != reason) turn.touch(id, [&](Job& job) { job.reason = reason; });
}

/// As Slurm says it: by name where the job has named them.
std::string missing_nodes_text(const Site& site, const Job& job) {
    std::vector<std::string> missing;
    const auto named = text::expand_hostlist(job.spec->node_list);
    for (const auto& name : named.value_or(std::vector<std::string>{}))
        if (const auto node = site.find_node(name); node && !site.node(*node).is_available()) missing.push_back(name);
    if (!missing.empty()) return "ReqNodeNotAvail, UnavailableNodes:" + text::fold_hostlist(missing);
    return "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions";
}

/// Heads are marked, and jobs that are heads no longer lose the mark.
void mark_heads(Turn& turn, const std::vector<JobId>& blocked) {
    const std::set<JobId> marked = turn.state().indexes().heads;
    for (JobId id : marked)
        if (!contains(blocked, id)) set_reason(turn, id, Reason::priority);
    for (JobId id : blocked) {
        const Job* job = turn.state().find(id);
        if (job && is_queued(*job)) set_reason(turn, id, Reason::resources);
    }
}

void carry_out(Turn& turn, Plan&& plan) {
    for (auto& each : plan.starts) {
        const Job& job = *turn.state().find(each.job);
        const JobId id = is_waiting_part(job) ? split_element(turn, each.job, *job.array.waiting.lowest()) : each.job;
        start(turn, id, {each.partition, std::move(each.allocation), std::move(each.reservation)});
    }
    // Not transient: after a restart they are found where they wait only by this reason.
    for (JobId id : plan.without_license) turn.change(id, [](Job& job) { job.reason = Reason::licenses; });
    for (JobId id : plan.without_nodes)
        turn.change(id, [&](Job& job) {
            job.reason = Reason::req_node_not_avail;
            job.reason_text = missing_nodes_text(turn.site(), job);
        });
    for (const auto& each : plan.reserved)
        turn.change(each.job, [&](Job& job) {
            job.reason = Reason::reservation;
            job.reason_text = std::string("ReqNodeNotAvail, ") +
                              (each.maintenance ? "Reserved for maintenance" : "May be reserved for other job");
        });
    for (const auto& [id, reason] : plan.limited) turn.change(id, [limit = reason](Job& job) { job.reason = limit; });
    for (JobId id : plan.throttled)
        turn.change(id, [](Job& job) {
            job.reason = Reason::array_task_limit;
            job.eligible = {};  // again when its array has a place for it
        });
    mark_heads(turn, plan.blocked);
}

}  // namespace

Outcome schedule(State& state, Time now) {
    Turn turn(state, now);
    // A job that leaves the queue for want of one licence may leave another to those behind it: look again.
    std::size_t looked_at = 0;
    wake_limited(turn, turn.take_freed_groups());
    do {
        wake_license_waiters(turn, turn.take_freed_licenses());
        Plan next = plan(state, now);
        looked_at += next.starts.size() + next.blocked.size() + next.without_license.size() +
                     next.without_nodes.size() + next.throttled.size();
        carry_out(turn, std::move(next));
    } while (turn.has_freed_licenses());
    plan_next_look(turn);
    note_idle_reservations(turn);
    spread_news(turn);
    return {std::nullopt, turn.finish(), looked_at};
}

}  // namespace msd::core
