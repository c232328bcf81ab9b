// SPDX-License-Identifier: MIT
#include "daemon/core/node_use.hpp"

namespace msd::core {
namespace {

/// Call `each(pool number, device of the pool)` for numbered devices, `amount(pool number, n)` for the rest.
template <class Each, class Amount>
void visit_gres(const std::vector<GresPool>& pools, const GresAllocation& held, Each each, Amount amount) {
    for (std::size_t p = 0; p < pools.size(); ++p) {
        const GresPool& pool = pools[p];
        if (pool.name != held.name || pool.type != held.type) continue;
        if (!pool.has_devices) {
            amount(p, held.count);
            continue;
        }
        for (std::uint32_t index : held.indices)
            if (index >= pool.first_index && index - pool.first_index < pool.count) each(p, index - pool.first_index);
    }
}

}  // namespace

NodeUse idle_node(const Site& site, std::uint32_t node) {
    NodeUse use;
    use.cpu_jobs.assign(site.node(node).cpus, 0);
    use.cpu_owners.assign(site.node(node).cpus, 0);
    for (const auto& pool : site.pools(node)) {
        PoolUse of_pool;
        if (pool.has_devices) of_pool.busy.assign(pool.count, false);
        use.pools.push_back(std::move(of_pool));
    }
    return use;
}

void take(NodeUse& use, const Site& site, std::uint32_t node, const NodeAllocation& part, bool with_cpus) {
    ++use.jobs;
    use.memory.value += part.memory.value;
    if (with_cpus)
        for (std::uint32_t cpu : part.cpus) {
            if (cpu >= use.cpu_jobs.size()) continue;
            if (use.cpu_jobs[cpu]++ == 0) ++use.cpus_busy;
            if (!part.shared) ++use.cpu_owners[cpu];
        }
    for (const auto& held : part.gres)
        visit_gres(
            site.pools(node), held,
            [&](std::size_t pool, std::uint64_t device) {
                use.pools[pool].busy[device] = true;
                ++use.pools[pool].used;
            },
            [&](std::size_t pool, std::uint64_t count) { use.pools[pool].used += count; });
}

void give_back(NodeUse& use, const Site& site, std::uint32_t node, const NodeAllocation& part, bool with_cpus) {
    --use.jobs;
    use.memory.value -= part.memory.value;
    if (with_cpus)
        for (std::uint32_t cpu : part.cpus) {
            if (cpu >= use.cpu_jobs.size()) continue;
            if (--use.cpu_jobs[cpu] == 0) --use.cpus_busy;
            if (!part.shared) --use.cpu_owners[cpu];
        }
    for (const auto& held : part.gres)
        visit_gres(
            site.pools(node), held,
            [&](std::size_t pool, std::uint64_t device) {
                use.pools[pool].busy[device] = false;
                --use.pools[pool].used;
            },
            [&](std::size_t pool, std::uint64_t count) { use.pools[pool].used -= count; });
}

}  // namespace msd::core
