// SPDX-License-Identifier: MIT
// The numbered steps of one job, as its shepherd keeps them.
//
//   ordered   msd has given it its resources, its srun has not come yet
//   asked     its srun has come, msd's order has not (each goes its own way)
//   running   both have: its shepherd is a child of this process
//   reported  it is over, and msd has not acknowledged that yet
#pragma once

#include <list>
#include <map>
#include <poll.h>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "stepd/step_shepherd.hpp"

namespace stepd {

class Steps {
  public:
    Steps(const LaunchOrder& job, const Cgroup& group) : job_(job), group_(group) {}

    /// msd's half of a step. `on_birth` is called in the child process, which has to close what is the job's.
    void order(StepOrder order);
    /// srun's half.
    void ask(Visitor attendant, ms::attendance::Launch launch);
    /// Somebody wants to see a running step: `stream` is for its srun to speak to.
    void attach(std::int32_t step, ms::Fd stream);
    /// Orders whose srun has not come since the last call are over. True while there are any left to look at again.
    bool give_up_on_absent();

    /// To every running step, or to one; false when there is no such step.
    void signal_all(const SignalOrder& order);
    bool signal(const SignalOrder& order);

    /// The job has given nodes back: tasks there end, and steps that were to have some do not begin.
    void resize(const ResizeOrder& order);

    /// Descriptors of running steps' shepherds, for poll.
    void append_descriptors(std::vector<pollfd>& to) const;
    /// Read what these have to say.
    void on_readable();
    /// To each running step its part of the living processes; what belongs to none, and no step's shepherd, comes back.
    std::vector<ProcessFigures> look(const std::vector<ProcessFigures>& processes);
    /// What they have told of their usage since the last call.
    std::vector<UsageReport> take_usage() { return std::exchange(usage_, {}); }
    /// A child has ended: true when it was a step's shepherd.
    bool reaped(pid_t pid);

    /// What those keep it from whose order has not come, as Visitor::burden().
    std::size_t burden() const;
    bool any_running() const { return !running_.empty(); }
    bool expects_srun() const { return !ordered_.empty(); }
    std::vector<pid_t> shepherds() const;
    /// The steps msd should still have on record as running.
    std::vector<std::int32_t> numbers() const;
    /// Ends that were not told yet: each is told once for every call of tell_again().
    std::vector<StepReport> take_news();
    void tell_again();
    void acknowledged(std::int32_t step);
    /// No msd is there to acknowledge anything: who attends a step that is over is kept no longer.
    void let_attendants_go();
    const std::vector<StepReport>& reported() const { return reported_; }

  private:
    struct Asked {
        Visitor attendant;
        ms::attendance::Launch launch;
        std::vector<ms::Fd> descriptors;
    };
    struct Ordered {
        StepOrder order;
        bool seen = false;  // by give_up_on_absent()
    };
    struct Running {
        std::int32_t step = 0;
        pid_t pid = 0;
        ms::Fd stream;
        MessageBuffer inbox;
        bool reported = false;
        std::string outbox;  // what it has not taken yet: it may be waiting for a program of the user's
    };
    void begin(StepOrder order, Asked asked);
    void report(StepReport report);
    void read(Running& step);
    void let_attendant_go(Running& step);
    void send(Running& step, std::string_view message);

    const LaunchOrder& job_;
    const Cgroup& group_;  // the job's
    std::map<std::int32_t, Ordered> ordered_;
    std::map<std::int32_t, Asked> asked_;
    std::list<Running> running_;
    std::vector<StepReport> reported_;
    std::size_t told_ = 0;  // of reported_
    std::vector<UsageReport> usage_;
};

}  // namespace stepd
