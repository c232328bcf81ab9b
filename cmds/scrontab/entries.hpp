// SPDX-License-Identifier: MIT
// From a crontab to the jobs that its entries are.
#pragma once

#include <string>
#include <vector>

#include "cmds/scrontab/options.hpp"
#include "libms/model/messages.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::scrontab {

/// Error: "line N: …".
Result<std::vector<CrontabJob>> jobs_of(const CommandContext& context, const std::string& crontab, const Owner& owner);

}  // namespace ms::cmds::scrontab
