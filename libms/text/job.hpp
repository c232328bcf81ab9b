// SPDX-License-Identifier: MIT
// A job's id, nodes and steps as people read them.
#pragma once

#include <string>
#include <vector>

#include "libms/model/job.hpp"
#include "libms/text/filename.hpp"

namespace ms::text {

/// 12, 12_3, or 12_[4-9%2] for the waiting part of an array.
std::string shown_job_id(const Job& job);
/// The hostlist of its nodes ("" while pending).
std::string shown_nodes(const Job& job);

/// The steps that are made up of the job's record: the shell's own, and with PrologFlags=Contain the one on all of the
/// job's nodes for what is started outside of the others. They run, as far as these tell.
Step batch_step(const Job& job);
Step extern_step(const Job& job);
/// What runs in it: those, and the numbered ones. None of a job that holds no resources.
std::vector<Step> running_steps(const Job& job);

/// --mem=0 or its like: all that a node has.
bool asks_for_whole_memory(const JobSpec& spec);
/// 0 while it is held or suspended.
std::uint32_t shown_priority(const Job& job);
/// AccrueTime: since when it has waited in its turn; not set where it has not.
Time accrue_time(const Job& job, Time now);

/// What the job's file-name patterns stand for, in its batch script.
FilenameFields filename_fields(const Job& job);

}  // namespace ms::text
