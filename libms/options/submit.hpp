// SPDX-License-Identifier: MIT
// What the options of job submission fill: one value, whichever command submits. The rows: submit_table.hpp.
//
// Three sources are applied one after the other, each over what the earlier ones set: the script's #SBATCH header,
// the environment, the command line. Two options do not simply follow "the last one wins": --mail-type adds up over
// all sources, and of --mem, --mem-per-cpu and --mem-per-gpu only one may stand in header and command line together,
// which silently drops those of the environment.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libms/model/job_spec.hpp"
#include "libms/options/command.hpp"
#include "libms/options/options.hpp"

namespace ms::options {

enum class Source : std::uint8_t { header, environment, command_line };

/// One of the three ways to ask for memory, and who asked for it last.
struct MemoryAsked {
    std::optional<Megabytes> amount;
    Source source = Source::header;
};

struct SubmitSettings {
    // Facts of the submitting process that options refer to; set by the caller before anything is applied.
    Time now;               // --begin and --deadline are relative to it
    std::string directory;  // the current one, absolute
    UserId caller = 0;      // --uid and --gid are root's

    JobSpec spec;

    // What concerns the submission itself and not the job.
    std::optional<std::string> wrap;
    std::optional<std::string> export_list;  // --export as given
    std::string export_file;                 // a path or a descriptor's number
    std::string propagate = "ALL";
    std::string clusters;
    std::optional<UserId> uid;
    std::optional<GroupId> gid;
    int verbose = 0;
    std::optional<std::uint32_t> immediate;  // srun and salloc: seconds
    bool quiet = false;
    bool parsable = false;
    bool no_kill = false;
    bool wait = false;
    bool test_only = false;
    bool ignore_pbs = false;
    bool x11 = false;  // the tasks get DISPLAY and XAUTHORITY whatever is exported
    bool help = false;
    bool usage = false;
    bool version = false;
    bool list_gres = false;   // --gres=help
    bool list_hints = false;  // --hint=help
    bool list_memory_binds = false;  // --mem-bind=help

    // Parts of the spec that complete() puts together.
    MemoryAsked memory_per_node;
    MemoryAsked memory_per_cpu;
    MemoryAsked memory_per_gpu;
    std::vector<GresRequest> gres;           // --gres
    std::vector<GresRequest> gpus_per_node;  // --gpus-per-node
    bool geometry_given = false;             // -B, which says a number of tasks too
    std::optional<Error> bad_gres;           // told after what the parser itself refuses, as Slurm's daemon tells it

    // What happened on the way.
    Source source = Source::header;     // the one being applied
    std::vector<Given> given;           // the last occurrence of each row that was given, in table order
    std::vector<std::string> remarks;   // lines for stderr that belong before an error, without "PROG: "
    std::vector<std::string> warnings;  // lines for stderr behind "PROG: Warning: "
    std::vector<std::string> complaints;  // the same behind "PROG: error: ", of what does not keep the job from running
};

/// After all sources: settle what depends on several options.
Result<void> complete_submit(SubmitSettings& settings);
/// What a job must ask for together. A step in a job has the rest from there.
Result<void> check_job(const SubmitSettings& settings);

/// Tell an error as Slurm's submit commands do, and give the status they end with: 255 for what the command line or
/// the header got wrong, else 1.
int report_submit(const CommandContext& context, const Error& error);

}  // namespace ms::options
