// SPDX-License-Identifier: MIT
// Starting jobs and hearing of them: the seam between the loop and the shepherds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/core/events.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

using namespace ms;

/// What a running job's shepherd tells. Called on the launcher's own thread, one call at a time.
class LauncherEvents {
  public:
    virtual ~LauncherEvents() = default;
    virtual void started(const core::Started& event) = 0;
    virtual void step_ended(const core::StepEnded& event) = 0;
    virtual void ended(const core::Ended& event) = 0;
    virtual void failed(const core::LaunchFailed& event) = 0;
    virtual void epilog_begun(const core::EpilogBegun& event) = 0;
    /// A job runs without one of its limits; a sentence for the log.
    virtual void limit_missing(JobId job, const std::string& why) = 0;
};

class Launcher {
  public:
    virtual ~Launcher() = default;
    /// Start a job; the outcome comes as an event.
    virtual void launch(stepd::LaunchOrder order) = 0;
    virtual void signal(JobId job, stepd::SignalOrder order) = 0;
    /// The job has given nodes back.
    virtual void resize(JobId job, stepd::ResizeOrder order) = 0;
    /// A numbered step of a running job: its shepherd waits for the srun that brings the program.
    virtual void order_step(JobId job, stepd::StepOrder order) = 0;
    /// The end of this step is committed: it need not be told again.
    virtual void acknowledge_step(JobId job, std::int32_t step) = 0;
    /// The verdict of this job is committed: its shepherd may end and its spool directory go.
    virtual void acknowledge(JobId job) = 0;
    /// After a restart: find the shepherd of a job that was running, whose next step had that number then. Its verdict, its stream or a LaunchFailed with
    /// node_failure follows as an event.
    virtual void adopt(JobId job, std::uint32_t restarts, std::uint32_t next_step) = 0;
    /// After the last adopt(): what the spool holds besides is of runs whose end is on record (the last msd died before
    /// it could acknowledge them), and goes.
    virtual void clear_rest() = 0;
};

}  // namespace msd::exec
