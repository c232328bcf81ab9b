// SPDX-License-Identifier: MIT
// What sbatch was told, by its three sources.
#pragma once

#include "cmds/sbatch/script.hpp"
#include "libms/options/command.hpp"
#include "libms/options/submit_table.hpp"

namespace ms::cmds::sbatch {

/// The options of sbatch.
const options::SubmitTable<>& table();

/// What must be known of the command line before the script is read: --help and its like, -v, -Q and --wrap, which
/// are the rows that no header may hold, and --gres=help and --hint=help.
options::SubmitSettings first_pass(const options::CommandLine& line);

/// Header, environment and command line, in this order, over `settings`; then what depends on several options.
Result<void> apply_sources(const Header& header, const options::CommandLine& line, options::SubmitSettings& settings);

}  // namespace ms::cmds::sbatch
