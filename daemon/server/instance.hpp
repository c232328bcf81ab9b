// SPDX-License-Identifier: MIT
// One daemon a state directory, however many commands start one at the same moment.
//
// STATE/msd.lock is held while the daemon lives; STATE/start.lock from the start until it listens; STATE/msd.pid exists
// from then until it begins to end. A second daemon waits for start.lock. If it finds msd.lock taken and msd.pid there, it
// knows that the first one accepts connections; without msd.pid it waits for that one's end. Nobody polls.
#pragma once

#include <string>

#include "libms/base/fd.hpp"

namespace msd::server {

class Instance {
  public:
    enum class Outcome { ours, already_running };

    struct Directory {
        std::string path;
        unsigned mode = 0700;  // when it has to be made
    };
    /// Error: Errc::system.
    static ms::Result<Instance> claim(const Directory& state, const Directory& socket);

    Outcome outcome() const { return outcome_; }
    /// It listens now: others may go on. Writes the pid to STATE/msd.pid.
    void listening();
    /// It will not listen much longer: who starts a daemon now waits for this one's end and takes over.
    void ending();

  private:
    std::string pid_file() const { return state_dir_ + "/msd.pid"; }

    Outcome outcome_ = Outcome::ours;
    std::string state_dir_;
    ms::Fd running_;
    ms::Fd starting_;
};

/// mkdir -p; new directories get `mode`.
ms::Result<void> make_directories(const std::string& path, unsigned mode);

/// Tells who started us: "ready" on `ready_fd` (a command that waits), READY=1 on $NOTIFY_SOCKET (systemd).
void report_ready(int ready_fd);
/// Why it could not start, to a waiting command; to stderr when there is none.
void report_failure(int ready_fd, const std::string& why);

}  // namespace msd::server
