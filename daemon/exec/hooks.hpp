// SPDX-License-Identifier: MIT
// The site's programs around a job, put into the order of its shepherd.
#pragma once

#include "daemon/core/site/cluster.hpp"
#include "daemon/exec/environment.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

/// Patterns stand for the files they match now, in the order of names. A program that is named outright and is not there
/// stays in the order, and fails there.
void add_hooks(stepd::LaunchOrder& order, const core::SiteHooks& hooks, const Job& job, const SiteFacts& site);

}  // namespace msd::exec
