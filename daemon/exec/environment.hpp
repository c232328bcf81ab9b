// SPDX-License-Identifier: MIT
// The environment of a job's processes: the submitter's, with Slurm's variables for this run. One row a variable,
// which says for which kinds of processes it is set.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "libms/model/job.hpp"

namespace msd::exec {

using namespace ms;

/// What the machine and the user database add.
struct SiteFacts {
    std::string cluster_name;
    std::string conf_path;    // SLURM_CONF
    bool node_has_gpus = false;  // then a job without GPUs must not see the submitter's CUDA_VISIBLE_DEVICES
    std::string home;         // for jobs whose environment does not tell (--export=NONE)
    std::string shell;
    std::shared_ptr<const core::ClusterConfig> cluster = {};  // what the nodes' devices are
    bool devices_closed = false;  // a job can open no other devices than its own
};

/// A batch script, the shell or command of an interactive allocation, the tasks of a step, the site's prologs and epilogs.
enum class Kind : std::uint8_t { batch, allocation, step, hook };

/// NAME=value entries that tell processes of the job about it, on the node of that index in its allocation. For a step
/// they go over the environment srun sent and below what is the step's own (SLURM_STEP_ID, SLURM_NTASKS, SLURM_PROCID…).
std::vector<std::string> job_variables(const Job& job, const JobSpec& spec, const SiteFacts& site, Kind kind,
                                       std::size_t node = 0);

/// All of a batch script's environment. Variables of another job, which the submitter may have run in, are dropped.
/// SLURM_TASK_PID is added by the shepherd.
std::vector<std::string> job_environment(const Job& job, const JobSpec& spec,
                                         const std::vector<std::string>& submitted, const SiteFacts& site);

/// What a login shell of the owner begins with, for a job that wants the environment of a login (--get-user-env, and
/// --export with anything but ALL); the shepherd asks that shell. Empty for other jobs.
std::vector<std::string> login_environment(const Job& job, const JobSpec& spec, const SiteFacts& site);

/// How many tasks each node of the job gets: block distribution, every node at least one.
std::vector<std::uint32_t> tasks_per_node(const Job& job, const JobSpec& spec);

}  // namespace msd::exec
