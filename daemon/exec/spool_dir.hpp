// SPDX-License-Identifier: MIT
// A job's spool directory as msd sees it: where it is, its control socket, a verdict left in it, its removal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libms/base/fd.hpp"
#include "libms/base/units.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

using namespace ms;

/// ROOT/job00012, and ROOT/job00012.1 for the first restart: each run has its own.
std::string spool_dir(const std::string& root, JobId job, std::uint32_t restarts);
/// The runs that have a directory below `root`.
std::vector<std::pair<JobId, std::uint32_t>> runs_in_spool(const std::string& root);
/// A stream to the shepherd that listens there; none when there is no such socket or nobody listens.
Fd connect_control(const std::string& spool_dir);
/// The verdict a shepherd left; nothing when there is none that decodes.
std::optional<stepd::Verdict> read_verdict(const std::string& spool_dir);
void remove_spool_dir(const std::string& spool_dir);

}  // namespace msd::exec
