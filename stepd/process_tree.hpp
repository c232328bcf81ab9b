// SPDX-License-Identifier: MIT
// Every process below the shepherd. As a subreaper it is the parent of all orphans of the job, so what a job started
// can not leave this tree: not by setsid, not by a double fork.
//
// Read from /proc/PID/task/TID/children; on kernels without that file from the parent field of every /proc/PID/stat.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "libms/base/fd.hpp"

namespace stepd {

class ProcessTree {
  public:
    /// `proc`: the mount point of proc (or a test's imitation).
    explicit ProcessTree(pid_t root, std::string proc = "/proc") : root_(root), proc_(std::move(proc)) {}

    /// A child that looks after its own descendants (a step's shepherd): neither it nor they get signals from here.
    void leave_out(pid_t child) { left_out_.insert(child); }
    void forget(pid_t child) { left_out_.erase(child); }

    /// All of them, parents before children, without the root and without what is left out.
    std::vector<pid_t> descendants() const { return collect(left_out_); }
    void signal(int number) const;
    /// SIGKILL that fork bombs can not outrun: stop all, look again until nobody new is found, then kill.
    /// The caller reaps, and calls again while children remain.
    void kill() const;
    /// Resident memory of the tree, what is left out included, bytes, pages shared between its processes counted for each.
    std::uint64_t resident_bytes() const;

  private:
    bool has_children_files() const;
    void append_children(pid_t parent, std::vector<pid_t>& to) const;
    std::vector<pid_t> collect(const std::set<pid_t>& without) const;
    std::vector<pid_t> collect_by_parent(const std::set<pid_t>& without) const;
    std::vector<pid_t> numbered_entries(const std::string& directory) const;

    pid_t root_;
    std::string proc_;
    std::set<pid_t> left_out_;
};

/// The parent in a /proc/PID/stat text; the command name inside may hold spaces and parentheses.
std::optional<pid_t> parse_stat_parent(std::string_view text);
/// Resident pages in a /proc/PID/statm text.
std::optional<std::uint64_t> parse_statm_resident(std::string_view text);

}  // namespace stepd
