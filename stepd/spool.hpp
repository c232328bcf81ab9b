// SPDX-License-Identifier: MIT
// A job's spool directory: slurm_script, ctl (where msd reconnects and srun comes) and, when nobody was there to take it, verdict.
// The shepherd works inside it: it is the current directory, so that the others need no path and a deep spool directory
// can not exceed the length of a socket's name.
#pragma once

#include <string>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

/// Files and directories of the shepherd are private but for the search permission a job needs to reach its script.
inline constexpr unsigned spool_umask = 066;

/// The directory of the shepherd's present job, taken along to its next one by a rename.
class Spool {
  public:
    /// `order.spool_dir` with the script (mode 0700, the job owner's) and a listening ctl. What the last job has left is
    /// used again where it is what this one needs.
    ms::Result<void> enter(const LaunchOrder& order);
    /// The listening, non-blocking socket named ctl, for the shepherd's own user, root and the job's owner.
    int control() const { return control_.get(); }
    /// Durable when it returns; only then is ctl removed, so whoever finds no ctl finds a verdict.
    ms::Result<void> leave_verdict(const Verdict& verdict) const;
    /// Somebody has removed it: no msd can ever find this shepherd again.
    bool is_gone() const;
    /// The directory and what belongs into it go.
    void remove();

  private:
    bool take_along(const std::string& directory);
    ms::Result<void> make(const std::string& directory);
    ms::Result<void> write_script(const LaunchOrder& order) const;
    ms::Result<void> listen();
    ms::Result<void> admit_owner(const LaunchOrder& order);

    std::string directory_;  // empty: none yet
    ms::Fd control_;
    ms::UserId control_owner_ = 0;
};

}  // namespace stepd
