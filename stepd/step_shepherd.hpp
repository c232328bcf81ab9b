// SPDX-License-Identifier: MIT
// One numbered step's shepherd: a fork of the job's shepherd that starts the step's tasks, passes signals on, tells srun
// of every task's end, and leaves nothing of the step behind.
//
// States, in order:
//   running  tasks live
//   ending   the last task has ended, or SIGKILL was ordered: what is left of the tree is killed until wait4 knows no
//            child any more; then the job's shepherd is told
//   told     msd's acknowledgement is awaited for a while, so that what comes behind srun finds the step ended and its
//            CPUs free; then srun is told, and it ends
// When srun goes away the step is ended, with SIGTERM first; when the job's shepherd dies, so does this process, and its
// tasks with it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "libms/base/fd.hpp"
#include "stepd/casualties.hpp"
#include "stepd/cgroup.hpp"
#include "stepd/message.hpp"
#include "stepd/meter.hpp"
#include "stepd/pmi.hpp"
#include "stepd/pmix.hpp"
#include "stepd/process_tree.hpp"
#include "stepd/visitor.hpp"

namespace stepd {

/// Both halves of a step: what msd gives it, and what its srun brings.
struct StepBirth {
    StepOrder order;
    ms::attendance::Launch launch;
    std::vector<ms::Fd> descriptors;
    Visitor attendant;
};

/// Between a job's shepherd and a step's alone, so no part of what msd speaks: Empty, with a descriptor that is for srun
/// (libms/model/attendance.hpp, Attach).
inline constexpr Kind attach_viewer = static_cast<Kind>('T');

class StepShepherd {
  public:
    /// `supervisor`: a stream to the job's shepherd, which sends SignalOrders and takes one StepReport.
    /// `job_group`: by its path, since its descriptor stays with the job's shepherd.
    StepShepherd(const LaunchOrder& job, const Cgroup& job_group, StepBirth birth, ms::Fd supervisor);
    /// The whole life of the step.
    void run();

  private:
    void make_group();
    void take_count();
    ms::Result<void> start_pmix();
    void refuse_step(const ms::Error& error);
    void start_tasks();
    pid_t start_task(std::uint32_t number);
    pid_t refuse_task(const ms::Error& error);
    void run_epilogs(std::uint32_t number);
    void wait_for_events();

    void on_attendant();
    bool on_supervisor();
    void await_acknowledgement();
    void on_children();
    void on_timer();
    void on_pmi();
    void on_pmix();
    void abort_step(int code);

    void obey(const SignalOrder& order);
    void leave_nodes(const ResizeOrder& order);
    void report_usage(const Look& look);
    void deliver(int number);
    void terminate();
    void kill_everything();
    void task_ended(std::uint32_t number, int wait_status);
    void conclude();
    std::string shown_id() const;
    std::string first_node() const;
    void say(const std::string& text);  // a line on srun's stderr

    const LaunchOrder& job_;
    const Cgroup& job_group_;
    Cgroup group_;
    std::vector<Cgroup> task_groups_;  // by task number
    Casualties casualties_;
    StepBirth birth_;
    ms::Fd supervisor_;
    MessageBuffer orders_;
    std::vector<ms::Fd> passed_on_;  // came with orders, for srun
    ms::Fd children_;  // signalfd of SIGCHLD
    ms::Fd timer_;     // the time limit, later the SIGKILL after a SIGTERM
    ProcessTree tree_;
    Meter meter_;

    std::map<pid_t, std::uint32_t> tasks_;  // those that live
    std::optional<PmiServer> pmi_;          // where srun asked for it
    std::optional<PmixServer> pmix_;        // the same
    std::uint32_t abort_code_ = 0;          // of a task that wanted the end of all, where srun ends with it
    bool attended_ = true;
    bool terminating_ = false;
    bool killing_ = false;
    bool acknowledged_ = false;
    bool over_ = false;
    bool cancelled_ = false;
    StepReport report_;
};

/// Be the step's shepherd in this process, a fork of the job's.
void step_shepherd(const LaunchOrder& job, const Cgroup& job_group, StepBirth birth, ms::Fd supervisor);

}  // namespace stepd
