// SPDX-License-Identifier: MIT
// One job's shepherd: starts its batch process, carries out signals, and tells how it ended, exactly once.
//
// States, in order:
//   running    the batch process lives
//   ending     it has ended, or SIGKILL to everything was ordered: what is left of the tree is killed until wait4 knows
//              no child any more. Usually nothing is left, and this state takes no time and no look at /proc
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
#include "stepd/stdio.hpp"

struct rusage;

namespace stepd {

class Shepherd {
  public:
    /// `inbox`: what came in behind the order already.
    Shepherd(LaunchOrder order, ms::Fd stream, MessageBuffer inbox);
    /// The whole life of the job.
    void run();

  private:
    ms::Result<void> start();
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
    ms::Fd stream_;    // to msd; none while it is away
    ms::Fd control_;   // SPOOL/ctl
    ms::Fd children_;  // signalfd of SIGCHLD
    ms::Fd sampling_;  // timerfd, where memory is sampled
    MessageBuffer inbox_;
    JobStdio stdio_;
    ProcessTree tree_;
    std::unique_ptr<CgroupTree> cgroup_;

    pid_t batch_pid_ = 0;
    bool batch_ended_ = false;
    bool killing_ = false;
    bool reporting_ = false;
    bool over_ = false;
    std::string started_;  // the encoded StartedReport
    Verdict verdict_;
};

/// Read a LaunchOrder from the stream and be its shepherd. `stream` is msd's end of a fresh socket pair.
void shepherd(ms::Fd stream);

}  // namespace stepd
