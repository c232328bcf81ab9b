// SPDX-License-Identifier: MIT
// The Launcher over msstepd: a zygote that forks shepherds, one stream to each running job's shepherd. A shepherd whose
// job is over waits a moment as a spare, for the next job to be its.
// It also says when the processes of all jobs are looked at (daemon/exec/sampler.hpp), and passes to each shepherd its own.
//
// A run is known here from launch() or adopt() until acknowledge(), or until it has failed. What is told of it: at
// most one Started, StepEnded as often as a shepherd tells it, then exactly one Ended or LaunchFailed.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "daemon/exec/launcher.hpp"
#include "daemon/exec/sampler.hpp"
#include "daemon/exec/usage_board.hpp"
#include "daemon/exec/zygote_process.hpp"

namespace boost::asio {
class io_context;
}

namespace msd::exec {

class ShepherdLauncher final : public Launcher {
  public:
    /// `io` must be run by one thread, on which `events` are called; the Launcher calls may come from any thread.
    /// `spool_root` is made if missing (mode 0711: a job's owner must reach its script). `zygote`: started or not.
    /// `keep_spares`: how long a shepherd without a job waits for the next one; 0 = not at all.
    ShepherdLauncher(boost::asio::io_context& io, std::string spool_root, ZygoteProcess zygote, LauncherEvents& events,
                     std::chrono::milliseconds keep_spares);
    /// How looks at processes learn what these use of GPUs; called on a thread of its own. Before the first job.
    void measure_gpus(Sampler::ReadGpus read);
    /// On the thread of `io`, or when it has stopped. Jobs go on.
    ~ShepherdLauncher() override;

    void launch(stepd::LaunchOrder order) override;
    void signal(JobId job, stepd::SignalOrder order) override;
    void resize(JobId job, stepd::ResizeOrder order) override;
    void order_step(JobId job, stepd::StepOrder order) override;
    void acknowledge_step(JobId job, std::int32_t step) override;
    void acknowledge(JobId job) override;
    void adopt(JobId job, std::uint32_t restarts, std::uint32_t next_step) override;
    void clear_rest() override;
    /// Look at what these running steps use. `done` is called on the thread of `io`; steps nobody knows of are left out.
    void look(std::vector<StepName> steps, TakeUsage done);

  private:
    class Runs;
    template <class T>
    void send(JobId job, stepd::Kind kind, const T& body);

    std::shared_ptr<Runs> runs_;
};

}  // namespace msd::exec
