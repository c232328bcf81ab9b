// SPDX-License-Identifier: MIT
// From the settings to the daemon's question, and what the daemon's answer still needs.
#pragma once

#include "cmds/sacct/line.hpp"
#include "cmds/sacct/options.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::sacct {

/// Users, window and filters resolved. `caller` sees its own jobs where nothing else says whose; root sees all.
/// Errors: Errc::invalid_time, Errc::usage and Errc::generic (an unknown user or group).
Result<AccountingQuery> make_query(const Settings& settings, UserId caller, Time now);

/// What the daemon can not be asked for.
bool also_wanted(const Settings& settings, const Job& job, const View& view);

/// Which lines of a job are asked for: -j 12.0 means the step alone.
struct Lines {
    bool job = true;
    std::vector<std::int32_t> steps;  // empty = all
    bool shows(std::int32_t step) const;
};
Lines lines_of(const Settings& settings, const Job& job);

}  // namespace ms::cmds::sacct
