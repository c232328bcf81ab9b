// SPDX-License-Identifier: MIT
// GPUs in use outside of jobs, kept true in the configuration in force: the core shows them and may avoid them.
#pragma once

#include <set>
#include <string>

#include "daemon/core/events.hpp"
#include "daemon/loop/view.hpp"

namespace msd::loop {

/// The shepherds of the jobs that run.
std::set<std::uint32_t> shepherds(const View& view);
/// Whether `config` says otherwise of its devices than that those of these files and UUIDs are in use.
bool differs(const core::ClusterConfig& config, const std::set<std::string>& used_devices);
/// The event that makes it say so.
core::ChangeSite mark_used_outside(std::set<std::string> used_devices);

}  // namespace msd::loop
