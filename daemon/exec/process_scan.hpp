// SPDX-License-Identifier: MIT
// The living processes of all jobs, found in one pass over /proc: every process is one of the job whose shepherd it
// descends from. (The kernel's own lists of children would find them job by job, but not every kernel has these.)
//
// What was found to be of no job stays so, since nothing but a shepherd's child can come below a shepherd. So each pass
// reads the text of jobs' processes and of new ones only; a number that was given to another process is known by the
// inode of its directory. That holds only while every shepherd is named in every pass: with a new one all is read anew,
// and a process whose ancestors were not all seen, since one of them ended meanwhile, is looked at again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "stepd/protocol.hpp"

namespace msd::exec {

/// A job's processes are those below this one.
struct ScanRoot {
    pid_t shepherd = 0;
    bool with_traffic = false;  // read and written bytes too, which take another file for each process
    bool wanted = true;         // else its processes are known to be a job's, and left out
};

class ProcessScan {
  public:
    /// `proc`: the mount point of proc, or a test's imitation.
    explicit ProcessScan(std::string proc = "/proc");
    /// The processes below each root, in the order of these. Every job's shepherd is to be among them.
    std::vector<std::vector<stepd::ProcessFigures>> look(const std::vector<ScanRoot>& roots);
    /// Texts that the last pass has read: its cost.
    std::size_t texts_read() const { return texts_read_; }

  private:
    std::string read(pid_t pid, const char* file);

    std::string proc_;
    std::unordered_map<pid_t, ino_t> foreign_;
    std::unordered_set<pid_t> shepherds_;  // of the last pass
    std::size_t texts_read_ = 0;
};

/// A /proc/PID/stat text.
std::optional<stepd::ProcessFigures> parse_process(std::string_view stat);

}  // namespace msd::exec
