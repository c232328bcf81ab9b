// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/minutes.hpp"

#include <algorithm>

#include "daemon/core/jobs/lifecycle.hpp"
#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

/// How long until a group is looked at again that is over its limit, or in which somebody waits for minutes.
constexpr Seconds look_again{60};

/// When the group will have used up `minutes` of a resource, or has; nullopt: not at this rate.
std::optional<Time> used_up_at(const State& state, const GroupKey& key, const std::string& name, std::uint64_t minutes) {
    const auto group = state.indexes().groups.find(key);
    if (group == state.indexes().groups.end()) return std::nullopt;
    const auto stream = group->second.use.used.streams.find(name);
    if (stream == group->second.use.used.streams.end() || stream->second.rate <= 0) return std::nullopt;
    const auto most = static_cast<std::int64_t>(minutes * 60) - static_cast<std::int64_t>(state.past().of(key, name));
    const std::int64_t rate = stream->second.rate;
    return from_epoch_seconds((most - stream->second.moment + rate - 1) / rate);
}

/// The first of a group's limits to be reached.
std::optional<Time> used_up_at(const State& state, const MinuteLimit& limit) {
    std::optional<Time> first;
    const auto consider = [&](const std::string& name, std::uint64_t minutes) {
        const auto at = used_up_at(state, limit.group, name, minutes);
        if (at && (!first || *at < *first)) first = at;
    };
    if (const Amounts* amounts = limit.limits->amounts(Limit::grp_tres_mins))
        for (const auto& [name, minutes] : *amounts) consider(name, minutes);
    if (const auto wall = limit.limits->number(Limit::grp_wall)) consider(std::string(wall_time), *wall);
    return first;
}

/// Somebody waits there for others to have less time left.
bool waits_for_minutes(const LimitGroup& group) { return !group.waiting.empty() && !group.use.remaining.streams.empty(); }

void end_jobs_of(Turn& turn, const GroupKey& key) {
    std::vector<JobId> running;
    for (const auto& [id, job] : turn.state().jobs()) {
        if (!holds_resources(*job) || (job->flags & job_completing)) continue;
        const auto keys = groups_of(turn.site(), *job);
        if (contains(keys, key)) running.push_back(id);
    }
    for (const JobId id : running) terminate(turn, id, {job_killed_by_timeout, "DUE TO TIME LIMIT", std::nullopt});
}

}  // namespace

void plan_next_look(Turn& turn) {
    if (turn.site().minute_limits().empty()) return turn.look_at_minutes_at(std::nullopt);
    const State& state = turn.state();
    std::optional<Time> next;
    const auto consider = [&](Time at) { next = std::min(next.value_or(at), at); };
    for (const MinuteLimit& each : turn.site().minute_limits())
        if (const auto at = used_up_at(state, each)) consider(*at > turn.instant() ? *at : turn.instant() + look_again);
    for (const auto& [key, group] : state.indexes().groups)
        if (waits_for_minutes(group)) consider(turn.instant() + look_again);
    // A look that is planned stays, however often passes come.
    if (const auto planned = state.minutes_due(); next && planned && *planned > turn.instant()) consider(*planned);
    turn.look_at_minutes_at(next);
}

void look_at_minutes(Turn& turn) {
    const auto due = turn.state().minutes_due();
    if (!due || *due > turn.instant()) return;
    turn.look_at_minutes_at(std::nullopt);
    for (const MinuteLimit& each : turn.site().minute_limits())
        if (const auto at = used_up_at(turn.state(), each); at && *at <= turn.instant()) end_jobs_of(turn, each.group);
    std::vector<GroupKey> waiting;
    for (const auto& [key, group] : turn.state().indexes().groups)
        if (waits_for_minutes(group)) waiting.push_back(key);
    for (GroupKey& key : waiting) turn.free_group(std::move(key));
}

}  // namespace msd::core
