// SPDX-License-Identifier: MIT
// The process management interface of Open MPI and its kin, for srun --mpi=pmix. libpmix speaks it, in a program beside
// this one, mspmix: this is the step's end of the stream between the two.
#pragma once

#include <csignal>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <sys/types.h>
#include <vector>

#include "libms/base/fd.hpp"
#include "stepd/identity.hpp"
#include "stepd/pmix_protocol.hpp"

namespace stepd {

/// Where and as whom mspmix runs.
struct PmixPlan {
    std::string name;                          // of the step: "12.0"
    std::uint32_t tasks = 0;
    std::span<const std::string> environment;  // the tasks'
    Identity identity;
    int std_err = -1;                          // what libpmix has to say to people
    int group = -1;                            // as ProcessPlan's
};

class PmixServer {
  public:
    /// Started, and ready for the tasks. Error: a sentence for srun.
    static ms::Result<PmixServer> start(const PmixPlan& plan);

    pid_t pid() const { return pid_; }
    /// NAME=value entries for the task.
    const std::vector<std::string>& environment(std::uint32_t task) const { return environments_[task]; }

    /// Readable when a task has asked for the end of all or was lost, or the program has gone.
    int descriptor() const { return stream_.get(); }
    void on_readable();
    std::optional<pmix::Aborted> aborted() const { return aborted_; }
    std::optional<pmix::Lost> lost() const { return lost_; }
    bool has_gone() const { return gone_; }

    /// The tasks are over, and so is it; it still removes its directory.
    void end() { stream_.reset(); }
    bool ending() const { return !stream_; }
    void kill() const { ::kill(pid_, SIGKILL); }

  private:
    PmixServer(pid_t pid, ms::Fd stream) : pid_(pid), stream_(std::move(stream)) {}
    ms::Result<void> wait_until_ready(std::uint32_t tasks);
    bool receive(int flags);

    pid_t pid_;
    ms::Fd stream_;
    ms::protocol::MessageBuffer<pmix::Kind> inbox_;
    std::vector<std::vector<std::string>> environments_;
    std::optional<pmix::Aborted> aborted_;
    std::optional<pmix::Lost> lost_;
    bool gone_ = false;
};

}  // namespace stepd
