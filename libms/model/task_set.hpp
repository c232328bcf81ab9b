// SPDX-License-Identifier: MIT
// A set of array indices kept as runs, so that 0-999999 costs one run, and taking the lowest index is cheap.
//
// Invariants: runs are sorted by first index, do not overlap in span, are not empty; `step` >= 1 and
// (last - first) is a multiple of step.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace ms {

class TaskSet {
  public:
    struct Run {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::uint32_t step = 1;
        std::uint32_t count() const { return (last - first) / step + 1; }
        bool contains(std::uint32_t index) const {
            return index >= first && index <= last && (index - first) % step == 0;
        }
        friend bool operator==(const Run&, const Run&) = default;
    };

    TaskSet() = default;
    static TaskSet of(std::uint32_t index) { return range(index, index); }
    static TaskSet range(std::uint32_t first, std::uint32_t last, std::uint32_t step = 1);

    bool empty() const { return runs_.empty(); }
    std::uint64_t count() const;
    bool contains(std::uint32_t index) const;
    std::optional<std::uint32_t> lowest() const;
    std::optional<std::uint32_t> highest() const;

    void insert(const TaskSet& other);
    bool erase(std::uint32_t index);  // true when it was there
    /// The indices of `this` that are also in `other`; `this` keeps the rest.
    TaskSet take(const TaskSet& other);
    std::uint32_t take_lowest();  // precondition: not empty

    const std::vector<Run>& runs() const { return runs_; }
    /// From untrusted runs (the codec's): those that break the invariants are dropped.
    static TaskSet of_runs(std::vector<Run> runs);
    std::vector<std::uint32_t> indices() const;

    friend bool operator==(const TaskSet& a, const TaskSet& b);

  private:
    std::vector<Run> runs_;
};

}  // namespace ms
