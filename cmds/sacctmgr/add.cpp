// SPDX-License-Identifier: MIT
// sacctmgr add: says what there will be, asks, and has it made.
#include <algorithm>

#include "cmds/sacctmgr/change.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/limit.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

using Action = AccountsChange::Action;
using Kind = AccountsChange::Entity;
using SettingList = std::vector<AccountSetting>;

std::string line(std::string_view label, std::size_t width, const std::string& value) {
    return "  " + padded(std::string(label), width) + "= " + value + "\n";
}

/// One line for each of a key, in the order in which Slurm shows them.
struct Shown {
    std::string_view key;
    std::string_view label;
};
constexpr Shown association_lines_before[] = {{"Fairshare", "Fairshare"}};
constexpr Shown association_lines_after[] = {{"Parent", "Parent"}, {"QosLevel", "QOS"}};
constexpr Shown qos_lines_before[] = {{"Flags", "Flags"}, {"GraceTime", "GraceTime"}};
constexpr Shown qos_lines_after[] = {{"Preempt", "Preempt"},           {"PreemptMode", "PreemptMode"},
                                     {"Priority", "Priority"},         {"UsageFactor", "UsageFactor"},
                                     {"UsageThreshold", "UsageThreshold"}, {"LimitFactor", "LimitFactor"}};

std::string shown_lines(std::span<const Shown> rows, const SettingList& settings, std::size_t width) {
    std::string out;
    for (const Shown& row : rows)
        if (const std::string value = value_of(settings, row.key); !value.empty()) out += line(row.label, width, value);
    return out;
}

/// The whole name of a limit, but for three that Slurm shortens.
std::string_view label_of(const LimitRow& row, std::uint8_t holder) {
    const bool shortened = row.limit == Limit::max_wall || row.limit == Limit::max_tres_mins || holder == of_association;
    return shortened ? row.header : row.name;
}

/// The limits among the settings, as they will be.
std::string limit_lines(const SettingList& settings, std::uint8_t holder, std::size_t width) {
    Limits limits;
    for (const AccountSetting& each : settings)
        if (const auto key = text::find_limit(each.key, holder)) (void)text::change_limit(limits, *key, each.value);
    std::string out;
    for (const LimitRow& row : limit_rows())
        if (const Amounts* amounts = limits.amounts(row.limit)) out += line(label_of(row, holder), width, text::show_limit(amounts, row.kind));
    return out;
}

std::string name_lines(const std::vector<std::string>& names) {
    std::string lines;
    for (const std::string& name : names) lines += "  " + name + "\n";
    return lines;
}

/// Ask, make, and say what went wrong with Slurm's words for that kind.
int finish(const Call& call, const Change& change, std::string_view kind, const std::string& text) {
    call.context.print(text);
    if (!confirmed(call)) return 0;
    const auto made = make_change(call, change);
    if (made) return 0;
    if (made.error().code == Errc::usage) return call.fail(made.error());
    return call.fail(" Problem adding " + std::string(kind) + ": " + made.error().message);
}

int nothing_new(const Call& call) {
    call.context.print(" Nothing new added.\n");
    return 1;
}

}  // namespace

std::string association_settings(const SettingList& settings) {
    constexpr std::size_t width = 14;
    std::string out;
    if (const std::string name = value_of(settings, "DefaultQOS"); !name.empty()) out += line("DefaultQOS", width, name);
    out += shown_lines(association_lines_before, settings, width);
    out += limit_lines(settings, of_association, width);
    return out + shown_lines(association_lines_after, settings, width);
}

int add_accounts(const Call& call) {
    auto change = read_change(call, Action::add, Kind::account, account);
    if (!change) return call.fail(change.error());
    SettingList& set = change->request.set;
    if (value_of(set, "Names").empty()) return call.fail(" Need name of account to add.");
    const bool has_settings = std::any_of(set.begin(), set.end(), [](const AccountSetting& each) { return each.key != "Names"; });
    const auto planned = try_change(call, *change);
    if (!planned) return call.fail(planned.error());
    if (planned->names.empty()) return nothing_new(call);
    const std::string description = value_of(set, "Description"), organization = value_of(set, "Organization");
    std::string text = " Adding Account(s)\n" + name_lines(planned->names) + " Settings\n" +
                       line("Description", 16, description.empty() ? "Account Name" : description) +
                       line("Organization", 16, organization.empty() ? "Parent/Account Name" : organization) + " Associations\n";
    for (const AssociationName& each : planned->associations)
        text += "  A = " + padded(each.account, 10) + " C = " + padded(change->cluster, 10) + "\n";
    if (has_settings) {
        SettingList shown = set;
        if (value_of(set, "Parent").empty()) shown.push_back({"Parent", AccountSetting::How::set, std::string(root_account)});
        text += " Settings\n" + association_settings(shown);
    }
    return finish(call, *change, "accounts", text);
}

int add_users(const Call& call) {
    auto change = read_change(call, Action::add, Kind::user, user);
    if (!change) return call.fail(change.error());
    const SettingList& set = change->request.set;
    if (value_of(set, "Names").empty()) return call.fail(" Need name of user to add.");
    if (value_of(set, "Accounts").empty() && value_of(set, "DefaultAccount").empty())
        return call.fail(" Need name of account to add user to.");
    const auto planned = try_change(call, *change);
    if (!planned) return call.fail(planned.error());
    if (planned->names.empty() && planned->associations.empty()) return nothing_new(call);
    std::string text;
    if (!planned->names.empty()) {
        text += " Adding User(s)\n" + name_lines(planned->names);
        const std::string default_account = value_of(set, "DefaultAccount"), level = value_of(set, "AdminLevel");
        if (!default_account.empty() || !level.empty()) text += " Settings =\n";
        if (!default_account.empty()) text += line("Default Account", 16, default_account);
        for (const AdminLevel each : {AdminLevel::none, AdminLevel::operator_, AdminLevel::administrator})
            if (!level.empty() && starts_with_ignoring_case(admin_level_name(each), level))
                text += line("Admin Level", 16, std::string(admin_level_name(each)));
    }
    if (!planned->associations.empty()) {
        text += " Associations =\n";
        for (const AssociationName& each : planned->associations) {
            text += "  U = " + padded(each.user, 9) + " A = " + padded(each.account, 10) + " C = " + padded(change->cluster, 10);
            text += each.partition.empty() ? "\n" : " P = " + padded(each.partition, 10) + "\n";
        }
        text += " Non Default Settings\n" + association_settings(set);
    }
    return finish(call, *change, "users", text);
}

int add_qos(const Call& call) {
    auto change = read_change(call, Action::add, Kind::qos, qos);
    if (!change) return call.fail(change.error());
    const SettingList& set = change->request.set;
    if (value_of(set, "Names").empty()) return call.fail(" Need name of qos to add.");
    const auto planned = try_change(call, *change);
    if (!planned) return call.fail(planned.error());
    if (planned->names.empty()) return nothing_new(call);
    constexpr std::size_t width = 25;
    const std::string description = value_of(set, "Description");
    const std::string text = " Adding QOS(s)\n" + name_lines(planned->names) + " Settings\n" +
                             line("Description", 15, description.empty() ? planned->names.back() : description) +
                             shown_lines(qos_lines_before, set, width) + limit_lines(set, of_qos, width) +
                             shown_lines(qos_lines_after, set, width);
    return finish(call, *change, "QOS", text);
}

int add_coordinators(const Call& call) {
    auto change = read_change(call, Action::add, Kind::coordinator, coordinator);
    if (!change) return call.fail(change.error());
    const SettingList& set = change->request.set;
    if (value_of(set, "Names").empty()) return call.fail(" You need to specify at least one user to be a coordinator");
    if (value_of(set, "Accounts").empty()) return call.fail(" You need to specify at least one account to coordinate");
    const auto planned = try_change(call, *change);
    if (!planned) return call.fail(planned.error());
    std::vector<std::string> accounts;
    for (const AssociationName& each : planned->associations) accounts.push_back(each.account);
    return finish(call, *change, "coordinator",
                  " Adding Coordinator User(s)\n" + name_lines(planned->names) + " To Account(s) and all sub-accounts\n" + name_lines(accounts));
}

int add_cluster(const Call& call) {
    const auto specs = parse_specs(call.words, cluster, Begin::set);
    if (!specs) return call.fail(specs.error());
    const auto site = client::ask<AccountsReply>(*call.context.client, AccountsQuery{});
    if (!site) return call.fail(site.error());
    for (const AccountSetting& each : specs->set)
        if (each.key == "Names" && each.value == site->cluster)
            return call.fail(" This cluster " + each.value + " already exists.  Not adding.");
    return no_others(call);
}

}  // namespace ms::cmds::sacctmgr
