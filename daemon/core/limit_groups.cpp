// SPDX-License-Identifier: MIT
#include "daemon/core/limit_groups.hpp"

#include <algorithm>

#include "daemon/core/indexes.hpp"
#include "daemon/core/site.hpp"

namespace msd::core {
namespace {

std::uint64_t element_count(const Job& job) { return job.array && !job.array.is_task ? job.array.waiting.count() : 1; }

std::uint64_t minutes_of(const Job& job) {
    return job.time_limit.is_finite() ? static_cast<std::uint64_t>(job.time_limit.minutes) : 0;
}

void take(text::TresMap& from, const std::string& name, std::uint64_t amount) {
    const auto at = from.find(name);
    if (at == from.end()) return;
    at->second -= std::min(at->second, amount);
    if (at->second == 0) from.erase(at);
}

}  // namespace

void GroupUse::add_start(const text::TresMap& more, std::uint64_t minutes) {
    ++running;
    for (const auto& [name, amount] : more) {
        if (amount == 0) continue;
        tres[name] += amount;
        if (minutes) tres_minutes[name] += amount * minutes;
    }
}

void GroupUse::add(const Job& job) {
    if (is_terminal(job.state)) return;
    submitted += element_count(job);
    if (!holds_resources(job)) return;
    auto amounts = text::parse_tres(job.alloc_tres);
    amounts.erase("node");
    add_start(amounts, minutes_of(job));
    for (const auto& part : job.allocation)
        if (++nodes[part.node] == 1) ++tres["node"];
}

void GroupUse::remove(const Job& job) {
    if (is_terminal(job.state)) return;
    submitted -= element_count(job);
    if (!holds_resources(job)) return;
    --running;
    auto amounts = text::parse_tres(job.alloc_tres);
    amounts.erase("node");
    for (const auto& [name, amount] : amounts) {
        take(tres, name, amount);
        take(tres_minutes, name, amount * minutes_of(job));
    }
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

std::vector<std::string> qos_names_of(const Site& site, const Job& job) {
    std::vector<std::string> names{job.spec->qos};
    const auto partitions = site.partitions_in(job.partition);
    if (partitions.empty()) return names;
    const std::string& of_partition = site.partition(partitions.front()).info.qos;
    const AccountBook& book = *site.config().book;
    if (of_partition.empty() || of_partition == names.front() || !book.find_qos(of_partition)) return names;
    const Qos* own = book.find_qos(names.front());
    names.insert(own && own->has_flag("OverPartQOS") ? names.end() : names.begin(), of_partition);
    return names;
}

std::vector<GroupKey> groups_of(const Site& site, const Job& job) {
    std::vector<GroupKey> keys;
    if (!site.limits_in_force()) return keys;
    for (const Association* each : site.associations_of(job)) keys.push_back(association_group(each->id));
    for (const std::string& qos : qos_names_of(site, job)) {
        keys.push_back(qos_group(qos));
        keys.push_back(qos_user_group(qos, job.uid));
        keys.push_back(qos_account_group(qos, job.spec->account));
    }
    return keys;
}

}  // namespace msd::core
