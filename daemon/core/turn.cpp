// SPDX-License-Identifier: MIT
#include "daemon/core/turn.hpp"

#include <algorithm>

namespace msd::core {

JobId Turn::peek_id() const {
    const auto& config = state_.config();
    std::uint32_t next = state_.next_job_id_;
    for (;; ++next) {
        if (next > config.max_job_id) next = config.first_job_id;
        if (!state_.jobs_.count(JobId{next}) && !state_.indexes_.arrays.count(JobId{next})) return JobId{next};
    }
}

JobId Turn::new_id() {
    const JobId id = peek_id();
    state_.next_job_id_ = id.value + 1;
    return id;
}

void Turn::add(Job job) {
    const JobId id = job.id;
    job.spec = state_.specs_.use(std::move(job.spec));
    note_reason(job);
    auto record = std::make_shared<Job>(std::move(job));
    state_.indexes_.add(state_.site_, *record);
    state_.jobs_.emplace(id, std::move(record));
    note_change(id, false);
}

void Turn::forget(JobId id) {
    const JobPtr job = state_.find_shared(id);
    leave(*job);
    state_.specs_.release(job->spec);
    state_.jobs_.erase(id);
    changed_transient_.erase(id);
    emit(Forget{id});
}

void Turn::replace_site(ClusterConfig config) {
    State fresh(std::move(config), state_.next_job_id_);
    for (std::uint32_t i = 0; i < fresh.last_busy_.size(); ++i)
        if (const auto before = state_.site_.find_node(fresh.site_.node(i).name))
            fresh.last_busy_[i] = state_.last_busy_[*before];
    std::vector<JobPtr> records;
    for (const auto& [id, job] : state_.jobs_) records.push_back(job);
    restore(fresh, std::move(records));
    restore_usage(fresh, std::move(state_.past_));
    for (const auto& [id, job] : fresh.jobs_)
        if (job != state_.jobs_.find(id)->second) note_change(id, false);
    state_ = std::move(fresh);
}

void Turn::set_reservation(Reservation reservation) {
    ClusterConfig& config = state_.site_.config_;
    for (const auto& license : reservation.licenses) state_.freed_licenses_.insert(license.name);
    config.last_reservation_id = std::max(config.last_reservation_id, reservation.id);
    const auto at = std::find_if(config.reservations.begin(), config.reservations.end(),
                                 [&](const Reservation& each) { return each.name == reservation.name; });
    if (at == config.reservations.end())
        config.reservations.push_back(reservation);
    else
        *at = reservation;
    emit(SaveReservation{std::move(reservation)});
}

void Turn::drop_reservation(const std::string& name) {
    auto& all = state_.site_.config_.reservations;
    for (const Reservation& each : all)
        if (each.name == name)
            for (const auto& license : each.licenses) state_.freed_licenses_.insert(license.name);
    std::erase_if(all, [&](const Reservation& each) { return each.name == name; });
    emit(DropReservation{name});
}

Turn::Before Turn::leave(const Job& job) {
    state_.indexes_.remove(state_.site_, job);
    Before before{is_queued(job), {}};
    if (!holds_resources(job)) return before;
    before.used_seconds = seconds_used(job, state_.config().usage_since, now_);
    before.tres = job.alloc_tres;
    for (const auto& part : job.allocation)
        if (auto node = state_.site_.find_node(part.node)) before.nodes.push_back(*node);
    return before;
}

void Turn::note_reason(Job& job) {
    if (job.state != JobState::pending && job.state != JobState::running) return;
    switch (job.reason) {
        case Reason::none:
        case Reason::resources:
        case Reason::priority:
            if (job.waited_for == Reason::held_user || job.waited_for == Reason::held_admin) job.waited_for = Reason::none;
            return;
        case Reason::dependency_never_satisfied: return;  // Slurm's accounts do not tell of it either,
        case Reason::req_node_not_avail:                  // nor of nodes that it did not name
            if (!job.spec->node_list.empty()) job.waited_for = job.reason;
            return;
        default: job.waited_for = job.reason;
    }
}

void Turn::enter(const Before& before, const Job& job) {
    state_.indexes_.add(state_.site_, job);
    const bool gives_back = holds_resources(job) && before.nodes.size() > job.allocation.size();
    if (holds_resources(job) && !gives_back) return;
    if (before.used_seconds > 0) note_usage(before, job);
    for (std::uint32_t node : before.nodes)
        if (state_.indexes_.nodes[node].jobs == 0) state_.last_busy_[node] = now_;
    if (before.queued ? !is_queued(job) : !before.nodes.empty()) free_licenses(job);
    if (!before.nodes.empty())
        for (GroupKey& key : groups_of(state_.site_, job)) state_.freed_groups_.insert(std::move(key));
}

/// A run is over, or one size of it.
void Turn::note_usage(const Before& before, const Job& job) {
    const std::int64_t told_late = is_terminal(job.state) ? epoch_seconds(now_) - epoch_seconds(job.end) : 0;
    const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(0, before.used_seconds - std::max<std::int64_t>(0, told_late)));
    AccountUsage used{job.spec->account, job.user, job.spec->qos, {}};
    for (const auto& [name, amount] : text::parse_tres(before.tres)) used.seconds[name] = amount * seconds;
    used.seconds[std::string(wall_time)] = seconds;
    state_.past_.add(state_.site_, used);
}

void Turn::free_licenses(const Job& job) {
    for (const auto& license : licenses_of(*job.spec)) state_.freed_licenses_.insert(license.name);
}

void Turn::give_up_offers(JobId id) {
    const Job& job = *state_.find(id);
    if (is_queued(job)) free_licenses(job);
}

Job& Turn::writable(JobPtr& slot) {
    // A record made in this turn and handed to nobody is changed in place. An older one may be in a reader's hands.
    const bool is_private = changed_transient_.count(slot->id) && slot.use_count() == 1;
    if (!is_private) slot = std::make_shared<Job>(*slot);
    return const_cast<Job&>(*slot);  // records are made as non-const objects, here and in add()
}

void Turn::note_change(JobId id, bool transient) {
    auto [at, first] = changed_transient_.emplace(id, transient);
    if (first)
        changed_.push_back(id);
    else
        at->second = at->second && transient;
}

bool Turn::take_news(JobId& id) {
    if (news_.empty()) return false;
    id = news_.front();
    news_.pop_front();
    return true;
}

std::vector<Effect> Turn::finish() {
    std::vector<Effect> all;
    all.reserve(changed_.size() + effects_.size());
    for (JobId id : changed_)
        if (auto at = changed_transient_.find(id); at != changed_transient_.end())
            all.push_back(Save{state_.find_shared(id), at->second});
    for (auto& effect : effects_) all.push_back(std::move(effect));
    return all;
}

}  // namespace msd::core
