// SPDX-License-Identifier: MIT
// What has to be in place before a job's first process: its owner's login environment where that was asked for, and a
// directory for temporary files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"
#include "stepd/stdio.hpp"

namespace stepd {

/// Add to the order's environment what a login as the owner sets and the environment does not say.
/// Error: the login told nothing in the time it has.
ms::Result<void> load_login_environment(LaunchOrder& order, int group = -1);

/// Make the directory of TMPDIR if it is not there; else the job gets /tmp, and its stderr says why.
void settle_temporary_directory(LaunchOrder& order, const JobStdio& stdio);

/// NAME=VALUE entries of "env -0" behind the line that marks their beginning; nothing without that line. Those that
/// describe the login shell itself (SHLVL, PWD…) are left out.
std::vector<std::string> login_entries(std::string_view output);

}  // namespace stepd
