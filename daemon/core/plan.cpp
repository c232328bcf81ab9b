// SPDX-License-Identifier: MIT
#include "daemon/core/plan.hpp"

#include <algorithm>

#include "daemon/core/account_limits.hpp"
#include "daemon/core/arrays.hpp"
#include "daemon/core/fit.hpp"
#include "daemon/core/pending.hpp"

namespace msd::core {
namespace {

class Planner {
  public:
    explicit Planner(const State& state) : state_(state), site_(state.site()), use_(state.indexes().nodes) {
        for (std::uint32_t i = 0; i < state.indexes().queues.size(); ++i) {
            const auto& queue = state.indexes().queues[i];
            if (!queue.empty()) open_.push_back({i, queue.begin(), queue.end()});
        }
    }

    Plan run() {
        while (Cursor* cursor = next()) serve(*cursor);
        return std::move(plan_);
    }

  private:
    struct Cursor {
        std::uint32_t partition;
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
        const auto tier_a = site_.partition(a.partition).info.priority_tier;
        const auto tier_b = site_.partition(b.partition).info.priority_tier;
        return tier_a != tier_b ? tier_a > tier_b : *a.at < *b.at;
    }

    bool is_done(JobId id) const {
        auto at = given_.find(id);
        return at != given_.end() && at->second.done;
    }

    void serve(Cursor& cursor) {
        const Job& job = *state_.find(cursor.at->id);
        if (array_headroom(state_, job) <= elements_given(job)) return leave_queue(job, plan_.throttled);
        if (!licenses_free(job)) return leave_queue(job, plan_.without_license);
        if (const Reason limit = limit_reason(site_, group_lookup_, job); limit != Reason::none) {
            plan_.limited.emplace_back(job.id, limit);
            given_[job.id].done = true;
            return;
        }
        if (!allowed_in(cursor.partition, job)) {
            ++cursor.at;  // one of its other partitions will have it
            return;
        }
        const Demand demand = demand_of(site_, *job.spec, cursor.partition);
        auto allocation = fit(site_, use_, cursor.partition, *job.spec, demand);
        if (!allocation && lacks_nodes(job)) return leave_queue(job, plan_.without_nodes);
        if (!allocation) {
            cursor.closed = true;
            if (std::find(plan_.blocked.begin(), plan_.blocked.end(), job.id) == plan_.blocked.end())
                plan_.blocked.push_back(job.id);
            return;
        }
        give(cursor.partition, job, std::move(*allocation));
    }

    /// No room even if nothing ran, on the nodes that are up. Where all are, admission has seen to it.
    bool lacks_nodes(const Job& job) {
        const auto up = [](const NodeUse& node) { return node.available; };
        if (std::all_of(use_.begin(), use_.end(), up)) return false;
        if (idle_.empty()) idle_ = available_nodes(site_);
        return !fits_somewhere(site_, idle_, job);
    }

    bool allowed_in(std::uint32_t partition, const Job& job) const {
        return partition_reason(site_.partition(partition).info, job) == Reason::none;
    }

    void leave_queue(const Job& job, std::vector<JobId>& list) {
        list.push_back(job.id);
        given_[job.id].done = true;
    }

    std::uint32_t elements_given(const Job& job) const {
        auto at = array_starts_.find(job.array.master_id);
        return at == array_starts_.end() ? 0 : at->second;
    }

    bool licenses_free(const Job& job) {
        for (const auto& license : licenses_of(*job.spec)) {
            const auto total = site_.config().licenses.find(license.name);
            if (total == site_.config().licenses.end()) continue;  // gone from the configuration
            const auto used = state_.indexes().licenses.find(license.name);
            const std::uint64_t taken =
                (used == state_.indexes().licenses.end() ? 0 : used->second.used) + licenses_taken_[license.name];
            if (taken + license.count > total->second) return false;
        }
        return true;
    }

    /// Groups as they are with what this plan has given: copied when something is.
    const GroupUse* find_group(const GroupKey& key) const {
        if (const auto at = changed_groups_.find(key); at != changed_groups_.end()) return &at->second;
        const auto at = state_.indexes().groups.find(key);
        return at == state_.indexes().groups.end() ? nullptr : &at->second.use;
    }
    void note_group_use(const Job& job) {
        for (const GroupKey& key : groups_of(site_, job)) {
            const GroupUse* now = find_group(key);
            GroupUse next = now ? *now : GroupUse{};
            next.add_start(text::parse_tres(job.req_tres),
                           job.time_limit.is_finite() ? static_cast<std::uint64_t>(job.time_limit.minutes) : 0);
            changed_groups_[key] = std::move(next);
        }
    }

    void give(std::uint32_t partition, const Job& job, std::vector<NodeAllocation> allocation) {
        for (const auto& part : allocation) {
            const std::uint32_t node = *site_.find_node(part.node);
            take(use_[node], site_, node, part, true);
        }
        for (const auto& license : licenses_of(*job.spec)) licenses_taken_[license.name] += license.count;
        note_group_use(job);
        Given& given = given_[job.id];
        ++given.elements;
        given.done = !is_waiting_part(job) || given.elements >= job.array.waiting.count();
        if (job.array) ++array_starts_[job.array.master_id];
        plan_.starts.push_back({job.id, site_.partition(partition).info.name, std::move(allocation)});
    }

    const State& state_;
    const Site& site_;
    std::vector<NodeUse> use_;
    std::vector<NodeUse> idle_;  // made when it is needed
    std::vector<Cursor> open_;
    std::unordered_map<JobId, Given> given_;
    std::unordered_map<JobId, std::uint32_t> array_starts_;
    std::map<std::string, std::uint64_t> licenses_taken_;
    std::map<GroupKey, GroupUse> changed_groups_;
    const GroupLookup group_lookup_ = [this](const GroupKey& key) { return find_group(key); };
    Plan plan_;
};

}  // namespace

Plan plan(const State& state) { return Planner(state).run(); }

}  // namespace msd::core
