// SPDX-License-Identifier: MIT
#include "libms/model/task_set.hpp"

#include <algorithm>

namespace ms {

TaskSet TaskSet::range(std::uint32_t first, std::uint32_t last, std::uint32_t step) {
    TaskSet set;
    if (step == 0) step = 1;
    if (last >= first) set.runs_.push_back({first, first + (last - first) / step * step, step});
    if (!set.runs_.empty() && set.runs_[0].first == set.runs_[0].last) set.runs_[0].step = 1;
    return set;
}

TaskSet TaskSet::of_runs(std::vector<Run> runs) {
    TaskSet set;
    for (const Run& run : runs) {
        if (run.step == 0 || run.last < run.first || (run.last - run.first) % run.step != 0) continue;
        if (!set.runs_.empty() && run.first <= set.runs_.back().last) continue;
        set.runs_.push_back(run);
    }
    return set;
}

std::uint64_t TaskSet::count() const {
    std::uint64_t total = 0;
    for (const auto& run : runs_) total += run.count();
    return total;
}

bool TaskSet::contains(std::uint32_t index) const {
    auto after = std::upper_bound(runs_.begin(), runs_.end(), index,
                                  [](std::uint32_t value, const Run& run) { return value < run.first; });
    return after != runs_.begin() && std::prev(after)->contains(index);
}

std::optional<std::uint32_t> TaskSet::lowest() const {
    if (runs_.empty()) return std::nullopt;
    return runs_.front().first;
}

std::optional<std::uint32_t> TaskSet::highest() const {
    if (runs_.empty()) return std::nullopt;
    return runs_.back().last;
}

std::vector<std::uint32_t> TaskSet::indices() const {
    std::vector<std::uint32_t> all;
    all.reserve(count());
    for (const auto& run : runs_)
        for (std::uint64_t i = run.first; i <= run.last; i += run.step) all.push_back(static_cast<std::uint32_t>(i));
    return all;
}

namespace {

/// Sorted unique indices to runs of step 1.
std::vector<TaskSet::Run> runs_of(const std::vector<std::uint32_t>& sorted) {
    std::vector<TaskSet::Run> runs;
    for (std::uint32_t index : sorted) {
        if (!runs.empty() && runs.back().last + 1 == index)
            runs.back().last = index;
        else
            runs.push_back({index, index, 1});
    }
    return runs;
}

}  // namespace

void TaskSet::insert(const TaskSet& other) {
    if (other.empty()) return;
    if (empty() || other.runs_.front().first > runs_.back().last) {
        for (const auto& run : other.runs_) {
            auto* tail = runs_.empty() ? nullptr : &runs_.back();
            if (tail && tail->step == 1 && run.step == 1 && tail->last + 1 == run.first)
                tail->last = run.last;
            else
                runs_.push_back(run);
        }
        return;
    }
    auto all = indices();
    auto more = other.indices();
    all.insert(all.end(), more.begin(), more.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    runs_ = runs_of(all);
}

bool TaskSet::erase(std::uint32_t index) {
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        Run& run = runs_[i];
        if (!run.contains(index)) continue;
        if (run.first == run.last) {
            runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(i));
        } else if (index == run.first) {
            run.first += run.step;
        } else if (index == run.last) {
            run.last -= run.step;
        } else {
            const Run tail{index + run.step, run.last, run.step};
            run.last = index - run.step;
            runs_.insert(runs_.begin() + static_cast<std::ptrdiff_t>(i) + 1, tail);
        }
        for (auto& each : runs_)
            if (each.first == each.last) each.step = 1;
        return true;
    }
    return false;
}

TaskSet TaskSet::take(const TaskSet& other) {
    if (*this == other) {
        TaskSet all = *this;
        runs_.clear();
        return all;
    }
    std::vector<std::uint32_t> taken, kept;
    for (std::uint32_t index : indices()) (other.contains(index) ? taken : kept).push_back(index);
    TaskSet result;
    if (taken.empty()) return result;
    result.runs_ = runs_of(taken);
    runs_ = runs_of(kept);
    return result;
}

std::uint32_t TaskSet::take_lowest() {
    Run& run = runs_.front();
    const std::uint32_t index = run.first;
    if (run.first == run.last)
        runs_.erase(runs_.begin());
    else
        run.first += run.step;
    if (!runs_.empty() && runs_.front().first == runs_.front().last) runs_.front().step = 1;
    return index;
}

bool operator==(const TaskSet& a, const TaskSet& b) {
    if (a.runs_ == b.runs_) return true;
    return a.count() == b.count() && a.indices() == b.indices();
}

}  // namespace ms
