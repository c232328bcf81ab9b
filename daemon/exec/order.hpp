// SPDX-License-Identifier: MIT
// From a job that has been given its resources to the order its shepherd carries out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/core/cluster.hpp"
#include "libms/model/job.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

using namespace ms;

/// Where execution takes place on this machine.
struct ExecPaths {
    std::string spool_root;
    std::string cgroup_root;         // a delegated cgroup v2 directory; empty: there is none
    std::uint32_t sample_ms = 2000;  // how often memory is looked at where no cgroup holds the limit; 0 = never
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

/// The files of a job as scontrol shows them: absolute, patterns expanded; std_err equals std_out when joined.
struct JobFiles {
    std::string std_in;
    std::string std_out;
    std::string std_err;
};
JobFiles job_files(const Job& job);

}  // namespace msd::exec
