// SPDX-License-Identifier: MIT
// One control group of cgroup v2, as the directory it is: what holds a job, a step or a task, kills and freezes all that
// is inside at once, and counts what it used. Below the root that the zygote has (stepd/group_root.hpp):
//
//   job_12/                          the job's limits
//     step_batch/  step_0/  …        each step's; a step dies as a whole when memory runs out
//       task_0/  task_1/  …          where the processes are, without limits of their own
//
// A Cgroup without a directory is none: nothing is held or counted, and every call says so or does nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

/// What the kernel counted; absent where it did not.
struct CgroupUsage {
    std::optional<std::uint64_t> memory_peak_bytes;   // page cache included
    std::optional<std::uint64_t> page_cache_bytes;    // of that, still there; where it was asked for
    std::optional<std::uint64_t> user_usec;
    std::optional<std::uint64_t> system_usec;
    std::uint64_t oom_kills = 0;                      // processes
};

class Cgroup {
  public:
    Cgroup() = default;
    /// Made anew; what a shepherd that was killed has left is taken over where it can not be removed.
    static ms::Result<Cgroup> create(std::string path);
    ms::Result<Cgroup> create_child(const std::string& name) const;

    explicit operator bool() const { return static_cast<bool>(directory_); }
    const std::string& path() const { return path_; }
    /// For start_process; -1 = none.
    int descriptor() const { return directory_.get(); }

    ms::Result<void> write(const std::string& file, std::string_view text) const;
    /// memory.max has been set, so that nobody has to look whether it is kept.
    bool holds_memory() const { return holds_memory_; }
    /// "" when it is not there.
    std::string read(const char* file) const;

    /// Other, lower limits; what could not be set is appended to `shortfalls`, a sentence each.
    void narrow(const GroupOrder& order, std::vector<std::string>& shortfalls);

    /// SIGKILL to everything inside, atomically against forks. False: there is no group that could.
    bool kill() const;
    /// Stop everything inside where it stands, or let it go on. False: there is no group that could.
    bool freeze(bool frozen) const;
    /// The page cache is looked at, which takes the kernel a while, where the peak is above what the largest process was.
    CgroupUsage usage(std::uint64_t largest_process_bytes = 0) const;
    /// Something in it was killed because memory ran out.
    bool ran_out_of_memory() const;
    /// With all below it. What is still inside is killed first.
    void remove();

  private:
    Cgroup(std::string path, ms::Fd directory) : path_(std::move(path)), directory_(std::move(directory)) {}

    friend ms::Result<Cgroup> create_group(const std::string&, const GroupOrder&, std::vector<std::string>&);
    void set(const GroupOrder& order, std::vector<std::string>& shortfalls);

    std::string path_;
    ms::Fd directory_;
    bool holds_memory_ = false;
};

/// A group with the limits of an order; what could not be set is appended to `shortfalls`, a sentence each.
ms::Result<Cgroup> create_group(const std::string& path, const GroupOrder& order, std::vector<std::string>& shortfalls);

/// MaxRSS as Slurm means it: the peak without the page cache, as far as the end tells what that was, but no less than the
/// largest process was.
std::uint64_t resident_peak(const CgroupUsage& counted, std::uint64_t largest_process_bytes);

/// The number behind `key` in a flat-keyed file ("oom_kill 2\n…").
std::optional<std::uint64_t> parse_keyed(std::string_view text, std::string_view key);

}  // namespace stepd
