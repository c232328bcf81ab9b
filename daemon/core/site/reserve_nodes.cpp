// SPDX-License-Identifier: MIT
#include "daemon/core/site/reserve_nodes.hpp"

#include <algorithm>

#include "daemon/core/placement/features.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

using Key = ReservationKey;

bool has(const ReservationChange& change, Key key) {
    return contains(change.keys, key);
}

Failure too_few() {
    return fail(Errc::nodes_busy, std::string(error_text(Errc::nodes_busy)) +
                                      "\nNote, unless nodes are directly requested a reservation must exist in a single "
                                      "partition.\nIf no partition is requested the default partition is assumed.");
}

std::uint32_t threads(const NodeConfig& node) { return std::max(1u, node.threads_per_core); }
std::uint32_t cores_of(const NodeConfig& node) { return std::max(1u, node.cpus / threads(node)); }

ReservedNode whole_node(const NodeConfig& node) {
    ReservedNode part{node.name, {}, true};
    for (std::uint32_t cpu = 0; cpu < node.cpus; ++cpu) part.cpus.push_back(cpu);
    return part;
}

bool may_overlap(const Reservation& reservation) { return reservation.flags & (resv_maintenance | resv_overlap); }

/// Another one has a part of the same time.
bool meets(const Reservation& a, const Reservation& b) {
    if (a.name == b.name && !a.name.empty()) return false;
    return overlaps(b, {a.start, a.end}) || overlaps(a, {b.start, b.end});
}

/// CPUs of a node that other reservations have in that time, and with `jobs` those of jobs that run into it.
std::vector<bool> taken_cpus(const State& state, const Reservation& of, const NodeConfig& node, bool jobs) {
    std::vector<bool> taken(node.cpus, false);
    const auto take = [&](const std::vector<std::uint32_t>& cpus) {
        for (std::uint32_t cpu : cpus)
            if (cpu < taken.size()) taken[cpu] = true;
    };
    if (!may_overlap(of))
        for (const Reservation& other : state.config().reservations)
            if (!may_overlap(other) && meets(of, other))
                for (const ReservedNode& part : other.nodes)
                    if (part.node == node.name) take(part.cpus);
    if (!jobs || (of.flags & resv_ignore_jobs)) return taken;
    for (const auto& [id, job] : state.jobs()) {
        if (!holds_resources(*job) || (is_set(job->end) && job->end <= of.start) || job->start >= of.end) continue;
        if (job->reservation == of.name && !of.name.empty()) continue;
        for (const auto& part : job->allocation)
            if (part.node == node.name) take(part.cpus);
    }
    return taken;
}

/// The first `cores` free ones; fewer when there are not so many.
ReservedNode free_cores(const NodeConfig& node, const std::vector<bool>& taken, std::uint32_t cores) {
    ReservedNode part{node.name, {}, false};
    for (std::uint32_t core = 0, got = 0; core < cores_of(node) && got < cores; ++core) {
        const std::uint32_t first = core * threads(node), last = first + threads(node);
        if (std::any_of(taken.begin() + first, taken.begin() + last, [](bool cpu) { return cpu; })) continue;
        for (std::uint32_t cpu = first; cpu < last; ++cpu) part.cpus.push_back(cpu);
        ++got;
    }
    return part;
}

/// The nodes that may be taken, in the order in which they are.
Result<std::vector<std::uint32_t>> candidates(const State& state, const Reservation& to) {
    const Site& site = state.site();
    const auto partition = to.partition.empty() ? site.default_partition() : site.find_partition(to.partition);
    if (!partition) return fail(Errc::invalid_partition);
    std::vector<std::uint32_t> nodes;
    for (std::uint32_t node : site.nodes_of(*partition))
        if (site.node(node).is_available() && features_satisfy(to.features, site.node(node).features))
            nodes.push_back(node);
    return nodes;
}

Result<std::vector<std::uint32_t>> named_nodes(const State& state, const ReservationChange& change, Reservation& to) {
    const Site& site = state.site();
    std::vector<std::uint32_t> nodes;
    to.flags |= resv_spec_nodes;
    to.flags &= ~std::uint32_t{resv_all_nodes};
    if (equal_ignoring_case(change.nodes, "ALL")) {
        to.flags |= resv_all_nodes;
        if (to.flags & resv_part_nodes) to.flags &= ~std::uint32_t{resv_spec_nodes | resv_all_nodes};
        const auto partition = site.find_partition(to.partition);
        if (partition) return site.nodes_of(*partition);
        for (std::uint32_t i = 0; i < site.config().nodes.size(); ++i) nodes.push_back(i);
        return nodes;
    }
    const auto names = text::expand_hostlist(change.nodes);
    if (!names || names->empty()) return fail(Errc::invalid_node_name);
    for (const auto& name : *names) {
        const auto node = site.find_node(name);
        if (!node) return fail(Errc::invalid_node_name);
        nodes.push_back(*node);
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
}

void count_cores(const State& state, Reservation& to) {
    to.cores = 0;
    for (const ReservedNode& part : to.nodes)
        if (const auto node = state.site().find_node(part.node))
            to.cores += static_cast<std::uint32_t>(part.cpus.size()) / threads(state.site().node(*node));
}

/// So many cores of the named nodes: one number for all of them together, or one a node.
Result<void> take_cores(const State& state, const std::vector<std::uint32_t>& nodes,
                        const std::vector<std::uint32_t>& counts, Reservation& to) {
    if (counts.size() > 1 && counts.size() != nodes.size()) return fail(Errc::invalid_core_count);
    std::uint32_t left = counts.front();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const NodeConfig& node = state.site().node(nodes[i]);
        const std::uint32_t wanted = counts.size() > 1 ? counts[i] : left;
        if (wanted == 0) continue;
        ReservedNode part = free_cores(node, taken_cpus(state, to, node, true), wanted);
        const auto got = static_cast<std::uint32_t>(part.cpus.size()) / threads(node);
        if (counts.size() > 1 && got < wanted) return too_few();
        if (counts.size() == 1) left -= got;
        if (got > 0) to.nodes.push_back(std::move(part));
    }
    if (counts.size() == 1 && left > 0) return too_few();
    return {};
}

/// So many whole nodes, those first that are free.
Result<void> take_nodes(const State& state, std::uint32_t count, Reservation& to) {
    auto nodes = candidates(state, to);
    if (!nodes) return Failure(nodes.error());
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t node : *nodes) {
        const auto taken = taken_cpus(state, to, state.site().node(node), true);
        const bool free = std::none_of(taken.begin(), taken.end(), [](bool cpu) { return cpu; });
        if (free && chosen.size() < count) chosen.push_back(node);
    }
    if (chosen.size() < count) return too_few();
    for (std::uint32_t node : chosen) to.nodes.push_back(whole_node(state.site().node(node)));
    return {};
}

std::uint32_t sum(const std::vector<std::uint32_t>& counts) {
    std::uint32_t all = 0;
    for (std::uint32_t count : counts) all += count;
    return all;
}

}  // namespace

Result<void> reserve_nodes(const State& state, const ReservationChange& change, Reservation& to) {
    const bool core_based = !to.nodes.empty() && !to.nodes.front().whole;
    if (core_based) return fail(Errc::core_reservation_update);
    const bool named = has(change, Key::nodes), cores = has(change, Key::core_count) && sum(change.core_counts) > 0;
    const bool counted = has(change, Key::node_count) && sum(change.node_counts) > 0;
    to.nodes.clear();
    if ((!named || cores) && (cores || counted) && to.partition.empty()) {
        const auto partition = state.site().default_partition();
        if (!partition) return fail(Errc::no_default_partition);
        to.partition = state.site().partition(*partition).info.name;
    }
    if (cores) {
        auto nodes = named ? named_nodes(state, change, to) : candidates(state, to);
        if (!nodes) return Failure(nodes.error());
        MS_TRY(take_cores(state, *nodes, change.core_counts, to));
    } else if (named) {
        auto nodes = named_nodes(state, change, to);
        if (!nodes) return Failure(nodes.error());
        for (std::uint32_t node : *nodes) to.nodes.push_back(whole_node(state.site().node(node)));
    } else if (counted) {
        to.flags &= ~std::uint32_t{resv_spec_nodes | resv_all_nodes};
        MS_TRY(take_nodes(state, sum(change.node_counts), to));
    }
    count_cores(state, to);
    return {};
}

Result<void> check_use(const State& state, const Reservation& reservation) {
    const bool any_nodes = reservation.flags & resv_any_nodes;
    if (reservation.nodes.empty() && !any_nodes)
        return fail(reservation.licenses.empty() ? Errc::invalid_reservation : Errc::invalid_node_name);
    if (any_nodes && (!reservation.nodes.empty() || reservation.licenses.empty()))
        return fail(Errc::invalid_reservation);
    for (const bool jobs : {false, true})
        for (const ReservedNode& part : reservation.nodes) {
            const auto node = state.site().find_node(part.node);
            if (!node) continue;
            const auto taken = taken_cpus(state, reservation, state.site().node(*node), jobs);
            const auto is_taken = [&](std::uint32_t cpu) { return cpu < taken.size() && taken[cpu]; };
            if (std::none_of(part.cpus.begin(), part.cpus.end(), is_taken)) continue;
            return jobs ? too_few() : fail(Errc::reservation_overlap);
        }
    return {};
}

}  // namespace msd::core
