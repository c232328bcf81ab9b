// SPDX-License-Identifier: MIT
// A job's shepherd: starts its batch process, lets srun's steps run, carries out signals, and tells how it all ended,
// exactly once.
//
// States, in order:
//   preparing  the site's prologs run, a login shell tells its environment; no process of the job yet, and nothing else is
//              heard or done meanwhile. Without them this state takes no time
//   running    the batch process lives; or, where there is no script, the salloc or srun that attends the job
//   ending     it has ended, or SIGKILL to everything was ordered: what is left of the tree is killed until wait4 knows
//              no child any more. Usually nothing is left, and this state takes no time and no look at /proc. When the
//              job was terminated, what is left has until KillWait is over, though the script did not wait for it: it
//              may have something to put away, and an srun its step's end to tell
//              Then the site's epilogs run, and again nothing else is heard
//   reporting  the verdict exists and waits for msd's acknowledgement
// In each of them msd may go away (its stream ends) and come back (it connects to SPOOL/ctl and hears everything
// again). A verdict that nobody is there to take is left in SPOOL/verdict. The process sleeps in poll without a
// timeout. What its processes use it is told by msd, which looks at those of all jobs at once; only while msd is away
// and a memory limit has to be held by looking, a timer wakes it to do that itself.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "stepd/casualties.hpp"
#include "stepd/cgroup.hpp"
#include "stepd/message.hpp"
#include "stepd/hooks.hpp"
#include "stepd/meter.hpp"
#include "stepd/process_tree.hpp"
#include "stepd/spool.hpp"
#include "stepd/stdio.hpp"
#include "stepd/steps.hpp"
#include "stepd/visitor.hpp"

namespace stepd {

/// What the process keeps from one job to the next.
struct Seat {
    ms::Fd stream;        // to msd; none while it is away
    MessageBuffer inbox;  // what came in and was not read yet
    Spool spool;
    ms::Fd children;      // signalfd of SIGCHLD
    std::string group_root;  // where jobs have their control groups; empty = nowhere
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
    ms::Result<void> open_stdio();
    void close_stdio();
    void make_groups();
    bool wait_for_events();  // false: the job's life is over

    void on_stream();
    void on_connection();
    void on_children();
    void on_sample();
    void on_look(const Look& look);
    void on_patience();
    void on_holder();
    void on_visitors();
    bool welcome(Visitor& visitor);  // false: it has said nothing yet that tells what it wants
    bool is_admin(const Visitor& visitor) const;
    std::size_t burden() const;
    void adopt(Visitor& msd);

    ssize_t receive();  // as recv; carries out what came
    void read_inbox();
    void send(const std::string& message);
    void lose_stream();
    void obey(const SignalOrder& order);
    void resize(const ResizeOrder& order);
    void signal_steps(const SignalOrder& order);
    void leave_out_steps();
    void revoke(const SignalOrder& order);
    void end_by_attendant(int wait_status);
    void be_patient();
    void tell_steps();
    bool is_attended() const { return order_.kind == ms::JobKind::attended; }
    bool has_script() const { return order_.kind == ms::JobKind::batch; }
    void kill_everything();
    void end_if_forgotten();
    void hold_memory_limit(std::uint64_t seen_bytes);
    void end_for_memory(std::uint64_t seen_bytes);
    void take_count();
    bool suspend(const SignalOrder& order);
    TaskPlace task_place() const;
    void conclude();

    LaunchOrder order_;
    Seat& seat_;
    ms::Fd sampling_;  // timerfd, while it has to look at its memory itself
    JobStdio stdio_;
    ProcessTree tree_;
    Meter meter_;          // of the batch step
    Cgroup group_;         // the job's
    Cgroup script_group_;  // its script's, or of what runs before it
    Cgroup script_task_;
    Casualties casualties_;
    Steps steps_;
    std::vector<Visitor> visitors_;  // who have not said yet what they want
    std::size_t bearable_ = 0;       // burden of visitors; with more, those of the job's owner are sent away
    std::optional<Visitor> holder_;  // the salloc or srun that keeps the job
    ms::Fd patience_;                // until those who are expected must have come, or what is left must have gone

    pid_t batch_pid_ = 0;
    bool begun_ = false;             // its first process has been started, or its attendance has begun
    bool batch_ended_ = false;       // or the attendance
    bool revoked_ = false;           // a job without a script is to end as soon as its steps have
    bool forgotten_ = false;         // its spool is gone, and msd with it
    bool terminated_ = false;        // SIGTERM went to everything, and SIGKILL follows when KillWait is over
    FailedReport failure_;           // what a failure means now, apart from why
    bool unwanted_ = false;          // its end was ordered before it began
    bool killing_ = false;
    bool frozen_ = false;
    bool reporting_ = false;
    bool over_ = false;
    bool stays_ = false;
    StartedReport started_;
    Verdict verdict_;
};

/// Read LaunchOrders from the stream and be the shepherd of each. `stream` is one end of a fresh socket pair.
/// `group_root`: where jobs have their control groups; empty = nowhere.
void shepherd(ms::Fd stream, std::string group_root);

}  // namespace stepd
