// SPDX-License-Identifier: MIT
// The job's standard input, output and error: opened with the owner's identity and the job's umask.
#pragma once

#include <string_view>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

class JobStdio {
  public:
    /// Missing directories of output files are made, once (as newer Slurm does). Output is always appended to, after
    /// truncation unless `order.append`, so that stdout and stderr may name one file.
    /// Error: Slurm's "Could not open stdout file PATH: REASON".
    static ms::Result<JobStdio> open(const LaunchOrder& order);

    int in() const { return in_.get(); }
    int out() const { return out_.get(); }
    int err() const { return err_ ? err_.get() : out_.get(); }
    /// A line into the job's stderr; what would block is dropped (a pipe nobody reads).
    void write_line(std::string_view line) const;

  private:
    ms::Fd in_;
    ms::Fd out_;
    ms::Fd err_;  // none: joined to stdout
};

}  // namespace stepd
