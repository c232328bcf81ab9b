// SPDX-License-Identifier: MIT
// What salloc was told: the options of submission, and its own.
#pragma once

#include "libms/options/submit_table.hpp"

namespace ms::cmds::salloc {

/// When the terminal's bell rings for a grant.
enum class Bell { after_delay, always, never };

struct Settings : options::SubmitSettings {
    Bell bell = Bell::after_delay;
    std::optional<int> kill_command;  // -K: the signal for the command when the allocation is revoked
    bool no_shell = false;
};

const options::SubmitTable<Settings>& table();

/// Environment and command line, in this order, over `settings`; then what depends on several options.
Result<void> apply_sources(const options::CommandLine& line, Settings& settings);

}  // namespace ms::cmds::salloc
