// SPDX-License-Identifier: MIT
#include "daemon/core/placement/devices.hpp"

#include <algorithm>
#include <optional>

#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

bool matches(const GresPool& pool, const GresRequest& request) {
    return pool.name == request.name && (request.type.empty() || pool.type == request.type);
}

/// The device of this number as the configuration knows it; nullptr where it only counts.
const GresDevice* device_of(const GresPool& pool, std::size_t device) {
    return device < pool.devices.size() ? &pool.devices[device] : nullptr;
}

bool kept_out(const DeviceShelf& shelf, const GresPool& gpus, std::size_t device) {
    const GresDevice* known = device_of(gpus, device);
    if (!known) return false;
    const auto is_near = [&](std::uint32_t cpu) { return cpu >= shelf.first_cpu && cpu < shelf.end_cpu; };
    const bool far = !known->cpus.empty() && std::none_of(known->cpus.begin(), known->cpus.end(), is_near);
    return far || (shelf.avoid_used_outside && known->used_outside);
}

/// Parts of a GPU that others than `except` have taken.
bool has_shares_taken(const DeviceShelf& shelf, const std::vector<PoolUse>& use, std::size_t gpus, std::size_t device,
                      std::size_t except) {
    for (std::size_t p = 0; p < shelf.pools.size(); ++p)
        if (p != except && !shelf.pools[p].shares.empty() && shelf.pools[p].gpus == gpus && device < use[p].shares.size() &&
            use[p].shares[device] > 0)
            return true;
    return false;
}

bool is_free(const DeviceShelf& shelf, const std::vector<PoolUse>& use, std::size_t pool, std::size_t device) {
    if (use[pool].busy[device] || kept_out(shelf, shelf.pools[pool], device)) return false;
    return !shelf.pools[pool].is_shared || !has_shares_taken(shelf, use, pool, device, shelf.pools.size());
}

std::uint64_t free_shares(const DeviceShelf& shelf, const std::vector<PoolUse>& use, std::size_t pool, std::size_t device) {
    const GresPool& shares = shelf.pools[pool];
    const GresPool& gpus = shelf.pools[shares.gpus];
    const auto& busy = use[shares.gpus].busy;
    if (device >= busy.size() || busy[device] || kept_out(shelf, gpus, device)) return 0;
    if (has_shares_taken(shelf, use, shares.gpus, device, pool)) return 0;
    return shares.shares[device] - std::min(shares.shares[device], use[pool].shares[device]);
}

std::uint64_t free_of_pool(const DeviceShelf& shelf, const std::vector<PoolUse>& use, std::size_t p) {
    const GresPool& pool = shelf.pools[p];
    const bool all_alike = !pool.is_shared && !shelf.avoid_used_outside && shelf.first_cpu == 0 && shelf.end_cpu >= shelf.cpu_jobs.size();
    if (!pool.has_devices || all_alike) return pool.count - std::min(pool.count, use[p].used);
    std::uint64_t free = 0;
    for (std::size_t device = 0; device < pool.count; ++device) free += is_free(shelf, use, p, device);
    return free;
}

GresAllocation& entry(NodeAllocation& part, const GresPool& pool) {
    for (auto& held : part.gres)
        if (held.name == pool.name && held.type == pool.type) return held;
    part.gres.push_back({pool.name, pool.type, 0, {}});
    return part.gres.back();
}

// ---- which of the free ones

/// How well the CPUs near a device serve: whether one is free, or, where a job may have no others, how many.
std::size_t free_cpus_near(const DeviceShelf& shelf, const GresDevice* device) {
    if (!device || device->cpus.empty()) return shelf.needs_near_cpus ? shelf.cpu_jobs.size() : 1;
    const auto free = static_cast<std::size_t>(std::count_if(device->cpus.begin(), device->cpus.end(), [&](std::uint32_t cpu) {
        return cpu < shelf.cpu_jobs.size() && shelf.cpu_jobs[cpu] == 0;
    }));
    return shelf.needs_near_cpus ? free : std::min<std::size_t>(free, 1);
}

/// Sum of the links from one device to others.
std::int64_t linked(const GresPool& pool, std::size_t device, const std::vector<std::size_t>& others) {
    std::int64_t sum = 0;
    for (const std::size_t other : others)
        if (other < pool.devices[device].links.size()) sum += std::max(0, pool.devices[device].links[other]);
    return sum;
}

/// From each device on, always the one with the most links to those that are chosen; the best of these sets.
std::vector<std::size_t> best_linked(const GresPool& pool, const std::vector<std::size_t>& free, std::size_t wanted) {
    std::vector<std::size_t> best;
    std::int64_t most = -1;
    for (const std::size_t first : free) {
        std::vector<std::size_t> chosen = {first};
        std::int64_t links = 0;
        while (chosen.size() < wanted) {
            std::optional<std::size_t> next;
            for (const std::size_t each : free)
                if (!contains(chosen, each) &&
                    (!next || linked(pool, each, chosen) > linked(pool, *next, chosen)))
                    next = each;
            links += linked(pool, *next, chosen);
            chosen.push_back(*next);
        }
        if (links <= most) continue;
        most = links;
        best = std::move(chosen);
    }
    std::sort(best.begin(), best.end());
    return best;
}

std::vector<std::size_t> choose(const DeviceShelf& shelf, const std::vector<PoolUse>& use, std::size_t p, std::size_t wanted) {
    const GresPool& pool = shelf.pools[p];
    std::vector<std::size_t> free;
    for (std::size_t device = 0; device < pool.count; ++device)
        if (is_free(shelf, use, p, device)) free.push_back(device);
    std::stable_sort(free.begin(), free.end(), [&](std::size_t a, std::size_t b) {
        return free_cpus_near(shelf, device_of(pool, a)) > free_cpus_near(shelf, device_of(pool, b));
    });
    const bool knows_links = !pool.devices.empty() && pool.devices.size() == pool.count &&
                             std::none_of(pool.devices.begin(), pool.devices.end(),
                                          [](const GresDevice& each) { return each.links.empty(); });
    if (knows_links && wanted > 1 && wanted < free.size()) return best_linked(pool, free, wanted);
    free.resize(std::min(free.size(), wanted));
    std::sort(free.begin(), free.end());
    return free;
}

bool take_share(const DeviceShelf& shelf, std::vector<PoolUse>& use, const GresRequest& request, NodeAllocation& part) {
    struct Choice {
        std::size_t pool, device;
        std::uint64_t left;  // beside what is asked
        bool in_use;
    };
    std::optional<Choice> best;
    for (std::size_t p = 0; p < shelf.pools.size(); ++p) {
        if (!matches(shelf.pools[p], request) || shelf.pools[p].shares.empty()) continue;
        for (std::size_t device = 0; device < shelf.pools[p].shares.size(); ++device) {
            const std::uint64_t free = free_shares(shelf, use, p, device);
            if (free < request.count) continue;
            const Choice here{p, device, free - request.count, use[p].shares[device] > 0};
            const bool better = !best || (here.in_use && (!best->in_use || here.left < best->left));
            if (better) best = here;
        }
    }
    if (!best) return false;
    auto& held = entry(part, shelf.pools[best->pool]);
    held.count += request.count;
    held.indices.push_back(shelf.pools[best->pool].first_index + static_cast<std::uint32_t>(best->device));
    use[best->pool].shares[best->device] += request.count;
    use[best->pool].used += request.count;
    return true;
}

}  // namespace

std::uint64_t free_devices(const DeviceShelf& shelf, const std::vector<PoolUse>& use, const GresRequest& request) {
    std::uint64_t free = 0;
    for (std::size_t p = 0; p < shelf.pools.size(); ++p) {
        if (!matches(shelf.pools[p], request)) continue;
        if (shelf.pools[p].shares.empty()) free += free_of_pool(shelf, use, p);
        for (std::size_t device = 0; device < shelf.pools[p].shares.size(); ++device)
            free = std::max(free, free_shares(shelf, use, p, device));
    }
    return free;
}

bool take_devices(const DeviceShelf& shelf, std::vector<PoolUse>& use, const GresRequest& request, NodeAllocation& part) {
    std::uint64_t wanted = request.count;
    for (std::size_t p = 0; p < shelf.pools.size() && wanted > 0; ++p) {
        const GresPool& pool = shelf.pools[p];
        if (!matches(pool, request)) continue;
        if (!pool.shares.empty()) return take_share(shelf, use, request, part);
        const std::uint64_t count = std::min(wanted, free_of_pool(shelf, use, p));
        if (count == 0) continue;
        auto& held = entry(part, pool);
        if (pool.has_devices)
            for (const std::size_t device : choose(shelf, use, p, count)) {
                use[p].busy[device] = true;
                held.indices.push_back(pool.first_index + static_cast<std::uint32_t>(device));
            }
        held.count += count;
        use[p].used += count;
        wanted -= count;
    }
    return wanted == 0;
}

std::vector<bool> cpus_near(const std::vector<GresPool>& pools, const NodeAllocation& part, std::uint32_t cpus) {
    std::vector<bool> near;
    for (const auto& held : part.gres)
        for (const auto& pool : pools) {
            if (pool.type != held.type || pool.name != (is_share_of_gpus(held.name) ? "gpu" : held.name)) continue;
            for (const std::uint32_t index : held.indices) {
                const GresDevice* device = index < pool.first_index ? nullptr : device_of(pool, index - pool.first_index);
                if (!device || device->cpus.empty()) continue;
                near.resize(cpus, false);
                for (const std::uint32_t cpu : device->cpus)
                    if (cpu < cpus) near[cpu] = true;
            }
        }
    return near;
}

}  // namespace msd::core
