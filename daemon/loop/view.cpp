// SPDX-License-Identifier: MIT
#include "daemon/loop/view.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/model/filter.hpp"

namespace msd::loop {

void View::publish(const std::vector<JobPtr>& changed, const std::vector<JobId>& forgotten,
                   std::shared_ptr<const ClusterSnapshot> cluster) {
    const std::lock_guard lock(mutex_);
    for (const auto& job : changed) {
        auto [at, added] = jobs_.insert_or_assign(job->id, job);
        if (!job->array) continue;
        auto& records = tasks_[job->array.master_id];
        if (added || !contains(records, job->id)) records.push_back(job->id);
    }
    for (JobId id : forgotten) {
        auto at = jobs_.find(id);
        if (at == jobs_.end()) continue;
        if (at->second->array) {
            auto array = tasks_.find(at->second->array.master_id);
            if (array != tasks_.end()) {
                std::erase(array->second, id);
                if (array->second.empty()) tasks_.erase(array);
            }
        }
        jobs_.erase(at);
    }
    if (cluster) cluster_ = std::move(cluster);
}

std::vector<JobPtr> View::all_jobs() const {
    const std::lock_guard lock(mutex_);
    std::vector<JobPtr> all;
    all.reserve(jobs_.size());
    for (const auto& [id, job] : jobs_) all.push_back(job);
    return all;
}

JobPtr View::find(JobId id) const {
    const std::lock_guard lock(mutex_);
    auto at = jobs_.find(id);
    return at == jobs_.end() ? nullptr : at->second;
}

std::vector<JobPtr> View::jobs(const JobFilter& filter) const {
    std::vector<JobPtr> found;
    if (filter.jobs.empty()) {
        found = all_jobs();
    } else {
        for (const auto& selector : filter.jobs)
            for (auto& job : job_or_array(selector.job)) found.push_back(std::move(job));
        std::sort(found.begin(), found.end(), [](const JobPtr& a, const JobPtr& b) { return a->id < b->id; });
        found.erase(std::unique(found.begin(), found.end()), found.end());
    }
    std::erase_if(found, [&](const JobPtr& job) { return !matches(filter, *job); });
    return found;
}

std::vector<JobPtr> View::job_or_array(JobId id) const {
    const std::lock_guard lock(mutex_);
    std::vector<JobPtr> found;
    if (auto array = tasks_.find(id); array != tasks_.end()) {
        for (JobId each : array->second)
            if (auto at = jobs_.find(each); at != jobs_.end()) found.push_back(at->second);
    }
    if (auto at = jobs_.find(id); at != jobs_.end() && (!at->second->array || at->second->array.master_id != id))
        found.push_back(at->second);
    return found;
}

std::shared_ptr<const ClusterSnapshot> View::cluster() const {
    const std::lock_guard lock(mutex_);
    return cluster_;
}

}  // namespace msd::loop
