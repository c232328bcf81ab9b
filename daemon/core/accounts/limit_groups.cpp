// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/limit_groups.hpp"

#include <algorithm>

#include "daemon/core/indexes.hpp"
#include "daemon/core/site/site.hpp"
#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

std::uint64_t element_count(const Job& job) { return job.array && !job.array.is_task ? job.array.waiting.count() : 1; }

constexpr double whole_factor = 1e6;  // factors are in millionths

/// From when on its run, with the size it has, counts: suspensions are as if it had begun later.
std::int64_t counted_from(const Job& job, Time since) {
    return std::max(epoch_seconds(size_begun(job)) + (job.suspended - job.resized.suspended).count(), epoch_seconds(since));
}

void take(text::TresMap& from, const std::string& name, std::uint64_t amount) {
    const auto at = from.find(name);
    if (at == from.end()) return;
    at->second -= std::min(at->second, amount);
    if (at->second == 0) from.erase(at);
}

}  // namespace

void Flow::add(const std::string& name, std::int64_t rate, std::int64_t moment) {
    if (rate == 0 && moment == 0) return;
    Stream& stream = streams[name];
    stream.rate += rate;
    stream.moment += moment;
    if (stream == Stream{}) streams.erase(name);
}

std::uint64_t Flow::at(const std::string& name, Time time) const {
    const auto stream = streams.find(name);
    if (stream == streams.end()) return 0;
    const std::int64_t amount = stream->second.moment + stream->second.rate * epoch_seconds(time);
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, amount));
}

std::uint64_t weighed(std::uint64_t amount, std::uint64_t factor) {
    return static_cast<std::uint64_t>(static_cast<double>(amount) * static_cast<double>(factor) / whole_factor);
}

std::uint64_t usage_factor(const Site& site, const std::string& qos) {
    const Qos* found = site.config().book->find_qos(qos);
    return found ? found->usage_factor : static_cast<std::uint64_t>(whole_factor);
}

std::int64_t seconds_used(const Job& job, Time since, Time now) {
    const Time until = job.state == JobState::suspended ? job.suspended_at : now;
    return std::max<std::int64_t>(0, epoch_seconds(until) - counted_from(job, since));
}

std::uint64_t GroupUse::count_new_nodes(std::uint64_t asked, const std::vector<NodeAllocation>& allocation) const {
    if (allocation.empty()) return asked - std::min<std::uint64_t>(asked, nodes.size());
    return static_cast<std::uint64_t>(std::count_if(allocation.begin(), allocation.end(),
                                                    [&](const NodeAllocation& part) { return !nodes.count(part.node); }));
}

void GroupUse::add_start(const text::TresMap& more, std::uint64_t minutes, const std::vector<NodeAllocation>& allocation) {
    ++running;
    for (const auto& [name, amount] : more) {
        if (amount == 0) continue;
        tres[name] += name == "node" ? count_new_nodes(amount, allocation) : amount;
        remaining.add(name, 0, static_cast<std::int64_t>(amount * minutes * 60));
    }
    for (const NodeAllocation& part : allocation) ++nodes[part.node];
}

/// While a job runs, what it has used grows and what it may still use shrinks; suspended, neither moves.
void GroupUse::let_flow(const Job& job, const text::TresMap& amounts, const Meter& meter, std::int64_t sign) {
    const bool runs = job.state == JobState::running;
    const std::int64_t begin = counted_from(job, meter.since);
    const std::int64_t paused = epoch_seconds(job.suspended_at);
    const auto use = [&](const std::string& name, std::uint64_t amount) {
        const std::int64_t rate = sign * static_cast<std::int64_t>(weighed(amount, meter.factor));
        if (runs) used.add(name, rate, -rate * begin);
        else used.add(name, 0, rate * std::max<std::int64_t>(0, paused - begin));
    };
    use(std::string(wall_time), 1);
    const std::int64_t end = epoch_seconds(job.end);
    const bool has_time_left = job.time_limit.is_finite() && is_set(job.end) && !(job.flags & job_completing);
    for (const auto& [name, amount] : amounts) {
        use(name, amount);
        if (!has_time_left) continue;
        const std::int64_t rate = sign * static_cast<std::int64_t>(amount);
        if (runs) remaining.add(name, -rate, rate * end);
        else remaining.add(name, 0, rate * std::max<std::int64_t>(0, end - paused));
    }
}

void GroupUse::add(const Job& job, const Meter& meter) {
    if (is_terminal(job.state)) return;
    submitted += element_count(job);
    if (!holds_resources(job)) return;
    ++running;
    auto amounts = text::parse_tres(job.alloc_tres);
    let_flow(job, amounts, meter, +1);
    amounts.erase("node");
    for (const auto& [name, amount] : amounts)
        if (amount) tres[name] += amount;
    for (const auto& part : job.allocation)
        if (++nodes[part.node] == 1) ++tres["node"];
}

void GroupUse::remove(const Job& job, const Meter& meter) {
    if (is_terminal(job.state)) return;
    submitted -= element_count(job);
    if (!holds_resources(job)) return;
    --running;
    auto amounts = text::parse_tres(job.alloc_tres);
    let_flow(job, amounts, meter, -1);
    amounts.erase("node");
    for (const auto& [name, amount] : amounts) take(tres, name, amount);
    for (const auto& part : job.allocation) {
        const auto at = nodes.find(part.node);
        if (at == nodes.end() || --at->second > 0) continue;
        nodes.erase(at);
        take(tres, "node", 1);
    }
}

GroupKey association_group(std::uint32_t association) { return "a" + std::to_string(association); }
GroupKey qos_group(const std::string& qos) { return "q" + qos; }
GroupKey qos_user_group(const std::string& qos, UserId user) { return "q" + qos + "/u" + std::to_string(user); }
GroupKey qos_account_group(const std::string& qos, const std::string& account) { return "q" + qos + "/a" + account; }

std::vector<std::string> qos_names_of(const Site& site, const Job& job, std::uint32_t partition) {
    std::vector<std::string> names{job.spec->qos};
    const std::string& of_partition = site.partition(partition).info.qos;
    const AccountBook& book = *site.config().book;
    if (of_partition.empty() || of_partition == names.front() || !book.find_qos(of_partition)) return names;
    const Qos* own = book.find_qos(names.front());
    names.insert(own && own->has_flag("OverPartQOS") ? names.end() : names.begin(), of_partition);
    return names;
}

namespace {

void add_qos_groups(std::vector<GroupKey>& keys, const std::string& qos, const Job& job) {
    keys.push_back(qos_group(qos));
    keys.push_back(qos_user_group(qos, job.uid));
    keys.push_back(qos_account_group(qos, job.spec->account));
}

std::vector<GroupKey> association_groups(const Site& site, const Job& job) {
    std::vector<GroupKey> keys;
    for (const Association* each : site.associations_of(job)) keys.push_back(association_group(each->id));
    return keys;
}

}  // namespace

std::vector<GroupKey> groups_in(const Site& site, const Job& job, std::uint32_t partition) {
    if (!site.limits_in_force()) return {};
    std::vector<GroupKey> keys = association_groups(site, job);
    for (const std::string& qos : qos_names_of(site, job, partition)) add_qos_groups(keys, qos, job);
    return keys;
}

std::vector<GroupKey> groups_of(const Site& site, const Job& job) {
    if (!site.limits_in_force()) return {};
    const auto partitions = site.partitions_in(job.partition);
    if (!partitions.empty()) return groups_in(site, job, partitions.front());
    std::vector<GroupKey> keys = association_groups(site, job);  // its partition is gone
    add_qos_groups(keys, job.spec->qos, job);
    return keys;
}

std::vector<GroupKey> groups_awaited_by(const Site& site, const Job& job) {
    std::vector<GroupKey> keys = groups_of(site, job);
    for (std::uint32_t partition : site.partitions_in(job.partition))
        for (GroupKey& key : groups_in(site, job, partition))
            if (!contains(keys, key)) keys.push_back(std::move(key));
    return keys;
}

}  // namespace msd::core
