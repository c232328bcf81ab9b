// SPDX-License-Identifier: MIT
#include "daemon/core/placement/node_use.hpp"

namespace msd::core {
namespace {

/// What `held` means for the pools: taken, or given back.
void change_gres(NodeUse& use, const std::vector<GresPool>& pools, const GresAllocation& held, bool taken) {
    const auto move = [&](std::uint64_t& figure, std::uint64_t by) { taken ? figure += by : figure -= by; };
    for (std::size_t p = 0; p < pools.size(); ++p) {
        const GresPool& pool = pools[p];
        PoolUse& of_pool = use.pools[p];
        if (pool.name != held.name || pool.type != held.type) continue;
        if (!pool.has_devices && pool.shares.empty()) {
            move(of_pool.used, held.count);
            continue;
        }
        for (const std::uint32_t index : held.indices) {
            const std::size_t device = index - pool.first_index;
            if (index < pool.first_index || device >= (pool.has_devices ? pool.count : pool.shares.size())) continue;
            if (pool.has_devices) of_pool.busy[device] = taken;
            else move(of_pool.shares[device], held.count);
            move(of_pool.used, pool.has_devices ? 1 : held.count);
        }
    }
}

/// CPUs of the partition's jobs, where that counts: one more on each CPU's socket, or one less.
void count_partition_cpus(NodeUse& use, const NodeConfig& node, const NodeAllocation& part, const Holder& holder, bool taken) {
    if (holder.partition >= use.partition_cpus.size()) return;
    auto& of_sockets = use.partition_cpus[holder.partition];
    for (const std::uint32_t cpu : part.cpus) {
        if (cpu >= node.cpus) continue;
        auto& count = of_sockets[node.socket_of(cpu)];
        taken ? ++count : --count;
    }
}

}  // namespace

bool is_for_one_user(const Site& site, const JobSpec& spec, std::uint32_t partition) {
    return spec.exclusive == Exclusive::user || site.partition(partition).info.exclusive_user;
}

Holder holder_of(const Site& site, const Job& job, std::uint32_t partition) {
    return {job.uid, is_for_one_user(site, *job.spec, partition), partition};
}

Holder holder_of(const Site& site, const Job& job) {
    const auto partition = site.find_partition(job.partition);
    // It may have left the configuration while the job runs.
    if (!partition) return {job.uid, job.spec->exclusive == Exclusive::user, ~0u};
    return holder_of(site, job, *partition);
}

NodeUse idle_node(const Site& site, std::uint32_t node) {
    NodeUse use;
    use.cpu_jobs.assign(site.node(node).cpus, 0);
    use.cpu_owners.assign(site.node(node).cpus, 0);
    for (const auto& pool : site.pools(node)) {
        PoolUse of_pool;
        if (pool.has_devices) of_pool.busy.assign(pool.count, false);
        of_pool.shares.assign(pool.shares.size(), 0);
        use.pools.push_back(std::move(of_pool));
    }
    if (site.limits_partition_cpus()) {
        const std::vector<std::uint32_t> none(site.node(node).socket_of(site.node(node).cpus) + 1, 0);
        use.partition_cpus.assign(site.config().partitions.size(), none);
    }
    return use;
}

void take(NodeUse& use, const Site& site, std::uint32_t node, const NodeAllocation& part, bool with_cpus,
          const Holder& holder) {
    ++use.jobs;
    ++use.users[holder.user];
    use.jobs_of_one_user += holder.one_user;
    if (with_cpus) count_partition_cpus(use, site.node(node), part, holder, true);
    use.memory.value += part.memory.value;
    if (with_cpus)
        for (std::uint32_t cpu : part.cpus) {
            if (cpu >= use.cpu_jobs.size()) continue;
            if (use.cpu_jobs[cpu]++ == 0) ++use.cpus_busy;
            if (!part.shared) ++use.cpu_owners[cpu];
        }
    for (const auto& held : part.gres) change_gres(use, site.pools(node), held, true);
}

void give_back(NodeUse& use, const Site& site, std::uint32_t node, const NodeAllocation& part, bool with_cpus,
               const Holder& holder) {
    --use.jobs;
    if (--use.users[holder.user] == 0) use.users.erase(holder.user);
    use.jobs_of_one_user -= holder.one_user;
    if (with_cpus) count_partition_cpus(use, site.node(node), part, holder, false);
    use.memory.value -= part.memory.value;
    if (with_cpus)
        for (std::uint32_t cpu : part.cpus) {
            if (cpu >= use.cpu_jobs.size()) continue;
            if (--use.cpu_jobs[cpu] == 0) --use.cpus_busy;
            if (!part.shared) --use.cpu_owners[cpu];
        }
    for (const auto& held : part.gres) change_gres(use, site.pools(node), held, false);
}

}  // namespace msd::core
