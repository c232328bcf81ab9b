// SPDX-License-Identifier: MIT
// A job's id and nodes as people read them.
#pragma once

#include <string>

#include "libms/model/job.hpp"
#include "libms/text/filename.hpp"

namespace ms::text {

/// 12, 12_3, or 12_[4-9%2] for the waiting part of an array.
std::string shown_job_id(const Job& job);
/// The hostlist of its nodes ("" while pending).
std::string shown_nodes(const Job& job);

/// 0 while it is held or suspended.
std::uint32_t shown_priority(const Job& job);

/// What the job's file-name patterns stand for, in its batch script.
FilenameFields filename_fields(const Job& job);

}  // namespace ms::text
