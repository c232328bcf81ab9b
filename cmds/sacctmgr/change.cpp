// SPDX-License-Identifier: MIT
#include "cmds/sacctmgr/change.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using Action = AccountsChange::Action;
using Kind = AccountsChange::Entity;

/// What each kind is called where it was changed or goes.
struct KindWords {
    Kind kind;
    Entity words_of;
    std::string_view modified;        // " Modified accounts..."
    std::string_view associations;    // " Modified account associations..."
    std::string_view deleting;
};
constexpr KindWords kind_words[] = {
    {Kind::account, account, " Modified accounts...\n", " Modified account associations...\n", " Deleting accounts...\n"},
    {Kind::user, user, " Modified users...\n", " Modified user associations...\n", " Deleting users...\n"},
    {Kind::qos, qos, " Modified qos...\n", "", " Deleting QOS(s)...\n"},
    {Kind::cluster, cluster, "", " Modified cluster defaults for associations...\n", ""},
};
const KindWords& words_for(Kind kind) {
    return *std::find_if(std::begin(kind_words), std::end(kind_words), [&](const KindWords& each) { return each.kind == kind; });
}

std::string name_lines(const std::vector<std::string>& names) {
    std::string lines;
    for (const std::string& name : names) lines += "  " + name + "\n";
    return lines;
}

int refused(const Call& call, const Error& error) {
    if (error.code != Errc::access_denied) return call.fail(error);
    call.context.error("Your user doesn't have privilege to perform this action");
    return call.fail(" Error with request: " + error.message);
}

std::string modified_text(const Change& change, const AccountsChanged& changed) {
    const KindWords& words = words_for(change.request.entity);
    std::string out;
    if (!changed.names.empty()) out += std::string(words.modified) + name_lines(changed.names);
    if (!changed.associations.empty()) {
        out += words.associations;
        for (const AssociationName& each : changed.associations) out += modified_line(change.cluster, each) + "\n";
    }
    return out;
}

bool names_another_cluster(const Change& change) {
    const std::string name = value_of(change.request.where, "Names");
    return change.request.entity == Kind::cluster && !name.empty() && name != change.cluster;
}

int modify(const Call& call, Kind kind) {
    auto change = read_change(call, Action::modify, kind, words_for(kind).words_of);
    if (!change) return call.fail(change.error());
    if (change->request.set.empty()) return call.fail(" You didn't give me anything to set");
    if (kind == Kind::cluster) call.tell(" Setting\n  Default Limits:\n" + association_settings(change->request.set));
    const auto planned = names_another_cluster(*change) ? Result<AccountsChanged>(AccountsChanged{}) : try_change(call, *change);
    if (!planned) return refused(call, planned.error());
    if (planned->names.empty() && planned->associations.empty()) {
        call.context.print(" Nothing modified\n");
        return 1;
    }
    // Who may not is told so before being asked.
    if (call.settings.immediate) {
        const auto made = make_change(call, *change);
        if (!made) return refused(call, made.error());
        call.tell(modified_text(*change, *made));
        return 0;
    }
    call.tell(modified_text(*change, *planned));
    if (!confirmed(call)) return 0;
    const auto made = make_change(call, *change);
    return made ? 0 : refused(call, made.error());
}

std::string removed_text(const Change& change, const AccountsChanged& changed) {
    std::string out;
    if (!changed.names.empty()) out += std::string(words_for(change.request.entity).deleting) + name_lines(changed.names);
    if (!changed.associations.empty()) {
        out += " Deleting user associations...\n";
        for (const AssociationName& each : changed.associations) {
            out += "  C = " + padded(change.cluster, 10) + " A = " + padded(each.account, 10) + " U = " + padded(each.user, 9);
            out += each.partition.empty() ? "\n" : " P = " + each.partition + "\n";
        }
    }
    if (!changed.left.empty()) out += " Deleting users (No Associations)...\n" + name_lines(changed.left);
    return out;
}

int remove(const Call& call, Kind kind) {
    auto change = read_change(call, Action::remove, kind, words_for(kind).words_of);
    if (!change) return call.fail(change.error());
    if (change->request.where.empty()) return call.fail(" No conditions given to remove, not executing.");
    const auto planned = try_change(call, *change);
    if (!planned) return refused(call, planned.error());
    if (planned->names.empty() && planned->associations.empty()) {
        call.context.print(" Nothing deleted\n");
        return 1;
    }
    if (!call.settings.immediate) {
        call.tell(removed_text(*change, *planned));
        if (!confirmed(call)) return 0;
    }
    const auto made = make_change(call, *change);
    if (!made) return refused(call, made.error());
    if (call.settings.immediate) call.tell(removed_text(*change, *made));
    return 0;
}

}  // namespace

Result<Change> read_change(const Call& call, Action action, Kind kind, Entity words_of) {
    const Begin begin = action == Action::add ? Begin::set : Begin::where;
    auto specs = parse_specs(call.words, words_of, begin);
    if (!specs) return Failure(specs.error());
    auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return Failure(site.error());
    Change change{{action, kind, std::move(specs->where), std::move(specs->set), false}, site->cluster};
    // Only this cluster is known: a change of another one meets nothing.
    const auto is_other = [&](const AccountSetting& each) { return each.key == "Clusters" && each.value != site->cluster; };
    for (const auto* settings : {&change.request.where, &change.request.set})
        if (const auto at = std::find_if(settings->begin(), settings->end(), is_other); at != settings->end())
            return fail(Errc::usage, " This cluster '" + at->value + "' doesn't exist.\n        Contact your admin to add it to accounting.");
    for (auto* settings : {&change.request.where, &change.request.set})
        std::erase_if(*settings, [](const AccountSetting& each) { return each.key == "Clusters"; });
    return change;
}

Result<AccountsChanged> try_change(const Call& call, const Change& change) {
    AccountsChange trial = change.request;
    trial.dry_run = true;
    return client::ask<AccountsChanged>(*call.context.client, trial);
}

Result<AccountsChanged> make_change(const Call& call, const Change& change) {
    return client::ask<AccountsChanged>(*call.context.client, change.request);
}

std::string value_of(const std::vector<AccountSetting>& settings, std::string_view key) {
    for (auto each = settings.rbegin(); each != settings.rend(); ++each)
        if (each->key == key) return each->value;
    return {};
}

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

std::string modified_line(const std::string& cluster, const AssociationName& name) {
    std::string line = "  C = " + padded(cluster, 10) + " A = ";
    if (name.user.empty()) return line + name.account + (name.parent.empty() || name.parent == root_account ? "" : " of " + name.parent);
    line += padded(name.account, 20) + " U = " + padded(name.user, 9);
    return name.partition.empty() ? line : line + " P = " + name.partition;
}

int modify_accounts(const Call& call) { return modify(call, Kind::account); }
int modify_users(const Call& call) { return modify(call, Kind::user); }
int modify_qos(const Call& call) { return modify(call, Kind::qos); }
int modify_cluster(const Call& call) { return modify(call, Kind::cluster); }
int remove_accounts(const Call& call) { return remove(call, Kind::account); }
int remove_users(const Call& call) { return remove(call, Kind::user); }
int remove_qos(const Call& call) { return remove(call, Kind::qos); }

int no_others(const Call& call) { return call.fail(" This daemon knows its own cluster only, which stays"); }

int remove_coordinators(const Call& call) {
    auto change = read_change(call, Action::remove, Kind::coordinator, coordinator);
    if (!change) return call.fail(change.error());
    if (change->request.where.empty()) return call.fail(" No conditions given to remove, not executing.");
    const auto planned = try_change(call, *change);
    if (!planned) return refused(call, planned.error());
    if (planned->associations.empty()) {
        call.context.print(" Nothing deleted\n");
        return 1;
    }
    std::vector<std::string> accounts;
    std::string removed;
    for (const AssociationName& each : planned->associations) {
        if (!contains(accounts, each.account)) accounts.push_back(each.account);
        removed += "  U = " + padded(each.user, 9) + " A = " + padded(each.account, 10) + "\n";
    }
    call.tell(" Removing Coordinators with user name\n" + name_lines(planned->names) + " From Account(s)\n" + name_lines(accounts));
    call.tell(" Removed Coordinators (sub accounts not listed)...\n" + removed);
    if (!confirmed(call)) return 0;
    const auto made = make_change(call, *change);
    return made ? 0 : refused(call, made.error());
}

}  // namespace ms::cmds::sacctmgr
