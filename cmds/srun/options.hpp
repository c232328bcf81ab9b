// SPDX-License-Identifier: MIT
// What srun was told: the options of submission, which describe the allocation or the step, and its own.
#pragma once

#include "cmds/shared/broadcast.hpp"
#include "libms/options/submit_table.hpp"

namespace ms::cmds::srun {

struct Settings : options::SubmitSettings {
    // which step
    JobId job;                  // --jobid, or the job we are in; none: an allocation of our own
    std::uint32_t relative = 0;
    bool exact = false;
    bool overlap = false;
    bool whole = false;
    bool no_gres = false;       // --gres=none
    std::string cpu_bind;       // checked
    std::string mpi = "none";

    // what its tasks run
    bool multi_program = false;
    bool preserve_environment = false;
    std::optional<std::string> broadcast;  // --bcast: the path of the copy, or empty
    bool send_libraries = false;           // with it
    std::string library_exclusions{system_libraries};
    bool no_allocation = false;  // -Z
    std::string prolog, epilog;            // run by srun itself
    std::string task_prolog, task_epilog;

    // how it is watched
    bool label = false;
    bool unbuffered = false;
    bool pty = false;
    int terminal = 0;  // whose likeness --pty gives
    bool disable_status = false;
    bool quit_on_interrupt = false;
    bool kill_on_bad_exit = false;
    std::vector<int> ignored_signals;
    std::uint32_t wait_seconds = 0;  // after the first task's end; 0 = for ever

    // answers that end the command
    bool list_mpi = false;
    bool list_cpu_bind = false;
};

const options::SubmitTable<Settings>& table();

/// Environment and command line, in this order, over `settings`; then what depends on several options.
Result<void> apply_sources(const options::CommandLine& line, Settings& settings);

/// The kinds of --mpi.
std::string mpi_list();
std::string cpu_bind_help();

}  // namespace ms::cmds::srun
