// SPDX-License-Identifier: MIT
#include "daemon/core/placement/fit.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "daemon/core/placement/devices.hpp"
#include "daemon/core/placement/features.hpp"
#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

constexpr std::uint64_t no_limit = std::numeric_limits<std::uint32_t>::max();

/// One node as a place for one job, which goes where fewer than `level` others share a CPU.
class Place {
  public:
    Place(const Site& site, std::uint32_t index, const NodeUse& use, const Demand& demand, std::uint32_t level)
        : site_(site), node_(site.node(index)), index_(index), use_(use), demand_(demand), level_(level) {}

    std::uint32_t index() const { return index_; }

    /// Tasks that fit now, capped at the demand's; 0 = no place for the job.
    std::uint32_t room() const {
        if (demand_.exclusive && use_.jobs > 0) return 0;
        if ((demand_.one_user || use_.jobs_of_one_user > 0) && has_strangers()) return 0;
        if (free_cpus() < std::max(demand_.min_cpus_per_node, 1u)) return 0;
        for (const auto& request : demand_.per_node)
            if (free_gres(request) < request.count) return 0;
        std::uint64_t tasks = demand_.tasks_follow_nodes ? std::max(1u, demand_.tasks_per_node) : demand_.tasks;
        if (demand_.tasks_per_node) tasks = std::min<std::uint64_t>(tasks, demand_.tasks_per_node);
        if (demand_.tasks_per_socket && demand_.exclusive)  // which has CPUs for more
            tasks = std::min(tasks, std::uint64_t{demand_.tasks_per_socket} * std::max(1u, node_.sockets));
        for (const auto& request : demand_.per_task)
            if (request.count) tasks = std::min(tasks, free_gres(request) / request.count);
        while (tasks > 0 && !holds(static_cast<std::uint32_t>(tasks))) tasks = fewer(tasks);
        return static_cast<std::uint32_t>(tasks);
    }

    std::uint64_t free_gres(const GresRequest& request) const { return free_devices(shelf(), use_.pools, request); }

    /// nullopt when several requests want the same devices, or devices for the whole job bring more CPUs or memory
    /// with them than there are: room() has looked at each by itself.
    std::optional<NodeAllocation> allocate(std::uint32_t tasks, const std::vector<GresRequest>& of_the_job) const {
        NodeAllocation part;
        part.node = node_.name;
        part.shared = demand_.jobs_per_cpu > 1;
        std::vector<PoolUse> pools = use_.pools;
        for (const auto& request : demand_.per_node)
            if (!take_of_node(part, pools, request)) return std::nullopt;
        for (auto request : demand_.per_task) {
            request.count *= tasks;
            if (!take_gres(part, pools, request)) return std::nullopt;
        }
        for (const auto& request : of_the_job)
            if (!take_gres(part, pools, request)) return std::nullopt;
        const std::uint64_t gpus = gpus_in(part);
        if (demand_.exclusive) take_all_gres(part, pools);
        const std::uint64_t cpus = cpus_for(tasks, gpus);
        if (cpus > free_cpus()) return std::nullopt;
        part.cpus = choose_cpus(cpus, part);
        if (part.cpus.size() < cpus) return std::nullopt;
        part.memory = memory_for(tasks, cpus, gpus);
        if (!has_memory(part.memory)) return std::nullopt;
        return part;
    }

  private:
    std::uint32_t threads() const { return std::max(1u, node_.threads_per_core); }
    bool whole_cores() const { return site_.config().allocate_whole_cores && threads() > 1; }

    bool cpu_free(std::uint32_t cpu, std::uint32_t level) const {
        return use_.cpu_jobs[cpu] == 0 || (use_.cpu_jobs[cpu] < level && use_.cpu_owners[cpu] == 0);
    }
    bool core_free(std::uint32_t first_cpu, std::uint32_t level) const {
        for (std::uint32_t cpu = first_cpu; cpu < std::min(first_cpu + threads(), node_.cpus); ++cpu)
            if (!cpu_free(cpu, level)) return false;
        return true;
    }

    std::uint32_t socket_of(std::uint32_t cpu) const { return node_.socket_of(cpu); }

    bool limits_sockets() const { return demand_.tasks_per_socket || demand_.most_cpus_per_socket != unlimited_cpus; }

    /// What MaxCPUsPerSocket leaves of a socket to the partition's next job.
    std::uint64_t partition_quota(std::uint32_t socket) const {
        const std::uint32_t most = demand_.most_cpus_per_socket;
        if (most == unlimited_cpus) return no_limit;
        const bool counted = demand_.partition < use_.partition_cpus.size();
        const std::uint32_t left = most - (counted ? std::min(most, use_.partition_cpus[demand_.partition][socket]) : 0);
        return whole_cores() ? left - left % threads() : left;
    }

    /// Most CPUs that a job may take of one socket.
    std::uint64_t socket_quota(std::uint32_t socket) const {
        const bool by_tasks = demand_.tasks_per_socket && !demand_.exclusive;
        return std::min(by_tasks ? cpus_of_tasks(demand_.tasks_per_socket) : no_limit, partition_quota(socket));
    }

    bool has_strangers() const {
        return std::any_of(use_.users.begin(), use_.users.end(), [&](const auto& each) { return each.first != demand_.user; });
    }

    /// What MaxCPUsPerNode leaves to the partition's next job.
    std::uint32_t partition_quota() const {
        const std::uint32_t most = demand_.most_cpus_per_node;
        if (most == unlimited_cpus || demand_.partition >= use_.partition_cpus.size()) return most;
        const auto& of_sockets = use_.partition_cpus[demand_.partition];
        return most - std::min(most, std::accumulate(of_sockets.begin(), of_sockets.end(), 0u));
    }

    std::uint32_t free_cpus() const { return std::min(open_cpus(), partition_quota()); }

    /// CPUs a job may get: with whole cores, those of wholly free cores; of each socket no more than its quota.
    std::uint32_t open_cpus() const {
        if (!whole_cores() && !limits_sockets() && level_ == 1) return node_.cpus - use_.cpus_busy;
        std::uint64_t free = 0, of_socket = 0;
        std::uint32_t socket = 0;
        for (std::uint32_t cpu = 0; cpu < node_.cpus; ++cpu) {
            if (socket_of(cpu) != socket) {
                free += std::min(of_socket, socket_quota(socket));
                of_socket = 0;
                socket = socket_of(cpu);
            }
            of_socket += whole_cores() ? core_free(cpu - cpu % threads(), level_) : cpu_free(cpu, level_);
        }
        return static_cast<std::uint32_t>(free + std::min(of_socket, socket_quota(socket)));
    }

    /// CPUs for so many tasks by themselves, rounded to cores. 64 bits: the asked numbers may be absurd.
    std::uint64_t cpus_of_tasks(std::uint64_t tasks) const {
        std::uint64_t cpus = demand_.overcommit ? 1 : tasks * demand_.cpus_per_task;
        if (demand_.one_thread_per_core) cpus *= threads();
        if (demand_.tasks_per_core && !demand_.overcommit)
            cpus = std::max(cpus, (tasks + demand_.tasks_per_core - 1) / demand_.tasks_per_core * threads());
        return whole_cores() ? (cpus + threads() - 1) / threads() * threads() : cpus;
    }

    /// CPUs taken for so many tasks and devices.
    std::uint64_t cpus_for(std::uint64_t tasks, std::uint64_t gpus) const {
        if (demand_.exclusive) return node_.cpus;
        std::uint64_t of_gpus = gpus * demand_.cpus_per_gpu;
        if (demand_.one_thread_per_core) of_gpus *= threads();
        if (whole_cores()) of_gpus = (of_gpus + threads() - 1) / threads() * threads();
        std::uint64_t least = demand_.min_cpus_per_node;
        if (whole_cores()) least = (least + threads() - 1) / threads() * threads();
        return std::max({cpus_of_tasks(tasks), of_gpus, least});
    }

    /// Memory for each CPU means those that are asked for; what --exclusive adds to them shares what is left.
    Megabytes memory_per_cpu(std::uint64_t tasks, std::uint64_t cpus) const {
        const std::uint64_t each = demand_.memory.amount.value;
        if (!demand_.exclusive) return {each * cpus};
        return {std::max(each * cpus_of_tasks(tasks), std::min(each * cpus, node_.memory.value))};
    }

    Megabytes memory_for(std::uint64_t tasks, std::uint64_t cpus, std::uint64_t gpus) const {
        switch (demand_.memory.per) {
            case MemoryRule::Per::node: return demand_.memory.amount;
            case MemoryRule::Per::whole_node:
                return demand_.memory.most.value ? std::min(demand_.memory.most, node_.memory) : node_.memory;
            case MemoryRule::Per::cpu: return memory_per_cpu(tasks, cpus);
            case MemoryRule::Per::gpu: return {demand_.memory.amount.value * gpus};
        }
        return {};
    }

    bool holds(std::uint32_t tasks) const {
        const std::uint64_t gpus = gpus_among(demand_.per_node) + gpus_among(demand_.per_task) * tasks;
        const std::uint64_t cpus = cpus_for(tasks, gpus);
        if (cpus > free_cpus()) return false;
        if (demand_.exclusive && cpus_of_tasks(tasks) > cpus) return false;
        return has_memory(memory_for(tasks, cpus, gpus));
    }

    bool has_memory(Megabytes wanted) const {
        return !site_.config().memory_is_a_resource || use_.memory.value + wanted.value <= node_.memory.value;
    }

    /// The next number of tasks to try: straight down to what the CPUs hold, then one by one.
    std::uint64_t fewer(std::uint64_t tasks) const {
        if (demand_.overcommit) return tasks - 1;
        return std::min<std::uint64_t>(tasks - 1, node_.cpus / std::max(1u, demand_.cpus_per_task));
    }

    /// Those near the job's devices, then any others; with enforced binding, only the near ones.
    std::vector<std::uint32_t> choose_cpus(std::uint64_t wanted, const NodeAllocation& part) const {
        std::vector<bool> open(node_.cpus, true);
        std::vector<std::uint64_t> quota;
        for (std::uint32_t socket = 0; socket <= socket_of(node_.cpus); ++socket) quota.push_back(socket_quota(socket));
        std::vector<std::uint32_t> cpus;
        auto near = demand_.device_binding == DeviceBinding::none ? std::vector<bool>{}
                                                                  : cpus_near(site_.pools(index_), part, node_.cpus);
        if (!near.empty() && !demand_.per_socket.empty()) {  // each socket's devices want CPUs of their own socket
            std::vector<std::uint64_t> even(quota.size(), (wanted + demand_.sockets - 1) / demand_.sockets);
            add_lowest(cpus, wanted, near, even);
            for (const std::uint32_t cpu : cpus) {
                near[cpu] = open[cpu] = false;
                --quota[socket_of(cpu)];
            }
        }
        if (!near.empty()) {
            add_lowest(cpus, wanted, near, quota);
            if (demand_.device_binding == DeviceBinding::enforced && !demand_.exclusive) return cpus;
            for (const std::uint32_t cpu : cpus) open[cpu] = false;
        }
        add_lowest(cpus, wanted, open, quota);
        std::sort(cpus.begin(), cpus.end());
        return cpus;
    }

    /// The lowest of the `open` CPUs up to `wanted`, whole free cores first.
    void add_lowest(std::vector<std::uint32_t>& cpus, std::uint64_t wanted, std::vector<bool> open,
                    std::vector<std::uint64_t>& quota) const {
        std::uint32_t level = 1;
        auto add = [&](std::uint32_t cpu) {
            if (cpus.size() < wanted && cpu_free(cpu, level) && open[cpu] && quota[socket_of(cpu)] > 0) {
                cpus.push_back(cpu);
                open[cpu] = false;
                --quota[socket_of(cpu)];
            }
        };
        for (; level <= level_ && cpus.size() < wanted; ++level) {  // CPUs with the fewest jobs first
            for (std::uint32_t core = 0; core < node_.cpus; core += threads())
                if (wanted - cpus.size() >= threads() && core_free(core, level))
                    for (std::uint32_t cpu = core; cpu < std::min(core + threads(), node_.cpus); ++cpu) add(cpu);
            for (std::uint32_t core = 0; core < node_.cpus; core += threads())
                if (!core_free(core, level))  // fill a core that is begun before another is opened
                    for (std::uint32_t cpu = core; cpu < std::min(core + threads(), node_.cpus); ++cpu) add(cpu);
            for (std::uint32_t cpu = 0; cpu < node_.cpus; ++cpu) add(cpu);
        }
    }

    static std::uint64_t gpus_in(const NodeAllocation& part) {
        std::uint64_t gpus = 0;
        for (const auto& gres : part.gres)
            if (gres.name == "gpu") gpus += gres.count;
        return gpus;
    }

    DeviceShelf shelf() const {
        return {site_.pools(index_), use_.cpu_jobs, site_.config().avoid_used_gpus,
                demand_.device_binding == DeviceBinding::enforced};
    }
    bool take_gres(NodeAllocation& part, std::vector<PoolUse>& use, const GresRequest& request) const {
        return take_devices(shelf(), use, request, part);
    }
    /// A node of its own comes with what is left there of its devices, and of what is counted; not with parts of GPUs.
    void take_all_gres(NodeAllocation& part, std::vector<PoolUse>& use) const {
        for (const GresPool& pool : site_.pools(index_)) {
            GresRequest rest{pool.name, "", 1};
            if (is_share_of_gpus(pool.name)) continue;
            rest.count = free_devices(shelf(), use, rest);
            if (rest.count) take_gres(part, use, rest);
        }
    }
    /// What is asked of each socket first, and what the node is asked for besides from anywhere.
    bool take_of_node(NodeAllocation& part, std::vector<PoolUse>& use, GresRequest request) const {
        for (const auto& each : demand_.per_socket)
            if (each.name == request.name && each.type == request.type) {
                if (!take_of_sockets(part, use, each)) return false;
                request.count -= std::min(request.count, each.count * demand_.sockets);
            }
        return request.count == 0 || take_gres(part, use, request);
    }
    bool take_of_sockets(NodeAllocation& part, std::vector<PoolUse>& use, const GresRequest& of_each) const {
        std::uint32_t sockets = 0;
        DeviceShelf near = shelf();
        const std::uint32_t cpus = std::max(1u, node_.cores_per_socket * threads());
        for (near.first_cpu = 0; near.first_cpu < node_.cpus && sockets < demand_.sockets; near.first_cpu += cpus) {
            near.end_cpu = near.first_cpu + cpus;
            if (free_devices(near, use, of_each) >= of_each.count && take_devices(near, use, of_each, part)) ++sockets;
        }
        return sockets == demand_.sockets;
    }

    const Site& site_;
    const NodeConfig& node_;
    std::uint32_t index_;
    const NodeUse& use_;
    const Demand& demand_;
    std::uint32_t level_;
};

struct Candidate {
    Place place;
    std::uint32_t room;
    bool required;
    std::uint64_t job_gres;  // free devices for the first request of the whole job
};

bool suits(const NodeConfig& node, const JobSpec& spec, const Demand& demand) {
    return !contains(demand.excluded_nodes, node.name) && spec.tmp_disk <= node.tmp_disk &&
           spec.sockets_per_node <= node.sockets && spec.cores_per_socket <= node.cores_per_socket &&
           spec.threads_per_core <= node.threads_per_core && features_satisfy(spec.constraint, node.features);
}

std::vector<Candidate> candidates(const Site& site, const std::vector<NodeUse>& use, std::uint32_t partition,
                                  const JobSpec& spec, const Demand& demand, std::uint32_t level) {
    std::vector<std::uint32_t> order = site.nodes_of(partition);
    const auto rank = [&](std::uint32_t node) {
        const std::int64_t idle = std::int64_t{site.node(node).cpus} - use[node].cpus_busy;
        return std::pair{site.node(node).weight, demand.least_loaded ? -idle : 0};
    };
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return rank(a) < rank(b); });
    std::vector<Candidate> found;
    for (std::uint32_t index : order) {
        if (!use[index].available || !suits(site.node(index), spec, demand)) continue;
        Place place(site, index, use[index], demand, level);
        const std::uint32_t room = place.room();
        const std::uint64_t devices = demand.per_job.empty() ? no_limit : place.free_gres(demand.per_job[0]);
        if (room > 0 && devices > 0)
            found.push_back({place, room, contains(demand.required_nodes, site.node(index).name), devices});
    }
    return found;
}

/// Sum of the `count` largest amounts among the candidates from `from` on.
template <class Amount>
std::uint64_t best_of(const std::vector<Candidate>& all, std::size_t from, std::size_t count, Amount amount) {
    std::vector<std::uint64_t> amounts;
    for (std::size_t i = from; i < all.size(); ++i) amounts.push_back(amount(all[i]));
    if (amounts.size() < count) return 0;
    std::partial_sort(amounts.begin(), amounts.begin() + static_cast<std::ptrdiff_t>(count), amounts.end(),
                      std::greater<>());
    return std::accumulate(amounts.begin(), amounts.begin() + static_cast<std::ptrdiff_t>(count), std::uint64_t{0});
}

/// What `count` nodes have to hold together.
struct Load {
    std::size_t count;
    std::uint64_t tasks;
    std::uint64_t devices;  // of the first request of the whole job
};

/// The first `count` candidates that are neighbours, hold all and have every required one among them.
std::vector<const Candidate*> choose_neighbours(const std::vector<Candidate>& all, const Load& load) {
    std::vector<const Candidate*> sorted;
    for (const auto& candidate : all) sorted.push_back(&candidate);
    const auto index = [](const Candidate* candidate) { return candidate->place.index(); };
    std::sort(sorted.begin(), sorted.end(), [&](auto* a, auto* b) { return index(a) < index(b); });
    const auto required = std::count_if(all.begin(), all.end(), [](const Candidate& c) { return c.required; });
    for (auto first = sorted.begin(); sorted.end() - first >= static_cast<std::ptrdiff_t>(load.count); ++first) {
        const auto last = first + static_cast<std::ptrdiff_t>(load.count);
        if (index(*(last - 1)) - index(*first) != load.count - 1) continue;
        std::uint64_t room = 0, devices = 0;
        std::ptrdiff_t of_required = 0;
        for (auto each = first; each != last; ++each) {
            room += (*each)->room;
            devices += (*each)->job_gres;
            of_required += (*each)->required;
        }
        if (room >= load.tasks && devices >= load.devices && of_required == required) return {first, last};
    }
    return {};
}

/// The first set of `count` candidates, in order, that holds all tasks and devices; required ones are always in it.
std::vector<const Candidate*> choose(const std::vector<Candidate>& all, const Load& load) {
    std::vector<const Candidate*> chosen;
    std::uint64_t room = 0, devices = 0;
    const auto [count, wanted_tasks, wanted_devices] = load;
    for (const auto& candidate : all)
        if (candidate.required) {
            chosen.push_back(&candidate);
            room += candidate.room;
            devices += candidate.job_gres;
        }
    for (std::size_t i = 0; i < all.size() && chosen.size() < count; ++i) {
        if (all[i].required) continue;
        const std::size_t left = count - chosen.size() - 1;
        const auto free_room = [](const Candidate& c) { return std::uint64_t{c.required ? 0 : c.room}; };
        const auto free_devices = [](const Candidate& c) { return c.required ? 0 : c.job_gres; };
        const bool enough_room = room + all[i].room + best_of(all, i + 1, left, free_room) >= wanted_tasks;
        const bool enough_devices =
            devices + all[i].job_gres + best_of(all, i + 1, left, free_devices) >= wanted_devices;
        if (!enough_room || !enough_devices) continue;
        chosen.push_back(&all[i]);
        room += all[i].room;
        devices += all[i].job_gres;
    }
    if (chosen.size() != count || room < wanted_tasks || devices < wanted_devices) chosen.clear();
    return chosen;
}

/// Devices asked for the whole job, spread over the chosen nodes: one a node at least, the first nodes filled first.
std::vector<std::vector<GresRequest>> spread(const std::vector<const Candidate*>& chosen,
                                             const std::vector<GresRequest>& per_job) {
    std::vector<std::vector<GresRequest>> parts(chosen.size());
    for (const auto& request : per_job) {
        std::uint64_t left = request.count;
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            const std::uint64_t others = std::min<std::uint64_t>(chosen.size() - i - 1, left > 0 ? left - 1 : 0);
            const std::uint64_t here = std::min(left - std::min(left, others), chosen[i]->place.free_gres(request));
            parts[i].push_back({request.name, request.type, here});
            left -= here;
        }
        if (left > 0) return {};
    }
    return parts;
}

std::vector<NodeAllocation> allocate(std::vector<const Candidate*> chosen, const Demand& demand, const Load& load) {
    std::sort(chosen.begin(), chosen.end(),
              [](const Candidate* a, const Candidate* b) { return a->place.index() < b->place.index(); });
    const auto devices = spread(chosen, demand.per_job);
    std::vector<NodeAllocation> allocation;
    if (devices.size() != chosen.size()) return allocation;
    std::vector<std::uint32_t> room;
    for (const Candidate* each : chosen) room.push_back(each->room);
    const auto tasks = lay_out(static_cast<std::uint32_t>(load.tasks), room, demand.distribution);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        auto part = chosen[i]->place.allocate(tasks[i], devices[i]);
        if (!part) return {};
        allocation.push_back(std::move(*part));
    }
    return allocation;
}

}  // namespace

std::vector<NodeUse> available_nodes(const Site& site) {
    std::vector<NodeUse> nodes = idle_nodes(site);
    for (std::uint32_t i = 0; i < nodes.size(); ++i) nodes[i].available = site.node(i).is_available();
    return nodes;
}

bool fits_somewhere(const Site& site, const std::vector<NodeUse>& use, const Job& job) {
    for (std::uint32_t partition : site.partitions_in(job.partition))
        if (fit(site, use, partition, *job.spec, demand_of(site, *job.spec, partition))) return true;
    return false;
}

std::vector<NodeUse> idle_nodes(const Site& site) {
    std::vector<NodeUse> nodes;
    for (std::uint32_t i = 0; i < site.config().nodes.size(); ++i) nodes.push_back(idle_node(site, i));
    return nodes;
}

namespace {

std::optional<std::vector<NodeAllocation>> fit_at(const Site& site, const std::vector<NodeUse>& use,
                                                  std::uint32_t partition, const JobSpec& spec, const Demand& demand,
                                                  std::uint32_t level) {
    const auto all = candidates(site, use, partition, spec, demand, level);
    const auto required = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [](const Candidate& c) { return c.required; }));
    if (required < demand.required_nodes.size()) return std::nullopt;
    std::size_t most = std::min<std::size_t>(all.size(), demand.max_nodes);
    if (!demand.overcommit && !demand.tasks_follow_nodes)
        most = std::min<std::size_t>(most, std::max(demand.tasks, demand.min_nodes));
    const std::size_t least = std::max<std::size_t>(demand.min_nodes, required);
    for (std::size_t step = 0; least + step <= most; ++step) {
        const std::size_t count = demand.most_nodes ? most - step : least + step;
        if (!demand.node_counts.empty() && !demand.node_counts.contains(static_cast<std::uint32_t>(count))) continue;
        const Load load{count, demand.tasks_follow_nodes ? tasks_on(spec, static_cast<std::uint32_t>(count)) : demand.tasks,
                        demand.per_job.empty() ? 0 : demand.per_job[0].count};
        const auto chosen = demand.contiguous ? choose_neighbours(all, load) : choose(all, load);
        if (chosen.empty()) continue;
        auto allocation = allocate(chosen, demand, load);
        if (!allocation.empty()) return allocation;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::vector<NodeAllocation>> fit(const Site& site, const std::vector<NodeUse>& use,
                                               std::uint32_t partition, const JobSpec& spec, const Demand& demand) {
    for (std::uint32_t level = 1; level <= demand.jobs_per_cpu; ++level)
        if (auto allocation = fit_at(site, use, partition, spec, demand, level)) return allocation;
    return std::nullopt;
}

}  // namespace msd::core
