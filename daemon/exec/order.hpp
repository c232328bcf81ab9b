// SPDX-License-Identifier: MIT
// From a job that has been given its resources to the order its shepherd carries out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "daemon/exec/group_orders.hpp"
#include "libms/model/job.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

using namespace ms;

/// Where execution takes place on this machine.
struct ExecPaths {
    std::string spool_root;
    bool has_groups = false;         // jobs get control groups
    GroupFacts groups;
    bool bind_to_cpus = true;        // jobs stay on the CPUs they were given
    std::uint32_t sample_ms = 2000;  // how often memory is looked at where no control group holds the limit; 0 = never
    std::uint32_t look_every_s = 30; // how often usage is looked at; 0 = never
};

/// Whose processes the job's become.
struct Credentials {
    UserId uid = 0;
    GroupId gid = 0;
    std::vector<GroupId> groups;  // supplementary
    bool switch_user = false;     // msd is root and the job is not
};

stepd::LaunchOrder make_order(const Job& job, std::string script, std::vector<std::string> environment,
                              const core::ClusterConfig& config, const ExecPaths& paths,
                              const Credentials& credentials);

/// What its shepherd is told when the job has given nodes back.
stepd::ResizeOrder make_resize_order(const Job& job, const core::ClusterConfig& config, const ExecPaths& paths);

/// The step's control group, below the job's.
void add_step_group(stepd::StepOrder& order, const Step& step, const core::ClusterConfig& config, const ExecPaths& paths);

/// The kernel's numbers of CPUs held on several nodes, which are parts of this machine; ascending.
std::vector<std::uint32_t> kernel_cpus(std::span<const NodeAllocation> held, const core::ClusterConfig& config);

/// The files of a job as scontrol shows them: absolute, patterns expanded; std_err equals std_out when joined.
struct JobFiles {
    std::string std_in;
    std::string std_out;
    std::string std_err;
};
JobFiles job_files(const Job& job);

}  // namespace msd::exec
