// SPDX-License-Identifier: MIT
// The batch script: where it comes from, and what its header says.
#pragma once

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "libms/options/options.hpp"

namespace ms::cmds::sbatch {

struct Script {
    std::string text;
    std::string path;  // absolute; empty for --wrap and standard input
    std::string name;  // the job's default name, and the script's in messages
};

/// Where a script is to be found, in this order: --wrap, the first operand, standard input. An operand without a
/// slash that is not in `directory` is looked for in PATH. The text has passed text::check_script.
Result<Script> load_script(const std::optional<std::string>& wrap, const std::vector<std::string>& operands,
                           const std::string& directory, FILE* input);

struct Header {
    options::CommandLine line;  // operands are words that belong nowhere
    bool slurm_magic = false;  // some of it stood behind #SLURM
    bool foreign = false;      // there are #PBS or #BSUB lines
};
/// All header lines read as one command line, so that a value may stand on the line after its option.
/// Error: Errc::fatal for quotes, Errc::usage for what getopt complains of.
Result<Header> read_header(const Script& script);

}  // namespace ms::cmds::sbatch
