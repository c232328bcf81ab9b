// SPDX-License-Identifier: MIT
#include "daemon/core/schedule/forecast.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "daemon/core/site/reservations.hpp"
#include "daemon/core/state.hpp"
#include "libms/text/job.hpp"

namespace msd::core {
namespace {

/// What has a part in it: who holds something, and the first of those who wait for room.
std::vector<JobPtr> chosen(const std::vector<JobPtr>& jobs) {
    std::vector<JobPtr> holding, waiting;
    for (const JobPtr& job : jobs) {
        if (holds_resources(*job)) holding.push_back(job);
        else if (is_queued(*job)) waiting.push_back(job);
    }
    const auto last = waiting.begin() + static_cast<std::ptrdiff_t>(std::min(most_forecast_jobs, waiting.size()));
    std::partial_sort(waiting.begin(), last, waiting.end(),
                      [](const JobPtr& a, const JobPtr& b) { return queue_key(*a) < queue_key(*b); });
    holding.insert(holding.end(), waiting.begin(), last);
    return holding;
}

class Future {
  public:
    Future(ClusterConfig config, std::vector<JobPtr> jobs, Time now, const std::vector<AccountUsage>& used)
        : state_(std::move(config), 1), at_(now), last_(now + horizon) {
        PastUsage past;
        for (const AccountUsage& each : used) past.add(state_.site(), each);
        for (const JobPtr& job : jobs) {
            if (job->state == JobState::pending) waiting_.emplace(job->id, std::nullopt);
            if (job->state == JobState::running && is_set(job->end)) ends_.emplace(job->end, job->id);
        }
        unknown_ = waiting_.size();
        restore(state_, std::move(jobs));
        restore_usage(state_, std::move(past));
    }

    std::vector<PlannedStart> play() {
        do take_in(schedule(state_, at_).effects);
        while (unknown_ != 0 && advance());
        std::vector<PlannedStart> planned;
        for (auto& [id, start] : waiting_)
            if (start) planned.push_back(std::move(*start));
        return planned;
    }

  private:
    // Elements of arrays start one by one, and a reservation may repeat for ever; so much is enough of any future.
    static constexpr std::size_t most_starts = 10 * most_forecast_jobs;
    static constexpr std::chrono::hours horizon{365 * 24};

    void take_in(const std::vector<Effect>& effects) {
        for (const Effect& effect : effects) {
            const Launch* launch = std::get_if<Launch>(&effect);
            if (!launch) continue;
            const Job& job = *launch->job;
            ++starts_;
            note(waiting_.contains(job.id) ? job.id : job.array.master_id, job);
            step(state_, Started{job.id, job.restarts}, at_);
            if (is_set(job.end)) ends_.emplace(job.end, job.id);
        }
    }

    void note(JobId id, const Job& job) {
        const auto at = waiting_.find(id);
        if (at == waiting_.end() || at->second) return;
        at->second = PlannedStart{id, at_, text::shown_nodes(job)};
        --unknown_;
    }

    /// To the next instant at which something ends, or a reservation begins. False when there is none.
    bool advance() {
        auto next = next_reservation_due(state_.config());
        if (next && *next <= at_) next.reset();
        if (!ends_.empty()) next = std::min(next.value_or(ends_.begin()->first), ends_.begin()->first);
        if (!next || *next > last_ || starts_ > most_starts) return false;
        at_ = std::max(at_, *next);
        while (!ends_.empty() && ends_.begin()->first <= at_) {
            const Job* job = state_.find(ends_.begin()->second);
            ends_.erase(ends_.begin());
            if (!job) continue;
            Ended end;
            end.job = job->id;
            end.restarts = job->restarts;
            end.at = at_;
            step(state_, std::move(end), at_);
        }
        step(state_, Tick{}, at_);
        return true;
    }

    State state_;
    Time at_, last_;
    std::multimap<Time, JobId> ends_;
    std::map<JobId, std::optional<PlannedStart>> waiting_;
    std::size_t unknown_ = 0;  // of these
    std::size_t starts_ = 0;
};

}  // namespace

std::vector<PlannedStart> forecast(ClusterConfig config, const std::vector<JobPtr>& jobs, Time now,
                                   const std::vector<AccountUsage>& used) {
    config.usage_since = now;  // what was used before is in `used`
    return Future(std::move(config), chosen(jobs), now, used).play();
}

bool limits_what_is_used(const AccountBook& book) {
    const auto limits = [](const auto& each) { return each.limits.amounts(Limit::grp_tres_mins) || each.limits.amounts(Limit::grp_wall); };
    return std::any_of(book.associations.begin(), book.associations.end(), limits) ||
           std::any_of(book.qos.begin(), book.qos.end(), limits);
}

}  // namespace msd::core
