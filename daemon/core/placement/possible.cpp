// SPDX-License-Identifier: MIT
#include "daemon/core/placement/possible.hpp"

#include <algorithm>

#include "daemon/core/placement/demand.hpp"
#include "daemon/core/placement/fit.hpp"

namespace msd::core {

bool could_run(const Site& site, const std::string& partition_list, const JobSpec& spec) {
    const auto idle = idle_nodes(site);
    const auto partitions = site.partitions_in(partition_list);
    return std::any_of(partitions.begin(), partitions.end(), [&](std::uint32_t partition) {
        Demand demand = demand_of(site, spec, partition);
        if (!demand.exclusive)  // limits, which are waited for
            demand.most_cpus_per_node = demand.most_cpus_per_socket = unlimited_cpus;
        return fit(site, idle, partition, spec, demand).has_value();
    });
}

Reason why_unfit(const Site& site, const std::string& partition_list, const JobSpec& spec) {
    if (could_run(site, partition_list, spec)) return Reason::none;
    const std::uint32_t partition = site.partitions_in(partition_list).front();
    const Demand demand = demand_of(site, spec, partition);
    std::uint64_t cpus = 0;
    for (const std::uint32_t node : site.nodes_of(partition)) cpus += site.node(node).cpus;
    if (demand.cpus() > cpus) return Reason::partition_config;
    return demand.min_nodes > site.nodes_of(partition).size() ? Reason::partition_node_limit : Reason::bad_constraints;
}

}  // namespace msd::core
