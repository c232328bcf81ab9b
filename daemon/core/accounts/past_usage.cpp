// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/past_usage.hpp"

#include "daemon/core/site/site.hpp"

namespace msd::core {

void PastUsage::add(const Site& site, const AccountUsage& more) {
    const Owner owner{more.account, more.user, more.qos};
    for (const auto& [name, amount] : more.seconds) owners_[owner][name] += amount;
    add_to_groups(site, owner, more.seconds);
    ++version_;
}

void PastUsage::sort_in(const Site& site) {
    groups_.clear();
    for (const auto& [owner, seconds] : owners_) add_to_groups(site, owner, seconds);
}

void PastUsage::add_to_groups(const Site& site, const Owner& owner, const Amounts& seconds) {
    if (!site.limits_in_force()) return;
    const auto& [account, user, qos] = owner;
    std::vector<GroupKey> keys{qos_group(qos)};
    for (const Association* each : site.associations_of(account, user, "")) keys.push_back(association_group(each->id));
    const std::uint64_t factor = usage_factor(site, qos);
    for (const GroupKey& key : keys)
        for (const auto& [name, amount] : seconds) groups_[key][name] += weighed(amount, factor);
}

std::uint64_t PastUsage::of(const GroupKey& group, const std::string& name) const {
    const auto at = groups_.find(group);
    if (at == groups_.end()) return 0;
    const auto amount = at->second.find(name);
    return amount == at->second.end() ? 0 : amount->second;
}

}  // namespace msd::core
