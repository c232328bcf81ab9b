// SPDX-License-Identifier: MIT
// What passes between a job's shepherd and the commands that work in the job: salloc and srun, which attend an
// allocation, and srun, which attends a step. They connect to SPOOL/ctl; the kernel tells the shepherd who they are, and
// it listens to the job's owner and to root. msd comes the same way when it has been away.
//
// To attend a job is to keep it: a job of kind `attended` lives until its attendant says `release` or its connection
// ends. To attend a step is to bring the program to run: its words, environment and directory, and the open files of
// its tasks as descriptors (SCM_RIGHTS), so that nothing is copied. When that connection ends, so does the step.
//
// The right to the step comes from msd, which has told the shepherd of it (stepd/protocol.hpp, StepOrder): a launch
// that comes first waits for that.
//
// sattach watches a step that runs. It sends the shepherd one end of a socket pair, which goes on from the job's shepherd
// to the step's and from there to srun: what was not handed to the tasks as it is passes through srun, and only srun
// knows what was. On that pair the two speak with each other (docs/adr/0014).
//
// A step that no job has (srun --no-allocate) has an msstepd that srun itself has started, on a stream between the two.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/model/allocation.hpp"
#include "libms/model/job_spec.hpp"

namespace ms::attendance {

enum class Kind : std::uint8_t {
    adopt = 'M',     // msd → shepherd: Empty. What follows on this connection is stepd/protocol.hpp's
    hold = 'H',      // attendant → shepherd: Hold. This connection attends the job
    release = 'R',   // attendant → shepherd: Release. The job is over
    revoked = 'V',   // shepherd → attendant: Revoked. The job is being ended
    launch = 'L',    // attendant → shepherd: Launch, with descriptors. This connection attends a step
    signal = 'S',    // attendant → shepherd: TaskSignal
    started = 'T',   // shepherd → attendant: Started. Every task has been started
    exited = 'X',    // shepherd → attendant: Exited, one task
    over = 'D',      // shepherd → attendant: Over. Every process of the step is gone; the last message
    line = 'N',      // shepherd → attendant: Line, for people to read on stderr
    refused = 'F',   // shepherd → attendant: Refused, the last message
    attach = 'A',    // sattach → shepherd: Attach; → srun: Empty. Each with the descriptor that srun shall speak to
    attached = 'K',  // srun → sattach: Attached, with the descriptors of its files
    output = 'O',    // srun → sattach: Output
    alone = 'B',     // srun → its own msstepd: Alone, then launch
    input = 'I',     // sattach → srun: Input
                     // srun → sattach, besides: exited, line and over, as it heard them
};

/// A shepherd may serve one job after another: who comes late for the last one is not let in.
struct Hold {
    std::uint32_t job_id = 0;
};
struct Release {
    std::int32_t wait_status = 0;  // what the job's exit code is made of, as waitpid gives it
};
struct Revoked {
    bool time_limit = false;  // else cancelled
};

/// Which of the descriptors are a task's streams; -1 = /dev/null.
struct TaskFiles {
    std::int32_t in = -1;
    std::int32_t out = -1;
    std::int32_t err = -1;
};
struct Launch {
    std::int32_t step = 0;
    std::uint32_t descriptors = 0;                       // so many come along
    std::vector<TaskFiles> files;                        // by task number
    std::vector<std::string> argv;                       // argv[0] is what is executed: a path
    std::vector<std::vector<std::string>> argv_of_task;  // --multi-prog: by task number; empty = argv for all
    std::vector<std::string> environment;                // NAME=value, without what differs between tasks
    std::string work_dir;
    std::uint32_t umask = 022;
    std::vector<ResourceLimit> limits;
    bool terminal = false;       // task 0's standard input is a terminal, and becomes its controlling one
    std::string mpi;             // "none", "pmi2", "pmix"
    std::string task_prolog;     // programs run as the user before and after each task; empty = none
    std::string task_epilog;
    std::uint32_t job_id = 0;
};

struct TaskSignal {
    std::int32_t signal = 0;  // to every process of the step; SIGKILL ends it
};
struct Started {
    std::vector<std::int32_t> pids;  // by task number; 0 = could not be started
};
/// In a wait status, in the place of SIGKILL: the kernel killed it because memory ran out. Slurm's number.
inline constexpr int out_of_memory_signal = 125;
struct Exited {
    std::uint32_t task = 0;
    std::int32_t wait_status = 0;
};
struct Over {
    bool out_of_memory = false;
    bool timed_out = false;
    bool cancelled = false;  // by scancel, the job's end or the time limit; not by this attendant
    std::uint32_t abort_code = 0;  // a task has ended the step with it (MPI_Abort), and srun ends so too; 0 = none has
};
struct Line {
    std::string text;  // without the newline
};
struct Refused {
    std::string why;
    bool of_request = false;  // srun asked for what is not to be had: `why` says all
};

struct Attach {
    std::uint32_t job_id = 0;
    std::int32_t step = 0;
};
/// How what a task writes is to be seen.
enum class Sight : std::uint8_t {
    carried,    // it passes through srun, and comes as Output
    in_file,    // it goes straight to a file, which can be read
    elsewhere,  // it goes straight to a pipe, a socket or a device: nobody sees it but its reader
};
struct TaskOutput {
    std::uint32_t task = 0;
    bool is_error = false;  // standard error
    Sight sight = Sight::carried;
    std::uint32_t file = 0;  // of Attached::files
};
struct Attached {
    std::uint32_t tasks = 0;
    bool takes_input = false;  // else the tasks read something that srun does not write
    bool terminal = false;     // task 0 has a terminal (--pty)
    std::vector<TaskOutput> outputs;
    std::vector<std::uint64_t> files;  // so many descriptors come along: where in each the step began to write
};
struct Output {
    std::uint32_t task = 0;
    bool is_error = false;
    std::string bytes;
};
struct Input {
    bool to_all = true;
    std::uint32_t task = 0;  // else to this one
    std::string bytes;       // empty: there is no more for any of them
};

/// What msd would say of a step, had it been asked.
struct LoneTask {
    std::string node;
    std::vector<std::string> environment;  // over that of Launch
};
struct Alone {
    std::uint32_t job_id = 0;     // of no job
    std::vector<LoneTask> tasks;  // by task number
};

template <class A> void describe(A& a, Hold& v) { a(v.job_id); }
template <class A> void describe(A& a, Release& v) { a(v.wait_status); }
template <class A> void describe(A& a, Revoked& v) { a(v.time_limit); }
template <class A> void describe(A& a, TaskFiles& v) { a(v.in, v.out, v.err); }
template <class A> void describe(A& a, Launch& v) {
    a(v.step, v.descriptors, v.files, v.argv, v.argv_of_task, v.environment, v.work_dir, v.umask, v.limits, v.terminal,
      v.mpi, v.task_prolog, v.task_epilog, v.job_id);
}
template <class A> void describe(A& a, TaskSignal& v) { a(v.signal); }
template <class A> void describe(A& a, Started& v) { a(v.pids); }
template <class A> void describe(A& a, Exited& v) { a(v.task, v.wait_status); }
template <class A> void describe(A& a, Over& v) { a(v.out_of_memory, v.timed_out, v.cancelled, v.abort_code); }
template <class A> void describe(A& a, Line& v) { a(v.text); }
template <class A> void describe(A& a, Refused& v) { a(v.why, v.of_request); }
template <class A> void describe(A& a, Attach& v) { a(v.job_id, v.step); }
template <class A> void describe(A& a, TaskOutput& v) { a(v.task, v.is_error, v.sight, v.file); }
template <class A> void describe(A& a, Attached& v) { a(v.tasks, v.takes_input, v.terminal, v.outputs, v.files); }
template <class A> void describe(A& a, Output& v) { a(v.task, v.is_error, v.bytes); }
template <class A> void describe(A& a, Input& v) { a(v.to_all, v.task, v.bytes); }
template <class A> void describe(A& a, LoneTask& v) { a(v.node, v.environment); }
template <class A> void describe(A& a, Alone& v) { a(v.job_id, v.tasks); }

}  // namespace ms::attendance
