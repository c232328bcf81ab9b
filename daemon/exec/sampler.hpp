// SPDX-License-Identifier: MIT
// When msd looks at the processes of all jobs, and for which of them a look is meant.
//
// Every job has its interval (JobAcctGatherFrequency, --acctg-freq). Instants are those of a common clock's multiples, so
// that jobs which began at different times are looked at together: a look costs as much for five hundred jobs as for one.
// The first look at a job comes some seconds after its start; shorter ones are known by what wait4 tells at their end.
// Jobs whose memory limit has to be held by looking are looked at more often, and hear of it only when they are above it.
//
// Without jobs there is no timer and, before the first one, no thread. add(), remove() and look_now() are called on the
// thread of `io`, and `deliver` is called there; the look itself runs on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "daemon/exec/process_scan.hpp"
#include "daemon/hardware/gpu_use.hpp"
#include "libms/base/units.hpp"

namespace boost::asio {
class io_context;
}

namespace msd::exec {

struct SampledJob {
    ms::JobId job;
    pid_t shepherd = 0;
    std::chrono::seconds every{0};          // 0 = only when somebody asks
    std::uint64_t memory_limit_bytes = 0;   // to be watched; 0 = none
    std::chrono::milliseconds watch_every{0};
};

/// How often in the common clock; tests take shorter ones.
struct SamplerTimes {
    std::chrono::milliseconds first{5000};   // at the latest, and one second after the start at the earliest
    std::chrono::milliseconds settle{1000};
};

class Sampler {
  public:
    using ReadGpus = std::function<std::map<std::uint32_t, hardware::GpuShare>()>;
    using Deliver = std::function<void(ms::JobId, std::vector<stepd::ProcessFigures>)>;
    Sampler(boost::asio::io_context& io, Deliver deliver, SamplerTimes times = {});
    ~Sampler();

    /// How to learn what processes use of GPUs; called on the look's thread. Before the first job.
    void measure_gpus(ReadGpus read);
    void add(SampledJob job);
    void remove(ms::JobId job);
    /// Soon, for these jobs; `then` is called when all of it has been delivered.
    void look_now(const std::vector<ms::JobId>& jobs, std::function<void()> then);
    /// Nothing is called any more.
    void stop();

  private:
    class State;
    std::shared_ptr<State> state_;
};

/// The first multiple of `step` after `now`, both since the clock's beginning.
std::chrono::milliseconds next_beat(std::chrono::milliseconds now, std::chrono::milliseconds step);

}  // namespace msd::exec
