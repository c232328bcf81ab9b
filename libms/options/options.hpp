// SPDX-License-Identifier: MIT
// Command-line options as tables. One row gives the parser, the #SBATCH header, the input environment, --help, the
// man page and the completions their facts, so they can not disagree.
//
// Parsing has the semantics of getopt_long exactly: unique prefixes of long names, -N2 and -N 2, clusters of flags,
// optional arguments only with '=', "--" ends. Its messages are glibc's.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/result.hpp"

namespace ms::options {

enum class Arg { none, required, optional };

enum class Status {
    works,
    kept,       // works, and the text it was given as is kept with the job
    no_effect,  // checked, kept with the job and shown; there is no such hardware or service here
    later,      // refused with a plain sentence: not in this version
};

/// What a row tells to everything that does not act on it.
struct Row {
    std::string_view name;              // long name without --; never empty
    char letter = 0;                    // 0 = none
    Arg arg = Arg::none;
    std::string_view value_name = {};   // for help: "time", "MB"
    std::string_view help = {};         // one line, own words; empty = hidden from help, man and completions
    std::string_view environment = {};  // comma list of input variables, the first one set counts
    std::string_view complete = {};     // a kind of value, or words to choose from: see tools/docgen/kinds.hpp
    Status status = Status::works;
    bool in_header = true;              // submit commands: allowed in #SBATCH lines
    std::string_view alias_of = {};     // another spelling of that row: kept out of help and completions
};

/// A row that sets something in a command's settings S.
template <class S>
struct Option {
    Row row;
    Result<void> (*apply)(S& settings, std::string_view value) = nullptr;
    std::string (*show)(const S& settings) = nullptr;  // the value in force, for -v; null = as it was given
};

/// One occurrence, in the order given.
struct Given {
    std::size_t row = 0;      // index in the table
    std::string value;        // empty for flags
    bool has_value = false;   // optional arguments: was there one
};
struct CommandLine {
    std::vector<Given> given;
    std::vector<std::string> operands;
};

enum class Order {
    permute,            // options after operands count too (squeue, scancel…)
    stop_at_operand,    // what follows the first operand belongs to it (sbatch, srun, salloc)
};

/// `words` without the program's name. Error: Errc::usage; the message is the line glibc prints after "PROG: ",
/// e.g. "unrecognized option '--bogus'".
Result<CommandLine> parse(std::span<const Row* const> rows, const std::vector<std::string>& words, Order order);

/// The row pointers of a typed table.
template <class S>
std::vector<const Row*> rows_of(std::span<const Option<S>> table) {
    std::vector<const Row*> rows;
    for (const auto& option : table) rows.push_back(&option.row);
    return rows;
}

/// Apply what was given, in order. A row of later work is refused here: Errc::not_here, "--NAME is not available in
/// this version of Mini-SLURM …".
template <class S>
Result<void> apply(std::span<const Option<S>> table, const std::vector<Given>& given, S& settings);
Result<void> check_status(const Row& row);

template <class S>
Result<void> apply(std::span<const Option<S>> table, const std::vector<Given>& given, S& settings) {
    for (const Given& each : given) {
        MS_TRY(check_status(table[each.row].row));
        if (table[each.row].apply) MS_TRY(table[each.row].apply(settings, each.value));
    }
    return {};
}

/// Settings from the process's environment, one Given per row of which a variable is set, in table order. Aliases
/// read none.
std::vector<Given> from_environment(std::span<const Row* const> rows);

/// --help: "Usage: …" line, then the options in two columns, long names first met in table order.
std::string help_text(std::string_view usage, std::span<const Row* const> rows);
/// --usage: every option in brackets, wrapped at 80 columns, after "Usage: NAME".
std::string usage_text(std::string_view command, std::string_view operands, std::span<const Row* const> rows);

}  // namespace ms::options
