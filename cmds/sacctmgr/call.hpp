// SPDX-License-Identifier: MIT
// sacctmgr's words: the command that comes first, and the entity behind add, modify, delete and show.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cmds/sacctmgr/options.hpp"
#include "cmds/sacctmgr/specs.hpp"
#include "libms/client/client.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::sacctmgr {

/// What a word's function gets: the words behind it, too.
struct Call {
    const CommandContext& context;
    const Settings& settings;
    std::vector<std::string> words;

    /// An error as sacctmgr prints it, without the program's name. Returns 1.
    int fail(const std::string& line) const;
    /// The same for what the daemon says; a plain error is "sacctmgr: error: …".
    int fail(const Error& error) const;
    /// To stdout, unless quiet.
    void tell(const std::string& text) const;
};

struct Command {
    std::string_view name;
    std::size_t least;
    int (*act)(const Call& call) = nullptr;
    std::string_view usage = {};  // for --help; empty = hidden
    std::string_view meaning = {};
};
std::span<const Command> commands();
const Command* find_command(std::string_view text);

/// An entity by name, plural and cut short; what can be done with it.
struct EntityWord {
    std::string_view name;
    std::size_t least;
    Entity entity;
    int (*show)(const Call& call) = nullptr;
    int (*add)(const Call& call) = nullptr;
    int (*modify)(const Call& call) = nullptr;
    int (*remove)(const Call& call) = nullptr;
    bool has_json = false;  // show has
};
std::span<const EntityWord> entity_words();

int execute(const CommandContext& context, const Settings& settings, const std::vector<std::string>& words);
/// Root, operators and administrators; and whoever has a daemon of his own.
bool is_operator(const Call& call, const AccountBook& book);
/// Whether the user wants it, within 30 seconds; what stands on the terminal says what "it" is.
bool confirmed(const Call& call);

// ---- show, in show.cpp, show_site.cpp and show_tables.cpp
int show_accounts(const Call& call);
int show_users(const Call& call);
int show_associations(const Call& call);
int show_qos(const Call& call);
int show_clusters(const Call& call);
int show_tres(const Call& call);
int show_events(const Call& call);
int show_reservations(const Call& call);
int show_transactions(const Call& call);
int show_problems(const Call& call);
int show_runaway_jobs(const Call& call);
int show_configuration(const Call& call);
int show_stats(const Call& call);
int show_federations(const Call& call);
int show_resources(const Call& call);
int show_wckeys(const Call& call);

// ---- changes
int add_accounts(const Call& call);
int add_users(const Call& call);
int add_coordinators(const Call& call);
int add_qos(const Call& call);
int add_cluster(const Call& call);
int modify_accounts(const Call& call);
int modify_users(const Call& call);
int modify_qos(const Call& call);
int modify_cluster(const Call& call);
int remove_accounts(const Call& call);
int remove_users(const Call& call);
int remove_coordinators(const Call& call);
int remove_qos(const Call& call);
int no_others(const Call& call);

/// archive dump and load, of records; in archive.cpp.
int archive(const Call& call);
int dump(const Call& call);
int load(const Call& call);

}  // namespace ms::cmds::sacctmgr
