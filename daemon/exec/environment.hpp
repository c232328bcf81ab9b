// SPDX-License-Identifier: MIT
// The environment of a batch script: the submitter's, with Slurm's variables for this run. One row a variable.
#pragma once

#include <string>
#include <vector>

#include "libms/model/job.hpp"

namespace msd::exec {

using namespace ms;

/// What the machine and the user database add.
struct SiteFacts {
    std::string cluster_name;
    std::string conf_path;    // SLURM_CONF
    std::string host;         // HOSTNAME
    bool node_has_gpus = false;  // then a job without GPUs must not see the submitter's CUDA_VISIBLE_DEVICES
    std::string home;         // for jobs whose environment does not tell (--export=NONE)
    std::string shell;
};

/// NAME=value entries for a running job. Variables of another job, which the submitter may have run in, are dropped.
/// SLURM_TASK_PID is added by the shepherd.
std::vector<std::string> job_environment(const Job& job, const JobSpec& spec,
                                         const std::vector<std::string>& submitted, const SiteFacts& site);

/// How many tasks each node of the job gets: block distribution, every node at least one.
std::vector<std::uint32_t> tasks_per_node(const Job& job, const JobSpec& spec);

}  // namespace msd::exec
