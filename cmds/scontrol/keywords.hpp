// SPDX-License-Identifier: MIT
// scontrol's words: the keyword that comes first, and the entity behind "show".
//
// Both may be cut short: a word stands for the first row whose name begins with it, once it has `least` letters.
// Rows without a function are Slurm's words that come with later versions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cmds/scontrol/options.hpp"
#include "libms/client/client.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::scontrol {

/// What a word's function gets: the words behind it, too.
struct Call {
    const CommandContext& context;
    const Settings& settings;
    std::vector<std::string> words;

    /// An error line as scontrol prints it, without the program's name; nothing with --quiet. Returns 1.
    int fail(const std::string& line) const;
};

struct Word {
    std::string_view name;
    std::size_t least;
    int (*act)(const Call& call) = nullptr;
    std::string_view usage = {};  // what follows it, and what it does: for --help; empty = hidden
    std::string_view meaning = {};
    int (*dump)(const Call& call) = nullptr;  // the same for --json and --yaml
};

std::span<const Word> keywords();
std::span<const Word> entities();
const Word* find_word(std::span<const Word> words, std::string_view text);

/// Run a word's function, or say that it comes later.
int act(const Word& word, const Call& call, const std::string& shown);

// ---- keywords, in control.cpp, controller.cpp, processes.cpp, update.cpp, site.cpp, write.cpp and show.cpp
int hold(const Call& call);
int user_hold(const Call& call);
int release(const Call& call);
int requeue(const Call& call);
int requeue_hold(const Call& call);
int suspend(const Call& call);
int resume(const Call& call);
int ping(const Call& call);
int shutdown(const Call& call);
int version(const Call& call);
int error_number(const Call& call);
int notify(const Call& call);
int top(const Call& call);
int wait_job(const Call& call);
int completing(const Call& call);
int list_processes(const Call& call);
int list_steps(const Call& call);
int list_jobs(const Call& call);
int process_info(const Call& call);
int update(const Call& call);
int create(const Call& call);
int remove(const Call& call);
int reconfigure(const Call& call);
int set_debug(const Call& call);
int help(const Call& call);
int set_for_interactive(const Call& call);
int write_config(const Call& call);
int write(const Call& call);
int show(const Call& call);

// ---- entities
int show_jobs(const Call& call);
int show_steps(const Call& call);
int show_nodes(const Call& call);
int show_partitions(const Call& call);
int show_host_names(const Call& call);
int show_host_list(const Call& call);
int show_host_list_sorted(const Call& call);
int show_reservations(const Call& call);
int show_daemons(const Call& call);
int show_config(const Call& call);
int show_licenses(const Call& call);
int show_aliases(const Call& call);
int show_slurmd(const Call& call);
int show_topology(const Call& call);
int show_associations(const Call& call);
int show_nothing(const Call& call);

// ---- as JSON or YAML, in dump.cpp
int dump_jobs(const Call& call);
int dump_steps(const Call& call);
int dump_nodes(const Call& call);
int dump_partitions(const Call& call);
int dump_licenses(const Call& call);
int dump_reservations(const Call& call);
int dump_ping(const Call& call);

}  // namespace ms::cmds::scontrol
