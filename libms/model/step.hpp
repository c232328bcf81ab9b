// SPDX-License-Identifier: MIT
// A step: what one srun runs inside a job's allocation. The batch script counts as a step too, for accounting.
//
// Numbered steps that run are part of the job's record (Job::steps), so whatever keeps, restores or shows a job does
// the same for them; when a step has ended only its row in the store remains.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/base/units.hpp"
#include "libms/model/allocation.hpp"
#include "libms/model/job_spec.hpp"
#include "libms/model/states.hpp"
#include "libms/model/usage.hpp"

namespace ms {

/// Steps of the shell itself have special numbers.
inline constexpr std::int32_t step_batch = -5;
inline constexpr std::int32_t step_extern = -4;
inline constexpr std::int32_t step_interactive = -6;

/// What srun asks for. Empty text and zero numbers mean "not asked for".
struct StepSpec {
    std::string name;         // of the program, or --job-name
    std::string submit_line;  // the command line as typed
    std::string host;         // where srun runs, and its process
    std::int32_t pid = 0;

    std::uint32_t min_nodes = 0;
    std::uint32_t max_nodes = 0;
    std::uint32_t tasks = 0;
    std::uint32_t tasks_per_node = 0;
    std::uint32_t cpus_per_task = 0;
    bool exact = false;       // only the CPUs its tasks need; else all of the job's on its nodes
    bool overlap = false;     // whatever other steps have
    bool overcommit = false;  // more tasks than CPUs
    MemoryKind memory_kind = MemoryKind::unset;
    Megabytes memory;         // 0 with a kind = all of the job's, whatever other steps have
    bool no_gres = false;     // --gres=none
    std::vector<GresRequest> gres;           // a node; with nothing asked for, all of the job's
    std::vector<GresRequest> gpus;           // in all
    std::vector<GresRequest> gpus_per_task;
    std::string node_list;    // hostlists, within the job's nodes
    std::string exclude;
    std::uint32_t relative = 0;  // nodes of the job to leave out at the beginning (-r)
    std::string distribution;
    TimeLimit time_limit;
    std::string cpu_bind;     // as given
    std::string gpu_bind;
    friend bool operator==(const StepSpec&, const StepSpec&) = default;
};

/// One step of one run of a job.
struct Step {
    JobId job;
    std::int32_t id = step_batch;
    std::string name;
    JobState state = JobState::running;
    ExitStatus exit;
    Time start;
    Time end;
    std::uint32_t tasks = 1;
    std::uint32_t cpus = 1;
    std::uint32_t nodes = 1;
    std::string node_list;
    std::string alloc_tres;
    UserId cancelled_by = 0;
    Usage usage;
    // of numbered steps only
    std::vector<NodeAllocation> allocation;    // parts of the job's, in its order
    std::vector<std::uint32_t> tasks_on;       // how many tasks each of these nodes has
    StepSpec spec;
    friend bool operator==(const Step&, const Step&) = default;
};

/// The name of the node a task runs on; "" for a step without nodes.
std::string node_of_task(const Step& step, std::uint32_t task);
/// The index into Step::allocation of every task, by its number: block, cyclic or plane=N distribution.
std::vector<std::uint32_t> place_tasks(const std::vector<std::uint32_t>& tasks_on, const std::string& distribution);

}  // namespace ms
