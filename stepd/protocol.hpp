// SPDX-License-Identifier: MIT
// Between msd, the zygote and the shepherds.
//
// msd starts one `msstepd` (the zygote) with a SOCK_SEQPACKET pair on descriptor 3. To start a job msd makes a
// SOCK_STREAM pair, sends one byte and one end of it (SCM_RIGHTS) to the zygote, which forks; the child is the
// job's shepherd and reads its LaunchOrder from the stream. So a launch costs one fork of a small static process,
// and a large script or environment never blocks the zygote.
//
// Messages on the job's stream are length-prefixed (4 bytes little-endian) structs in libms/protocol's encoding,
// preceded by one byte that tells their kind. The shepherd also listens on SPOOL/ctl; when msd has been away it
// connects there, says so (attendance::Kind::adopt), and the same messages flow. A verdict is sent until it is acknowledged; if the stream is gone, it
// is written to SPOOL/verdict (fsync, rename) and the shepherd ends. A shepherd whose stream has ended before ctl
// existed starts nothing, so an msd that finds neither ctl nor verdict knows that no such run is under way.
//
// A shepherd may serve one job after another: told to stay instead of being acknowledged, it keeps its spool directory,
// which a next order gives the next job's name, and leaves when its stream ends. So the jobs of a full queue cost
// neither a fork of the shepherd nor new files in the spool, whose making and removing took longer than a short script.
//
// The spool root must be searchable by every job's owner: the kernel runs SPOOL/slurm_script as that user, and srun and
// salloc connect to SPOOL/ctl (libms/model/attendance.hpp).
//
// A numbered step is a StepOrder from msd, which gives it its resources, and a launch from srun, which brings the program
// to run. Both have come: the shepherd forks the step's own shepherd. How the step ended is told in a StepReport until
// that is acknowledged, and once more in the job's verdict if it was not.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "libms/base/contains.hpp"
#include "libms/base/units.hpp"
#include "libms/model/job.hpp"

namespace stepd {

enum class Kind : std::uint8_t {
    groups = 'G',    // zygote → msd, its first word: GroupReport
    order = 'O',     // msd → shepherd: LaunchOrder
    signal = 'S',    // msd → shepherd: SignalOrder
    ack = 'A',       // msd → shepherd: the verdict is committed; end
    step = 'P',      // msd → shepherd: StepOrder
    step_ack = 'C',  // msd → shepherd → step's shepherd: StepAck, the step's end is committed
    started = 'R',   // shepherd → msd: StartedReport
    failed = 'F',    // shepherd → msd: FailedReport, then it ends
    verdict = 'V',   // shepherd → msd: Verdict
    ending = 'Z',    // shepherd → msd: the job's processes are gone and an epilog runs
    stay = 'N',      // msd → shepherd: as ack, but another order may follow; not known to shepherds of older builds
    step_ended = 'E',  // shepherd → msd: StepReport
    resize = 'W',    // msd → shepherd → step's shepherd: ResizeOrder
    look = 'U',      // msd → shepherd → step's shepherd: Look
    usage = 'G',     // step's shepherd → shepherd → msd: UsageReport, after each look
};

/// A program of the site that the shepherd runs before or behind a job, with its own rights.
struct Hook {
    std::string path;
    std::string context;                // SLURM_SCRIPT_CONTEXT: prolog_slurmd, epilog_slurmd…
    std::string node_fault;             // when it fails: what is wrong with the node; empty = nothing
    bool holds_job = false;             // when it fails: the job waits held, instead of for another try
};

/// One living process. CPU time, faults and traffic hold those of the children it has waited for.
struct ProcessFigures {
    std::int32_t pid = 0;
    std::int32_t parent = 0;
    std::int32_t session = 0;
    ms::CpuTime cpu_time;
    std::uint64_t memory = 0;           // bytes, resident
    std::uint64_t virtual_memory = 0;   // bytes
    std::uint64_t pages = 0;            // major faults
    std::uint64_t read = 0;             // bytes
    std::uint64_t written = 0;
    std::uint64_t gpu_memory = 0;       // bytes
    std::uint64_t gpu_utilization = 0;  // percent
};

/// How a job's or a step's control group is to be set up. Made by msd, which knows the policy; carried out as it stands.
struct GroupFile {
    std::string name;                   // "memory.max"
    std::string value;
};
struct Device {
    bool is_block = false;
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
};
struct GroupOrder {
    std::string name;                   // below the zygote's root, the step's below the job's: "job_12"; empty = none
    std::vector<GroupFile> files;       // in the order of writing
    std::vector<Device> closed_devices; // may not be opened inside
};

/// What control groups the zygote has to give.
struct GroupReport {
    std::string root;                      // empty: none
    std::vector<std::string> controllers;  // of the groups made below it
    std::string problem;                   // what did not succeed; empty = nothing
};

struct LaunchOrder {
    std::uint32_t job_id = 0;
    std::uint32_t restarts = 0;
    std::string shown_id;               // for messages in the job's stderr: "12" or "12_3"
    std::string node;                   // host name in those messages
    std::string spool_dir;              // the shepherd creates it: slurm_script, ctl, verdict
    std::string script;
    std::vector<std::string> arguments; // argv[1..] of the script
    std::vector<std::string> environment;
    ms::UserId uid = 0;
    ms::GroupId gid = 0;
    std::vector<std::uint32_t> groups;  // supplementary, resolved by msd
    bool switch_user = false;           // msd is root and the job is not
    std::string work_dir;
    std::string std_in;                 // absolute paths, expanded
    std::string std_out;
    std::string std_err;                // empty = joined to std_out
    bool append = false;
    std::uint32_t umask = 022;
    std::int32_t nice = 0;
    std::vector<ms::ResourceLimit> limits;
    std::vector<std::uint32_t> kernel_cpus;   // affinity; empty = leave it
    std::uint64_t memory_limit_bytes = 0;     // 0 = none
    std::uint32_t sample_ms = 0;              // how often memory is looked at where no cgroup holds the limit; 0 = never
    std::vector<std::string> login_environment;  // what a login shell of the owner begins with; empty = no login
    std::uint32_t login_timeout_s = 0;        // how long it may take
    std::vector<Hook> prologs;                // before the job's first process, in this order
    std::vector<Hook> epilogs;                // after its last
    std::vector<std::string> hook_environment;  // NAME=value, all that they get
    std::uint32_t hook_timeout_s = 0;         // for each of them; 0 = none
    std::string task_prolog;                  // as the job's owner, in its environment; empty = none
    std::string task_epilog;
    ms::JobKind kind = ms::JobKind::batch;    // the others have no script
    std::uint32_t kill_wait_ms = 30000;       // from SIGTERM to SIGKILL where a step is ended by its shepherd
    std::uint32_t look_every_s = 0;           // how often its usage is looked at; 0 = only at its end
    GroupOrder group;                         // the job's
    GroupOrder script_group;                  // of its script, or of what runs before it
};

/// One task of a step, apart from the program.
struct TaskOrder {
    std::string node;
    std::vector<std::uint32_t> kernel_cpus;   // affinity; empty = leave it
    std::vector<std::string> environment;     // NAME=value over what srun brings; NAME alone takes one away
    std::vector<std::string> announcement;    // what it says first, its pid between the two texts; empty = nothing
};
struct StepOrder {
    std::int32_t step = 0;
    std::uint32_t time_limit_s = 0;           // 0 = none but the job's
    std::vector<TaskOrder> tasks;             // by task number
    GroupOrder group;
    std::uint64_t memory_limit_bytes = 0;     // 0 = none but the job's
};
struct StepAck {
    std::int32_t step = 0;
};

/// Whom a signal is for; the numbers are msd::core::SendSignal::Target's.
enum class SignalTarget : std::uint8_t { everything, steps, batch_shell, batch_shell_and_children };

struct SignalOrder {
    std::int32_t signal = 0;            // 0 = none: only the message
    std::uint8_t target = 0;            // SignalTarget
    bool with_continue = false;
    std::string message;                // a whole line for the job's stderr, without the newline
    bool for_step = false;              // for one numbered step alone, and the line for its srun
    std::int32_t step = 0;
    bool time_limit = false;            // it is the job's time limit that ends it
    ms::Time step_end;                  // for one step: no signal, its time limit is then
    bool suspend = false;               // freeze everything, where there is a control group, instead of the signal
};

/// The job has given nodes back. To be told so twice does no harm.
struct ResizeOrder {
    std::vector<std::string> nodes;        // those it has still: tasks elsewhere are killed
    GroupOrder group;                      // the job's from now on
    std::uint64_t memory_limit_bytes = 0;  // as in LaunchOrder
};

inline bool has_node(const ResizeOrder& order, const std::string& name) {
    return ms::contains(order.nodes, name);
}

struct StartedReport {
    std::int32_t shepherd_pid = 0;
    std::int32_t batch_pid = 0;         // 0: a job without a script
    ms::Time at;
    bool again = false;                 // told to an msd that has been away
    std::vector<std::int32_t> steps;    // again: the numbered steps there are
    std::uint64_t memory_limit_bytes = 0;  // to be watched by looks; 0 = none is
    std::uint32_t look_every_s = 0;     // as ordered
    std::uint32_t sample_ms = 0;        // as ordered: how often for that
    std::vector<std::string> shortfalls;  // limits that could not be set, a sentence each
};
/// The living processes of a job, as msd has seen them in its look at those of all jobs (daemon/exec/sampler.hpp).
struct Look {
    std::vector<ProcessFigures> processes;
};
/// What a step has used so far.
struct UsageReport {
    std::int32_t step = ms::step_batch;
    ms::Usage usage;
    std::vector<std::int32_t> pids;     // of its processes
};
struct FailedReport {
    std::string why;
    bool hold = false;       // not the job's fault: it may go back to the queue, held
    bool requeue = false;    // or to wait for another try
    std::string node_fault;  // what is wrong with the node
};
/// How a numbered step has ended: the worst of its tasks, and what all of them used.
struct StepReport {
    std::int32_t step = 0;
    ms::ExitStatus exit;
    bool out_of_memory = false;
    bool timed_out = false;
    ms::Usage usage;
    ms::Time at;
};
struct Verdict {
    std::uint32_t job_id = 0;
    std::uint32_t restarts = 0;
    std::int32_t wait_status = 0;
    bool out_of_memory = false;
    ms::Usage usage;
    ms::Time at;
    std::string node_fault;  // an epilog has failed: what is wrong with the node
    std::vector<StepReport> steps;      // those whose end was not acknowledged
};

}  // namespace stepd

namespace stepd {
template <class A> void describe(A& a, GroupFile& v) { a(v.name, v.value); }
template <class A> void describe(A& a, Device& v) { a(v.is_block, v.major, v.minor); }
template <class A> void describe(A& a, GroupOrder& v) { a(v.name, v.files, v.closed_devices); }
template <class A> void describe(A& a, GroupReport& v) { a(v.root, v.controllers, v.problem); }
template <class A> void describe(A& a, Hook& v) { a(v.path, v.context, v.node_fault, v.holds_job); }
template <class A> void describe(A& a, LaunchOrder& v) {
    a(v.job_id, v.restarts, v.shown_id, v.node, v.spool_dir, v.script, v.arguments, v.environment, v.uid, v.gid,
      v.groups, v.switch_user, v.work_dir, v.std_in, v.std_out, v.std_err, v.append, v.umask, v.nice, v.limits,
      v.kernel_cpus, v.memory_limit_bytes, v.sample_ms, v.login_environment, v.login_timeout_s,
      v.prologs, v.epilogs, v.hook_environment, v.hook_timeout_s, v.task_prolog, v.task_epilog, v.kind, v.kill_wait_ms,
      v.look_every_s, v.group, v.script_group);
}
template <class A> void describe(A& a, TaskOrder& v) { a(v.node, v.kernel_cpus, v.environment, v.announcement); }
template <class A> void describe(A& a, StepOrder& v) { a(v.step, v.time_limit_s, v.tasks, v.group, v.memory_limit_bytes); }
template <class A> void describe(A& a, StepAck& v) { a(v.step); }
template <class A> void describe(A& a, SignalOrder& v) {
    a(v.signal, v.target, v.with_continue, v.message, v.for_step, v.step, v.time_limit, v.step_end, v.suspend);
}
template <class A> void describe(A& a, ResizeOrder& v) { a(v.nodes, v.group, v.memory_limit_bytes); }
template <class A> void describe(A& a, StartedReport& v) {
    a(v.shepherd_pid, v.batch_pid, v.at, v.again, v.steps, v.memory_limit_bytes, v.look_every_s,
      v.sample_ms, v.shortfalls);
}
template <class A> void describe(A& a, ProcessFigures& v) {
    a(v.pid, v.parent, v.session, v.cpu_time, v.memory, v.virtual_memory, v.pages, v.read, v.written, v.gpu_memory,
      v.gpu_utilization);
}
template <class A> void describe(A& a, Look& v) { a(v.processes); }
template <class A> void describe(A& a, UsageReport& v) { a(v.step, v.usage, v.pids); }
template <class A> void describe(A& a, FailedReport& v) { a(v.why, v.hold, v.requeue, v.node_fault); }
template <class A> void describe(A& a, StepReport& v) {
    a(v.step, v.exit, v.out_of_memory, v.timed_out, v.usage, v.at);
}
template <class A> void describe(A& a, Verdict& v) {
    a(v.job_id, v.restarts, v.wait_status, v.out_of_memory, v.usage, v.at, v.node_fault, v.steps);
}
}  // namespace stepd
