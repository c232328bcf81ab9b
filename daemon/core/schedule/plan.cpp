// SPDX-License-Identifier: MIT
#include "daemon/core/schedule/plan.hpp"

#include <algorithm>

#include "daemon/core/accounts/account_limits.hpp"
#include "daemon/core/jobs/arrays.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/placement/fit.hpp"
#include "daemon/core/site/partition_policy.hpp"
#include "daemon/core/site/reservations.hpp"
#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

class Planner {
  public:
    Planner(const State& state, Time now)
        : state_(state), site_(state.site()), now_(now), use_(state.indexes().nodes) {
        for (const auto& [key, queue] : state.indexes().reserved_queues)
            open_.push_back({key.first, find_reservation(state.config(), key.second), queue.begin(), queue.end()});
        for (std::uint32_t i = 0; i < state.indexes().queues.size(); ++i) {
            const auto& queue = state.indexes().queues[i];
            if (!queue.empty()) open_.push_back({i, nullptr, queue.begin(), queue.end()});
        }
        std::erase_if(open_, [](const Cursor& each) { return each.reservation && !is_open(*each.reservation); });
    }

    Plan run() {
        while (Cursor* cursor = next()) serve(*cursor);
        return std::move(plan_);
    }

  private:
    struct Cursor {
        std::uint32_t partition;
        const Reservation* reservation;  // its jobs ask for; nullptr = none
        std::set<QueueKey>::const_iterator at;
        std::set<QueueKey>::const_iterator end;
        bool closed = false;
    };
    /// What this plan has given a record already.
    struct Given {
        std::uint32_t elements = 0;
        bool done = false;  // started, or out of the queue
    };

    Cursor* next() {
        Cursor* best = nullptr;
        for (auto& cursor : open_) {
            while (!cursor.closed && cursor.at != cursor.end && is_done(cursor.at->id)) ++cursor.at;
            if (!cursor.closed && cursor.at != cursor.end && (!best || before(cursor, *best))) best = &cursor;
        }
        return best;
    }

    bool before(const Cursor& a, const Cursor& b) const {
        if (!a.reservation != !b.reservation) return a.reservation != nullptr;
        const auto tier_a = site_.partition(a.partition).info.priority_tier;
        const auto tier_b = site_.partition(b.partition).info.priority_tier;
        if (tier_a != tier_b) return tier_a > tier_b;
        return a.at->id == b.at->id ? comes_first(a.partition, b.partition, *state_.find(a.at->id)) : *a.at < *b.at;
    }

    /// Of two partitions that one job names, in the order of its list.
    bool comes_first(std::uint32_t a, std::uint32_t b, const Job& job) const {
        const auto named = site_.partitions_in(job.partition);
        return std::find(named.begin(), named.end(), a) < std::find(named.begin(), named.end(), b);
    }

    bool is_done(JobId id) const {
        auto at = given_.find(id);
        return at != given_.end() && at->second.done;
    }

    void serve(Cursor& cursor) {
        const Job& job = *state_.find(cursor.at->id);
        if (array_headroom(state_, job) <= elements_given(job)) return leave_queue(job, plan_.throttled);
        const bool has_licenses = licenses_free(job, cursor.reservation);
        if (!has_licenses && !asks_for_several(job)) return leave_queue(job, plan_.without_license);
        if (const Reason limit = limit_reason(site_, group_uses(), job, cursor.partition); limit != Reason::none)
            return leave_for_limit(cursor, job, limit);
        if (!has_licenses || !allowed_in(cursor.partition, job)) {
            ++cursor.at;  // one of its other partitions or reservations will have it
            return;
        }
        const Demand demand = demand_of(site_, job, cursor.partition);
        node_limit_ = Reason::none;
        if (start_in(cursor, job, demand, cursor.reservation)) return;
        if (!cursor.reservation && start_in_magnetic(cursor, job, demand)) return;
        if (node_limit_ != Reason::none) return leave_for_limit(cursor, job, node_limit_);
        if (lacks_nodes(job)) return leave_queue(job, plan_.without_nodes);
        if (is_kept_out(job, cursor.reservation)) {
            if (asks_for_several(job)) {
                ++cursor.at;
                return;
            }
            plan_.reserved.push_back({job.id, cursor.reservation || meets_maintenance(site_, job, now_)});
            given_[job.id].done = true;
            return;
        }
        if (!may_hold_back_others(site_, job, cursor.partition)) {
            ++cursor.at;
            return;
        }
        cursor.closed = true;
        if (!contains(plan_.blocked, job.id))
            plan_.blocked.push_back(job.id);
    }

    static bool asks_for_several(const Job& job) { return job.spec->reservation.find(',') != std::string::npos; }

    bool any_reservation() const { return !state_.config().reservations.empty(); }

    bool start_in(const Cursor& cursor, const Job& job, const Demand& demand, const Reservation* reservation) {
        auto allocation = any_reservation()
                              ? place(cursor.partition, job, demand, open_to(site_, use_, job, reservation, now_))
                              : place(cursor.partition, job, demand, use_);
        if (!allocation) return false;
        give(cursor.partition, job, std::move(*allocation), reservation);
        return true;
    }

    /// Where limits count nodes, one that comes too many is left out, and it is tried with the others.
    std::optional<std::vector<NodeAllocation>> place(std::uint32_t partition, const Job& job, const Demand& demand,
                                                     const std::vector<NodeUse>& open) {
        auto allocation = fit(site_, open, partition, *job.spec, demand);
        auto limit = allocation ? node_limit(job, partition, *allocation) : std::nullopt;
        if (!limit) return allocation;
        node_limit_ = limit->reason;
        std::vector<NodeUse> fewer = open;
        while (limit) {
            fewer[*site_.find_node(last_new_node(limit->group, *allocation))].available = false;
            allocation = fit(site_, fewer, partition, *job.spec, demand);
            limit = allocation ? node_limit(job, partition, *allocation) : std::nullopt;
        }
        return allocation;
    }
    std::optional<NodeLimit> node_limit(const Job& job, std::uint32_t partition, const std::vector<NodeAllocation>& allocation) const {
        return over_node_limit(site_, group_uses(), job, partition, allocation);
    }
    /// The last of them that the group does not use.
    const std::string& last_new_node(const GroupKey& group, const std::vector<NodeAllocation>& allocation) const {
        const GroupUse* use = find_group(group);
        const auto is_new = [&](const NodeAllocation& part) { return !use || !use->nodes.count(part.node); };
        return std::find_if(allocation.rbegin(), allocation.rend(), is_new)->node;
    }

    static bool takes_in(const Reservation& reservation, const Job& job) {
        return reservation.active && (reservation.flags & resv_magnetic) && may_use(reservation, job);
    }

    /// Where it does not find a place among the others, it may in one that takes jobs which do not name it.
    bool start_in_magnetic(const Cursor& cursor, const Job& job, const Demand& demand) {
        for (const Reservation& each : state_.config().reservations)
            if (takes_in(each, job) && start_in(cursor, job, demand, &each)) return true;
        return false;
    }

    /// No room even if nothing ran, on the nodes that are up. Where all are, admission has seen to it.
    bool lacks_nodes(const Job& job) {
        const auto up = [](const NodeUse& node) { return node.available; };
        if (std::all_of(use_.begin(), use_.end(), up)) return false;
        if (idle_.empty()) idle_ = available_nodes(site_);
        return !fits_somewhere(site_, idle_, job);
    }

    /// No room even if nothing ran, for what reservations keep from it.
    bool is_kept_out(const Job& job, const Reservation* reservation) {
        if (!any_reservation()) return false;
        if (idle_.empty()) idle_ = available_nodes(site_);
        const auto fits_in = [&](const Reservation* in) {
            return fits_somewhere(site_, open_to(site_, idle_, job, in, now_), job);
        };
        if (fits_in(reservation)) return false;
        if (reservation) return true;
        const auto& all = state_.config().reservations;
        return std::none_of(all.begin(), all.end(),
                            [&](const Reservation& each) { return takes_in(each, job) && fits_in(&each); });
    }

    bool allowed_in(std::uint32_t partition, const Job& job) const {
        return partition_reason(site_, partition, job) == Reason::none;
    }

    void leave_queue(const Job& job, std::vector<JobId>& list) {
        list.push_back(job.id);
        given_[job.id].done = true;
    }

    GroupUses group_uses() const { return {group_lookup_, state_.past(), now_}; }

    /// Limited in this partition: it waits for that only where none of its others would have it.
    void leave_for_limit(Cursor& cursor, const Job& job, Reason limit) {
        const auto named = site_.partitions_in(job.partition);
        const bool elsewhere = std::any_of(named.begin(), named.end(), [&](std::uint32_t other) {
            return other != cursor.partition && allowed_in(other, job) &&
                   limit_reason(site_, group_uses(), job, other) == Reason::none;
        });
        if (elsewhere) {
            ++cursor.at;
            return;
        }
        plan_.limited.emplace_back(job.id, limit);
        given_[job.id].done = true;
    }

    std::uint32_t elements_given(const Job& job) const {
        auto at = array_starts_.find(job.array.master_id);
        return at == array_starts_.end() ? 0 : at->second;
    }

    bool licenses_free(const Job& job, const Reservation* reservation) {
        const auto wanted = licenses_of(*job.spec);
        return std::all_of(wanted.begin(), wanted.end(), [&](const GresRequest& license) {
            const std::uint64_t free = licenses_open_to(state_, license.name, job, reservation, now_);
            return free == ~std::uint64_t{0} || licenses_taken_[license.name] + license.count <= free;
        });
    }

    /// Groups as they are with what this plan has given: copied when something is.
    const GroupUse* find_group(const GroupKey& key) const {
        if (const auto at = changed_groups_.find(key); at != changed_groups_.end()) return &at->second;
        const auto at = state_.indexes().groups.find(key);
        return at == state_.indexes().groups.end() ? nullptr : &at->second.use;
    }
    void note_group_use(const Job& job, std::uint32_t partition, const std::vector<NodeAllocation>& allocation) {
        const TimeLimit time = limit_in(site_, job, partition);
        for (const GroupKey& key : groups_in(site_, job, partition)) {
            const GroupUse* now = find_group(key);
            GroupUse next = now ? *now : GroupUse{};
            next.add_start(text::parse_tres(job.req_tres),
                           time.is_finite() ? static_cast<std::uint64_t>(time.minutes) : 0, allocation);
            changed_groups_[key] = std::move(next);
        }
    }

    void give(std::uint32_t partition, const Job& job, std::vector<NodeAllocation> allocation,
              const Reservation* reservation) {
        for (const auto& part : allocation) {
            const std::uint32_t node = *site_.find_node(part.node);
            take(use_[node], site_, node, part, true, holder_of(site_, job, partition));
        }
        for (const auto& license : licenses_of(*job.spec)) licenses_taken_[license.name] += license.count;
        note_group_use(job, partition, allocation);
        Given& given = given_[job.id];
        ++given.elements;
        given.done = !is_waiting_part(job) || given.elements >= job.array.waiting.count();
        if (job.array) ++array_starts_[job.array.master_id];
        plan_.starts.push_back({job.id, site_.partition(partition).info.name, std::move(allocation),
                                reservation ? reservation->name : std::string()});
    }

    const State& state_;
    const Site& site_;
    Time now_;
    std::vector<NodeUse> use_;
    std::vector<NodeUse> idle_;  // made when it is needed
    std::vector<Cursor> open_;
    std::unordered_map<JobId, Given> given_;
    std::unordered_map<JobId, std::uint32_t> array_starts_;
    std::map<std::string, std::uint64_t> licenses_taken_;
    std::map<GroupKey, GroupUse> changed_groups_;
    const GroupLookup group_lookup_ = [this](const GroupKey& key) { return find_group(key); };
    Reason node_limit_ = Reason::none;  // that the job which is served met
    Plan plan_;
};

}  // namespace

Plan plan(const State& state, Time now) { return Planner(state, now).run(); }

}  // namespace msd::core
