// SPDX-License-Identifier: MIT
// A job made for several nodes on a site that has fewer: what a lenient site makes of it, so that a script of a cluster
// runs at a desk.
//
// The tasks of all nodes run on those there are, with the CPUs, memory and devices of all of them, when that fits.
// Else, unless the number of tasks was given by itself, the job gets the nodes there are with what was asked for one
// node each, as the script would have it on a smaller allocation. Wishes for a geometry that no node has are dropped.
// Either way the job sees the truth: SLURM_JOB_NUM_NODES and SLURM_NTASKS are what it has.
#pragma once

#include <string>
#include <vector>

#include "daemon/core/site/site.hpp"
#include "libms/model/job_spec.hpp"

namespace msd::core {

struct Folded {
    JobSpec spec;
    std::vector<std::string> warnings;
};

/// What to try in place of a spec that does not fit, best first; at least one.
std::vector<Folded> folded_ways(const Site& site, std::uint32_t partition, const JobSpec& spec);

}  // namespace msd::core
