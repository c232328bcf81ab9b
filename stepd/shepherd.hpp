// SPDX-License-Identifier: MIT
// A job's shepherd: starts its batch process, carries out signals, and tells how it ended, exactly once.
//
// States, in order:
//   preparing  the site's prologs run, a login shell tells its environment; no process of the job yet, and nothing else is
//              heard or done meanwhile. Without them this state takes no time
//   running    the batch process lives
//   ending     it has ended, or SIGKILL to everything was ordered: what is left of the tree is killed until wait4 knows
//              no child any more. Usually nothing is left, and this state takes no time and no look at /proc
//              Then the site's epilogs run, and again nothing else is heard
//   reporting  the verdict exists and waits for msd's acknowledgement
// In each of them msd may go away (its stream ends) and come back (it connects to SPOOL/ctl and hears everything
// again). A verdict that nobody is there to take is left in SPOOL/verdict. The process sleeps in poll without a
// timeout; only memory sampling, where it is asked for, wakes it by a timer.
#pragma once

#include <string>
#include <sys/types.h>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "stepd/message.hpp"
#include "stepd/cgroup_tree.hpp"
#include "stepd/process_tree.hpp"
#include "stepd/spool.hpp"
#include "stepd/stdio.hpp"

struct rusage;

namespace stepd {

/// What the process keeps from one job to the next.
struct Seat {
    ms::Fd stream;        // to msd; none while it is away
    MessageBuffer inbox;  // what came in and was not read yet
    Spool spool;
    ms::Fd children;      // signalfd of SIGCHLD
};

class Shepherd {
  public:
    Shepherd(LaunchOrder order, Seat& seat);
    /// The whole life of the job. True: msd may have another one for this process.
    bool run();

  private:
    ms::Result<void> start();
    ms::Result<void> run_prologs();
    ms::Result<void> prepare();
    void run_epilogs();
    bool wait_for_events();  // false: the job's life is over

    void on_stream();
    void on_connection();
    void on_children();
    void on_sample();

    ssize_t receive();  // as recv; carries out what came
    void read_inbox();
    void send(const std::string& message);
    void lose_stream();
    void obey(const SignalOrder& order);
    void kill_everything();
    void end_for_memory(std::uint64_t seen_bytes);
    void account(const rusage& used);
    void conclude();

    LaunchOrder order_;
    Seat& seat_;
    ms::Fd sampling_;  // timerfd, where memory is sampled
    JobStdio stdio_;
    ProcessTree tree_;
    std::unique_ptr<CgroupTree> cgroup_;

    pid_t batch_pid_ = 0;
    bool batch_ended_ = false;
    FailedReport failure_;    // what a failure means now, apart from why
    bool unwanted_ = false;   // its end was ordered before it began
    bool killing_ = false;
    bool reporting_ = false;
    bool over_ = false;
    bool stays_ = false;
    std::string started_;  // the encoded StartedReport
    Verdict verdict_;
};

/// Read LaunchOrders from the stream and be the shepherd of each. `stream` is one end of a fresh socket pair.
void shepherd(ms::Fd stream);

}  // namespace stepd
