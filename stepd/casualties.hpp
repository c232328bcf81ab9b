// SPDX-License-Identifier: MIT
// Who was killed: when a control group runs out of memory the kernel kills what is inside and
// tells how many, not whom. The largest of those that were killed is what a person has to know.
#pragma once

#include <cstdint>
#include <string>

#include "stepd/meter.hpp"

namespace stepd {

class Casualties {
  public:
    void see_end(const EndedChild& child);

    /// The line that tells what Slurm's leaves open: the limit, what was used, who was killed, what to ask for.
    std::string explanation(std::uint64_t limit_bytes, const CgroupUsage& counted) const;

  private:
    std::string largest_killed_;              // its name
    std::uint64_t largest_killed_bytes_ = 0;
};

/// Slurm's line, which scripts look for; `step` as in "12.batch".
std::string oom_line(const std::string& step, std::uint64_t kills);

/// What to ask for after `limit_bytes` were too few: half as much again, in round numbers. Megabytes.
std::uint64_t suggested_megabytes(std::uint64_t limit_bytes);

}  // namespace stepd
