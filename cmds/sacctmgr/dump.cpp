// SPDX-License-Identifier: MIT
// sacctmgr dump and load.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cmds/sacctmgr/change.hpp"
#include "cmds/sacctmgr/flat_file.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using Action = AccountsChange::Action;
using Kind = AccountsChange::Entity;
using How = AccountSetting::How;

/// file=NAME or a name alone; `bare` takes what is no KEY=VALUE.
struct FileWords {
    std::string file, cluster, bare;
    bool clean = false;
};
FileWords read_words(const std::vector<std::string>& words) {
    FileWords read;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos) {
            if (equal_ignoring_case(word, "clean")) read.clean = true;
            else read.bare = word;
            continue;
        }
        const std::string key = word.substr(0, equals);
        (starts_with_ignoring_case("file", key) ? read.file : read.cluster) = word.substr(equals + 1);
    }
    return read;
}

Result<std::string> read_file(const std::string& path) {
    FILE* file = std::fopen(path.c_str(), "re");
    if (!file) return fail(Errc::usage, " Unable to read \"" + path + "\": " + std::strerror(errno));
    std::string text;
    char buffer[65536];
    for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, file)) > 0;) text.append(buffer, got);
    std::fclose(file);
    return text;
}

AccountsChange change_of(Action action, Kind kind, std::vector<AccountSetting> where, std::vector<AccountSetting> set) {
    return {action, kind, std::move(where), std::move(set), false};
}

/// What a file asks for: changes in its order, and the names that are new.
struct Plan {
    std::vector<AccountsChange> changes;
    std::vector<std::string> new_accounts, new_users, accounts, users;
};

AccountSetting setting(std::string key, std::string value) { return {std::move(key), How::set, std::move(value)}; }

Result<void> plan_line(const FlatLine& line, const AccountBook& book, const std::string& parent, Plan& plan) {
    const bool is_user = line.kind == FlatLine::Kind::user;
    std::vector<std::string> options = line.options;
    // A coordinator's mark names the account whose line this is.
    const auto mark = std::find_if(options.begin(), options.end(), [](const std::string& o) { return starts_with_ignoring_case(o, "Coordinator="); });
    const bool coordinates = mark != options.end();
    if (coordinates) options.erase(mark);
    std::erase_if(options, [](const std::string& o) { return starts_with_ignoring_case(o, "DefaultWCKey=") || o.ends_with("='(null)'") || o.ends_with("=(null)"); });
    const Entity words_of = line.kind == FlatLine::Kind::cluster ? cluster : is_user ? user : account;
    auto specs = parse_specs(options, words_of, Begin::set);
    if (!specs) return Failure(specs.error());
    std::vector<AccountSetting> set = std::move(specs->set);
    if (line.kind == FlatLine::Kind::cluster) {
        if (!set.empty()) plan.changes.push_back(change_of(Action::modify, Kind::cluster, {}, std::move(set)));
        return {};
    }
    const Kind kind = is_user ? Kind::user : Kind::account;
    auto& names = is_user ? plan.users : plan.accounts;
    auto& fresh = is_user ? plan.new_users : plan.new_accounts;
    names.push_back(line.name);
    const std::string partition = value_of(set, "Partitions");
    const bool exists = is_user ? book.find(parent, line.name, partition) != nullptr : book.find_account(line.name) != nullptr;
    if (!exists) {
        // The default account may be one whose line is still to come: it is set behind all of them.
        const std::string default_account = value_of(set, "DefaultAccount");
        std::erase_if(set, [](const AccountSetting& each) { return each.key == "DefaultAccount"; });
        set.push_back(setting("Names", line.name));
        set.push_back(is_user ? setting("Accounts", parent) : setting("Parent", parent));
        if (!contains(fresh, line.name)) fresh.push_back(line.name);
        plan.changes.push_back(change_of(Action::add, kind, {}, std::move(set)));
    } else if (is_user) {
        std::erase_if(set, [](const AccountSetting& each) { return each.key == "Partitions" || each.key == "DefaultAccount"; });
        std::vector<AccountSetting> where = {setting("Names", line.name), setting("Accounts", parent)};
        if (!partition.empty()) where.push_back(setting("Partitions", partition));
        plan.changes.push_back(change_of(Action::modify, kind, std::move(where), std::move(set)));
    } else {
        if (line.name != root_account) set.push_back(setting("Parent", parent));
        plan.changes.push_back(change_of(Action::modify, kind, {setting("Names", line.name)}, std::move(set)));
    }
    if (coordinates)
        plan.changes.push_back(change_of(Action::add, Kind::coordinator, {}, {setting("Accounts", parent), setting("Names", line.name)}));
    return {};
}

Result<Plan> plan_file(const std::vector<FlatLine>& lines, const AccountBook& book) {
    Plan plan;
    std::string parent(root_account);
    std::vector<AccountsChange> defaults;
    for (const FlatLine& line : lines) {
        if (line.kind == FlatLine::Kind::parent) {
            parent = line.name;
            continue;
        }
        MS_TRY(plan_line(line, book, parent, plan));
        for (const std::string& option : line.options)
            if (line.kind == FlatLine::Kind::user && starts_with_ignoring_case(option, "DefaultAccount=") && !option.ends_with("(null)"))
                defaults.push_back(change_of(Action::modify, Kind::user, {setting("Names", line.name)},
                                             {setting("DefaultAccount", option.substr(option.find('=') + 1))}));
    }
    plan.changes.insert(plan.changes.end(), defaults.begin(), defaults.end());
    return plan;
}

/// clean: users and accounts that the file does not name go.
void plan_clean(const AccountBook& book, Plan& plan) {
    const auto is_named = [](const std::vector<std::string>& names, const std::string& name) {
        return contains(names, name);
    };
    std::vector<AccountsChange> going;
    for (const AccountUser& each : book.users)
        if (!is_named(plan.users, each.name)) going.push_back(change_of(Action::remove, Kind::user, {setting("Names", each.name)}, {}));
    for (auto each = book.associations.rbegin(); each != book.associations.rend(); ++each)
        if (each->user.empty() && each->account != root_account && !is_named(plan.accounts, each->account))
            going.push_back(change_of(Action::remove, Kind::account, {setting("Names", each->account)}, {}));
    plan.changes.insert(plan.changes.end(), going.begin(), going.end());
}

std::string listed(std::string_view title, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::string out(title);
    for (const std::string& name : names) out += "  " + name + "\n";
    return out;
}

}  // namespace

int dump(const Call& call) {
    const FileWords words = read_words(call.words);
    const auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return call.fail(site.error());
    const std::string cluster = words.bare.empty() ? words.cluster : words.bare;
    if (cluster.empty()) return call.fail(" We need a cluster to dump.");
    if (!is_operator(call, *site->book)) return call.fail(" Your user does not have sufficient privileges to dump clusters.");
    if (cluster != site->cluster) return call.fail(" Cluster " + cluster + " doesn't exist.");
    const std::string path = words.file.empty() ? "./" + cluster + ".cfg" : words.file;
    FILE* file = std::fopen(path.c_str(), "we");
    if (!file) return call.fail("Can't open " + path + ": " + std::strerror(errno));
    std::string text(flat_explanation);
    for (const std::string& line : flat_lines(*site->book, cluster)) {
        text += line + "\n";
        call.context.info(line);
    }
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (std::fclose(file) != 0 || !written) return call.fail("Can't write " + path + ": " + std::strerror(errno));
    return 0;
}

int load(const Call& call) {
    const FileWords words = read_words(call.words);
    const std::string path = words.file.empty() ? words.bare : words.file;
    if (path.empty()) return call.fail(" No filename given, specify one with file=''");
    const auto text = read_file(path);
    if (!text) return call.fail(text.error());
    const auto lines = parse_flat(*text);
    if (!lines) return call.fail(lines.error());
    const auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return call.fail(site.error());
    auto plan = plan_file(*lines, *site->book);
    if (!plan) return call.fail(plan.error());
    if (words.clean) plan_clean(*site->book, *plan);
    call.tell("For cluster " + site->cluster + "\n" + listed(" Adding Account(s)\n", plan->new_accounts) +
              listed(" Adding User(s)\n", plan->new_users));
    if (!confirmed(call)) return 0;
    for (const AccountsChange& change : plan->changes) {
        const auto made = client::ask<AccountsChanged>(*call.context.client, change);
        if (!made) return call.fail(made.error());
    }
    if (!call.settings.quiet) call.context.info("Done adding cluster");
    return 0;
}

}  // namespace ms::cmds::sacctmgr
