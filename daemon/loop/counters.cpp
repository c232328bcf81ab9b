// SPDX-License-Identifier: MIT
#include "daemon/loop/counters.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace msd::loop {
namespace {

/// What Slurm calls such a request, by its place in Request.
struct KindRow {
    std::string_view name;
    std::uint32_t number;
};
constexpr KindRow kinds[] = {
    {"REQUEST_SUBMIT_BATCH_JOB", 4003}, {"REQUEST_KILL_JOB", 5032},          {"REQUEST_UPDATE_JOB", 3001},
    {"REQUEST_JOB_INFO", 2003},         {"REQUEST_NODE_INFO", 2007},         {"DBD_GET_JOBS_COND", 1444},
    {"REQUEST_JOB_READY", 4019},        {"REQUEST_BATCH_SCRIPT", 2051},      {"REQUEST_PING", 1008},
    {"REQUEST_SHUTDOWN", 1005},         {"REQUEST_UPDATE_JOB", 3001},        {"REQUEST_JOB_ALLOCATION_INFO", 4014},
    {"REQUEST_JOB_STEP_CREATE", 5001},  {"REQUEST_UPDATE_NODE", 3002},       {"REQUEST_UPDATE_PARTITION", 3005},
    {"REQUEST_RECONFIGURE", 1003},      {"REQUEST_SET_DEBUG_LEVEL", 1009},   {"REQUEST_BUILD_INFO", 2001},
    {"REQUEST_CRONTAB", 2200},          {"REQUEST_JOB_STEP_STAT", 5019},     {"REQUEST_STATS_INFO", 2035},
};
constexpr KindRow other_kind{"REQUEST_OTHER", 0};

const KindRow& kind_of(std::size_t place) { return place < std::size(kinds) ? kinds[place] : other_kind; }

void count(RequestCount& row, std::string_view name, std::uint32_t number, Micros time) {
    row.name = name;
    row.number = number;
    ++row.count;
    row.time += time;
}

/// Most first, as sdiag shows them.
template <class Map>
std::vector<RequestCount> by_count(const Map& rows) {
    std::vector<RequestCount> sorted;
    for (const auto& [key, row] : rows) sorted.push_back(row);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    return sorted;
}

}  // namespace

void Counters::request(std::size_t place, UserId uid, const std::string& user, Micros time) {
    const KindRow& kind = kind_of(place);
    const std::lock_guard lock(mutex_);
    count(by_kind_[kind.number], kind.name, kind.number, time);
    count(by_user_[uid], user, uid, time);
}

void Counters::job(const Job* before, const Job& now) {
    const std::lock_guard lock(mutex_);
    if (!before && !now.array.is_task) figures_.jobs_submitted += std::max<std::uint64_t>(1, now.array.waiting.count());
    const bool ran = before && before->state == JobState::running;
    if (now.state == JobState::running && !ran && (!before || before->state == JobState::pending)) ++figures_.jobs_started;
    if (!is_terminal(now.state) || (before && is_terminal(before->state))) return;
    if (now.state == JobState::completed) ++figures_.jobs_completed;
    else if (now.state == JobState::cancelled) ++figures_.jobs_cancelled;
    else ++figures_.jobs_failed;
}

void Counters::cycle(Micros time, std::size_t looked_at, std::size_t waiting, Time at) {
    const std::lock_guard lock(mutex_);
    CycleFigures& figures = figures_.schedule;
    ++figures.count;
    figures.last = time;
    figures.longest = std::max(figures.longest, time);
    figures.total += time;
    figures.depth += looked_at;
    figures.queue = waiting;
    figures.last_at = at;
}

void Counters::commit(Micros time) {
    const std::lock_guard lock(mutex_);
    ++figures_.commits;
    figures_.commit_time += time;
}

void Counters::reset(Time now) {
    const std::lock_guard lock(mutex_);
    figures_ = {};
    figures_.since = now;
    by_kind_.clear();
    by_user_.clear();
}

Statistics Counters::read() const {
    const std::lock_guard lock(mutex_);
    Statistics figures = figures_;
    figures.by_kind = by_count(by_kind_);
    figures.by_user = by_count(by_user_);
    return figures;
}

}  // namespace msd::loop
