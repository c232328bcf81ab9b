// SPDX-License-Identifier: MIT
// One turn of the core: the only writer of a State. It keeps the indexes in step with the records, and collects the
// effects: every record changed in a turn is saved once, as it is at the end.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "daemon/core/state.hpp"

namespace msd::core {

class Turn {
  public:
    Turn(State& state, Time now) : state_(state), now_(now) {}

    const State& state() const { return state_; }
    const Site& site() const { return state_.site_; }
    Time instant() const { return now_; }

    /// A fresh id, never one in use.
    JobId new_id();
    /// What new_id() would give.
    JobId peek_id() const;
    void add(Job job);
    /// Let `edit(Job&)` change a record. Precondition: it exists.
    template <class Edit>
    const Job& change(JobId id, Edit edit) {
        return change_record(id, std::move(edit), false);
    }
    /// The same with another spec, which `edit` finds in place.
    template <class Edit>
    const Job& change_spec(JobId id, JobSpec spec, Edit edit) {
        give_up_offers(id);  // of licences that it may ask for no longer
        auto fresh = state_.specs_.use(std::make_shared<const JobSpec>(std::move(spec)));
        return change(id, [&](Job& job) {
            state_.specs_.release(job.spec);
            job.spec = fresh;
            edit(job);
        });
    }
    /// The same for what a restart works out again (Save::transient).
    template <class Edit>
    const Job& touch(JobId id, Edit edit) {
        return change_record(id, std::move(edit), true);
    }
    void forget(JobId id);
    /// Everything derived is built afresh under another configuration.
    void replace_site(ClusterConfig config);
    /// A new one, or one that has changed.
    void set_reservation(Reservation reservation);
    void drop_reservation(const std::string& name);
    void emit(Effect effect) { effects_.push_back(std::move(effect)); }

    /// A job has begun, ended or returned to the queue: those who wait for it are looked at before the turn ends.
    void notify_later(JobId id) { news_.push_back(id); }
    bool take_news(JobId& id);

    /// Licences that have become free since they were last looked at.
    std::set<std::string> take_freed_licenses() { return std::exchange(state_.freed_licenses_, {}); }
    /// Groups of limits in which a job has ended since they were last looked at.
    std::set<GroupKey> take_freed_groups() { return std::exchange(state_.freed_groups_, {}); }
    void free_group(GroupKey key) { state_.freed_groups_.insert(std::move(key)); }
    void look_at_minutes_at(std::optional<Time> at) { state_.minutes_due_ = at; }
    bool has_freed_licenses() const { return !state_.freed_licenses_.empty(); }

    /// The saves, then the effects. Ends the turn.
    std::vector<Effect> finish();

  private:
    template <class Edit>
    const Job& change_record(JobId id, Edit edit, bool transient) {
        JobPtr& slot = state_.jobs_.find(id)->second;
        const Before before = leave(*slot);
        Job& job = writable(slot);
        edit(job);
        note_reason(job);
        enter(before, job);
        note_change(id, transient);
        return job;
    }

    struct Before {
        bool queued = false;
        std::vector<std::uint32_t> nodes;  // it held resources of
        std::int64_t used_seconds = 0;     // by its run so far, where it held some
        std::string tres = {};
    };
    /// Around a change: out of the indexes and back, noticing licences and nodes that come free.
    Before leave(const Job& job);
    void enter(const Before& before, const Job& job);
    Job& writable(JobPtr& slot);
    /// What it waits for stays on its record when it runs and ends.
    static void note_reason(Job& job);
    void note_change(JobId id, bool transient);
    void note_usage(const Before& before, const Job& job);
    void free_licenses(const Job& job);
    void give_up_offers(JobId id);

    State& state_;
    Time now_;
    std::vector<Effect> effects_;
    std::vector<JobId> changed_;                        // in order of the first change
    std::unordered_map<JobId, bool> changed_transient_; // false as soon as one change has to be stored
    std::deque<JobId> news_;
};

}  // namespace msd::core
