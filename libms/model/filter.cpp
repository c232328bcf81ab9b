// SPDX-License-Identifier: MIT
#include "libms/model/filter.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"

namespace ms {
namespace {

bool shares_a_task(const TaskSet& a, const TaskSet& b) {
    for (const auto& run : a.runs())
        for (std::uint64_t index = run.first; index <= run.last; index += run.step)
            if (b.contains(static_cast<std::uint32_t>(index))) return true;
    return false;
}

template <class T>
bool among(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || contains(wanted, value);
}

/// Accounts and qualities of service are named in any case.
bool named(const std::vector<std::string>& wanted, std::string_view value) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& each) {
               return equal_ignoring_case(each, value);
           });
}

/// A pending job may name several partitions: any of them will do.
bool among_listed(const std::vector<std::string>& wanted, const std::string& list) {
    if (wanted.empty()) return true;
    std::size_t at = 0;
    while (at <= list.size()) {
        const std::size_t end = std::min(list.find(',', at), list.size());
        if (among(wanted, list.substr(at, end - at))) return true;
        at = end + 1;
    }
    return false;
}

/// matlab:2,ansys: licences are named without their numbers.
bool uses_a_license(const std::vector<std::string>& wanted, const std::string& list) {
    if (wanted.empty()) return true;
    std::size_t at = 0;
    while (at < list.size()) {
        const std::size_t end = std::min(list.find_first_of(",;|", at), list.size());
        if (among(wanted, list.substr(at, std::min(list.find(':', at), end) - at))) return true;
        at = end + 1;
    }
    return false;
}

bool on_a_node(const std::vector<std::string>& wanted, const Job& job) {
    return wanted.empty() || std::any_of(job.allocation.begin(), job.allocation.end(),
                                         [&](const NodeAllocation& part) { return among(wanted, part.node); });
}

bool in_a_state(const JobFilter& filter, const Job& job) {
    if (filter.states == 0 && filter.state_flags == 0) return true;
    return (filter.states & (1u << static_cast<int>(job.state))) || (filter.state_flags & job.flags);
}

}  // namespace

bool selects(const JobSelector& selector, const Job& job) {
    const bool of_array = job.array && job.array.master_id == selector.job;
    if (!selector.has_tasks && !selector.waiting_tasks) return job.id == selector.job || of_array;
    if (!of_array) return false;
    if (selector.waiting_tasks) return job.state == JobState::pending;
    return job.array.is_task ? selector.tasks.contains(job.array.task_id) : shares_a_task(selector.tasks, job.array.waiting);
}

bool selects_step(const JobSelector& selector, const Job& job, std::int32_t step) {
    return selects(selector, job) && (!selector.has_step || selector.step == step);
}

bool matches(const JobFilter& filter, const Job& job) {
    if (!filter.jobs.empty() && std::none_of(filter.jobs.begin(), filter.jobs.end(),
                                             [&](const JobSelector& each) { return selects(each, job); }))
        return false;
    return in_a_state(filter, job) && among(filter.users, job.uid) && among(filter.names, job.spec->name) &&
           among_listed(filter.partitions, job.partition) && named(filter.accounts, job.spec->account) &&
           named(filter.qos, job.spec->qos) && among_listed(filter.reservations, shown_reservation(job)) &&
           uses_a_license(filter.licenses, job.spec->licenses) && among(filter.wckeys, job.spec->wckey) &&
           on_a_node(filter.nodes, job);
}

}  // namespace ms
