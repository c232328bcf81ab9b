// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/call.hpp"

#include <poll.h>
#include <pwd.h>
#include <unistd.h>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using Act = int (*EntityWord::*)(const Call&);

/// The entity named by the first word, and whether the command knows it.
int with_entity(const Call& call, Act act, const std::string& refusal) {
    if (!call.words.empty())
        for (const EntityWord& each : entity_words()) {
            const std::string& word = call.words.front();
            const bool meant = word.size() >= each.least && starts_with_ignoring_case(each.name, word);
            if (!meant || !(each.*act)) continue;
            if (call.settings.dump && act == &EntityWord::show && !each.has_json)
                return call.fail(Error{Errc::generic, std::string(each.name) + " has no JSON and no YAML"});
            return (each.*act)({call.context, call.settings, {call.words.begin() + 1, call.words.end()}});
        }
    return call.fail(refusal);
}

int refuse_change(const Call& call) {
    std::fputs("Can't run this command in readonly mode.\n", call.context.err);
    return 1;
}

int show(const Call& call) {
    return with_entity(call, &EntityWord::show,
                       "No valid entity in list command\nInput line must include \"Account\", \"Association\", \"Cluster\", "
                       "\"Configuration\",\n\"Event\", \"Federation\", \"Problem\", \"QOS\", \"Resource\", \"Reservation\",\n"
                       "\"RunAwayJobs\", \"Stats\", \"Transaction\", \"TRES\", \"User\", or \"WCKey\"");
}
int add(const Call& call) {
    if (call.settings.read_only) return refuse_change(call);
    return with_entity(call, &EntityWord::add,
                       "No valid entity in add command\nInput line must include \"Account\", \"Cluster\", \"Coordinator\", "
                       "\"Federation\", \"QOS\", \"Resource\", or \"User\"");
}
int modify(const Call& call) {
    if (call.settings.read_only) return refuse_change(call);
    return with_entity(call, &EntityWord::modify,
                       "No valid entity in modify command\nInput line must include \"Account\", \"Cluster\", \"Federation\", "
                       "\"Job\", \"QOS\", \"Resource\" or \"User\"");
}
int remove(const Call& call) {
    if (call.settings.read_only) return refuse_change(call);
    return with_entity(call, &EntityWord::remove,
                       "No valid entity in delete command\nInput line must include \"Account\", \"Cluster\", \"Coordinator\", "
                       "\"Federation\", \"QOS\", \"Resource\", or \"User\"");
}
int load_unless_read_only(const Call& call) { return call.settings.read_only ? refuse_change(call) : load(call); }

int archive_unless_read_only(const Call& call) { return call.settings.read_only ? refuse_change(call) : archive(call); }

int version(const Call& call) {
    call.context.print(std::string(slurm_version) + "\n");
    return 0;
}

int ping(const Call& call) {
    const auto reply = client::ask<PingReply>(*call.context.client, PingRequest{});
    if (!reply) return call.fail(reply.error());
    call.context.print("slurmdbd(primary) at " + reply->cluster + " is UP\n");
    return 0;
}

/// What real Slurm's database daemon is told, and there is none of here.
int nothing_to_do(const Call& call) {
    return call.fail("The accounts are kept by msd itself: there is nothing to be done. See scontrol reconfigure and shutdown.");
}

/// There is no file of its own to read again.
int reconfigure(const Call&) { return 0; }

int clear(const Call& call) {
    const bool stats = !call.words.empty() && starts_with_ignoring_case("stats", call.words.front());
    return stats ? nothing_to_do(call) : call.fail("No valid entity in list command\nInput line must include \"Stats\"");
}

int help(const Call& call);

constexpr Command command_table[] = {
    {"add", 3, add, "ENTITY NAME... [KEY=VALUE...]", "add an account, user, coordinator or QOS"},
    {"archive", 3, archive_unless_read_only, "dump|load [KEY=VALUE...]", "write old records to a file and drop them; put such a file's back"},
    {"clear", 3, clear},
    {"create", 3, add},
    {"delete", 3, remove, "ENTITY [where] KEY=VALUE...", "delete accounts, users, coordinators or QOS"},
    {"dump", 3, dump, "CLUSTER [file=FILE]", "write the accounts and users of the cluster to a file"},
    {"help", 2, help, "", "show this text"},
    {"list", 3, show},
    {"load", 2, load_unless_read_only, "FILE [clean]", "read such a file; clean: what it does not name goes"},
    {"modify", 1, modify, "ENTITY [where KEY=VALUE...] set KEY=VALUE...", "change accounts, users, QOS or the cluster's limits"},
    {"ping", 4, ping, "", "tell whether the daemon answers"},
    {"reconfigure", 4, reconfigure},
    {"remove", 3, remove},
    {"rollup", 2, nothing_to_do},
    {"show", 3, show, "ENTITY [KEY=VALUE...] [format=FIELDS]", "list accounts, associations, clusters, events, QOS, users …"},
    {"shutdown", 4, nothing_to_do},
    {"update", 1, modify},
    {"version", 4, version, "", "show the version"},
};

constexpr EntityWord entity_table[] = {
    {"accounts", 1, account, show_accounts, add_accounts, modify_accounts, remove_accounts, true},
    {"associations", 2, association, show_associations, nullptr, nullptr, nullptr, true},
    {"clusters", 2, cluster, show_clusters, add_cluster, modify_cluster, no_others, true},
    {"configuration", 1, other, show_configuration},
    {"coordinators", 2, coordinator, nullptr, add_coordinators, nullptr, remove_coordinators},
    {"events", 1, event, show_events},
    {"federations", 1, other, show_federations},
    {"problems", 1, problem, show_problems},
    {"qos", 1, qos, show_qos, add_qos, modify_qos, remove_qos, true},
    {"reservations", 4, reservation, show_reservations},
    {"resources", 4, other, show_resources},
    {"runawayjobs", 2, runaway, show_runaway_jobs},
    {"stats", 1, other, show_stats},
    {"transactions", 1, transaction, show_transactions},
    {"tres", 2, tres, show_tres, nullptr, nullptr, nullptr, true},
    {"txn", 1, transaction, show_transactions},
    {"users", 1, user, show_users, add_users, modify_users, remove_users, true},
    {"wckeys", 1, other, show_wckeys},
};

int help(const Call& call) {
    std::string text = options::help_text("sacctmgr [OPTIONS...] [COMMAND]", options::rows_of(option_table())) + "\nCommands:\n";
    for (const Command& command : command_table) {
        if (command.meaning.empty()) continue;
        std::string line = "  " + std::string(command.name) + " " + std::string(command.usage);
        line.resize(std::max<std::size_t>(line.size() + 1, 44), ' ');
        text += line + std::string(command.meaning) + "\n";
    }
    call.context.print(text);
    return 0;
}

constexpr int seconds_to_decide = 30;

}  // namespace

std::span<const Command> commands() { return command_table; }
std::span<const EntityWord> entity_words() { return entity_table; }

const Command* find_command(std::string_view text) {
    for (const Command& command : command_table)
        if (text.size() >= command.least && starts_with_ignoring_case(command.name, text)) return &command;
    return nullptr;
}

int execute(const CommandContext& context, const Settings& settings, const std::vector<std::string>& words) {
    const Call call{context, settings, {words.begin() + 1, words.end()}};
    const Command* command = find_command(words.front());
    return command ? command->act(call) : call.fail("invalid keyword: " + words.front());
}

bool is_operator(const Call& call, const AccountBook& book) {
    const uid_t uid = ::getuid();
    const passwd* entry = ::getpwuid(uid);
    const AccountUser* user = entry ? book.find_user(entry->pw_name) : nullptr;
    if (uid == 0 || (user && user->admin != AdminLevel::none)) return true;
    const auto daemon = client::ask<PingReply>(*call.context.client, PingRequest{});
    return daemon && daemon->mode == "user";
}

bool confirmed(const Call& call) {
    if (call.settings.immediate) return true;
    call.context.print("Would you like to commit changes? (You have 30 seconds to decide)\n(N/y): ");
    std::fflush(call.context.out);
    pollfd input{fileno(call.context.in), POLLIN, 0};
    // A stream without a descriptor (a test's) always has its answer ready.
    const bool answered = input.fd < 0 || ::poll(&input, 1, seconds_to_decide * 1000) > 0;
    const int answer = answered ? std::fgetc(call.context.in) : EOF;
    for (int c = answer; c != '\n' && c != EOF;) c = std::fgetc(call.context.in);
    call.context.print("\n");
    if (answer == 'y' || answer == 'Y') return true;
    call.context.print(" Changes Discarded\n");
    return false;
}

int Call::fail(const std::string& line) const {
    std::fprintf(context.err, "%s\n", line.c_str());
    return 1;
}

int Call::fail(const Error& error) const {
    if (error.code == Errc::usage && error.message.starts_with(' ')) return fail(error.message);
    context.error(error.message);
    return 1;
}

void Call::tell(const std::string& text) const {
    if (!settings.quiet) context.print(text);
}

}  // namespace ms::cmds::sacctmgr
