// SPDX-License-Identifier: MIT
// A script that has given nodes back still has the variables of before: what it sources to get the ones of now.
#pragma once

#include "cmds/scontrol/keywords.hpp"

namespace ms::cmds::scontrol {

/// slurm_job_ID_resize.sh and .csh in the working directory, where scontrol runs in a job. Returns the exit status.
int write_resize_scripts(const Call& call, JobId job);

}  // namespace ms::cmds::scontrol
