// SPDX-License-Identifier: MIT
// The ways of asking for GPUs (in all, of a node, of a socket, of a task) beside each other and beside nodes, sockets and
// tasks: they may contradict each other.
#pragma once

#include <string>

#include "libms/base/result.hpp"
#include "libms/model/job_spec.hpp"

namespace ms::options::submit {

/// Errc::invalid_gres: why, and Slurm's words for it.
Failure invalid_gres(const std::string& why);

/// invalid_gres, in Slurm's words, for numbers that do not go together.
Result<void> check_gpu_counts(const JobSpec& spec);

}  // namespace ms::options::submit
