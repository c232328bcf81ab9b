// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/book_changes.hpp"

#include <algorithm>

#include "daemon/core/accounts/book_settings.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

using Action = AccountsChange::Action;
using Entity = AccountsChange::Entity;
using Settings = std::vector<AccountSetting>;

/// No name given means every one.
bool matches(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || contains(names, name);
}

std::vector<std::string> all_lower(std::vector<std::string> names) {
    for (std::string& name : names) name = to_lower(name);
    return names;
}

std::string info_of(const Settings& settings) {
    constexpr std::string_view signs[] = {"=", "+=", "-="};
    std::vector<std::string> words;
    for (const AccountSetting& each : settings)
        if (each.key != "Names") words.push_back(each.key + std::string(signs[static_cast<int>(each.how)]) + each.value);
    return text::join(words, ", ");
}

AssociationName name_of(const Association& each) { return {each.account, each.user, each.partition, each.parent}; }

/// One change under way.
class Editor {
  public:
    Editor(const AccountBook& book, const AccountsChange& change, const std::string& cluster)
        : change_(change), cluster_(cluster) {
        result_.book = book;
    }

    Result<BookChange> run() {
        MS_TRY(act());
        if (change_.action == Action::modify && has_key(change_.set, "DefaultQOS"))
            MS_TRY(check_default_qos(book(), told().associations, cluster_));
        put_in_order(result_.book);
        return std::move(result_);
    }

  private:
    AccountBook& book() { return result_.book; }
    AccountsChanged& told() { return result_.told; }

    Result<void> act() {
        switch (change_.entity) {
            case Entity::account: return by_action(&Editor::add_accounts, &Editor::modify_accounts, &Editor::remove_accounts);
            case Entity::user: return by_action(&Editor::add_users, &Editor::modify_users, &Editor::remove_users);
            case Entity::qos: return by_action(&Editor::add_qos, &Editor::modify_qos, &Editor::remove_qos);
            case Entity::coordinator: return by_action(&Editor::add_coordinators, nullptr, &Editor::remove_coordinators);
            case Entity::cluster: return by_action(nullptr, &Editor::modify_cluster, nullptr);
        }
        return {};
    }
    using Step = Result<void> (Editor::*)();
    Result<void> by_action(Step add, Step modify, Step remove) {
        const Step step = change_.action == Action::add ? add : change_.action == Action::modify ? modify : remove;
        return step ? (this->*step)() : fail(Errc::not_supported);
    }

    void note(std::string action, std::string where, std::string info = {}) {
        result_.transactions.push_back({{}, std::move(action), "", std::move(where), std::move(info)});
    }

    // ---- accounts

    Result<void> add_accounts() {
        const auto parents = all_lower(values_of(change_.set, "Parent"));
        const std::string parent = parents.empty() ? std::string(root_account) : parents.back();
        if (!book().find_account(parent))
            return fail(Errc::usage, " Parent account '" + parent + "' doesn't exist on cluster " + cluster_ +
                                         "\n        Contact your admin to add this account.\n No associations created.");
        for (const std::string& name : all_lower(values_of(change_.set, "Names"))) {
            if (book().find_account(name)) continue;
            Account account{name, name, parent == root_account ? name : book().find_account(parent)->organization, {}};
            Association association;
            association.id = book().next_association++;
            association.account = name;
            association.parent = parent;
            for (const AccountSetting& setting : change_.set) {
                MS_TRY(edit_account(account, setting));
                MS_TRY(edit_association(book(), association, setting));
            }
            told().names.push_back(name);
            told().associations.push_back(name_of(association));
            note("Add Accounts", name, info_of(change_.set));
            note("Add Associations", "id_assoc=" + std::to_string(association.id), "acct=" + name + ", parent_acct=" + parent);
            book().accounts.push_back(std::move(account));
            book().associations.push_back(std::move(association));
        }
        return {};
    }

    bool is_below(const std::string& account, const std::string& ancestor) {
        for (const Association* at = book().find(account); at; at = book().parent_of(*at))
            if (at->account == ancestor) return true;
        return false;
    }

    Result<void> move_account(Association& association, const AccountSetting& setting) {
        const std::string parent = to_lower(setting.value);
        if (!book().find_account(parent)) return fail(Errc::usage, " Parent Account " + parent + " doesn't exist.");
        if (association.account == root_account || is_below(parent, association.account))
            return fail(Errc::usage, " Account '" + association.account + "' can not be put below '" + parent + "'");
        association.parent = parent;
        return {};
    }

    Result<void> modify_accounts() {
        const auto names = all_lower(values_of(change_.where, "Names"));
        const auto parents = all_lower(values_of(change_.where, "Parent"));
        const auto organizations = values_of(change_.where, "Organization");
        const auto descriptions = values_of(change_.where, "Description");
        for (Association& association : book().associations) {
            if (!association.user.empty() || !matches(names, association.account) || !matches(parents, association.parent)) continue;
            auto account = std::find_if(book().accounts.begin(), book().accounts.end(),
                                        [&](const Account& each) { return each.name == association.account; });
            if (!matches(organizations, account->organization) || !matches(descriptions, account->description)) continue;
            bool of_account = false, of_association = false;
            for (const AccountSetting& setting : change_.set) {
                const auto one = edit_account(*account, setting);
                if (!one) return Failure(one.error());
                auto two = edit_association(book(), association, setting);
                if (!two) return Failure(two.error());
                if (setting.key == "Parent") {
                    MS_TRY(move_account(association, setting));
                    two = true;
                }
                of_account = of_account || *one;
                of_association = of_association || *two;
            }
            if (of_account) tell_modified("Accounts", account->name);
            if (of_association) tell_modified(association);
        }
        return {};
    }

    void tell_modified(const std::string& kind, const std::string& name) {
        told().names.push_back(name);
        note("Modify " + kind, "(name='" + name + "')", info_of(change_.set));
    }
    void tell_modified(const Association& association) {
        told().associations.push_back(name_of(association));
        note("Modify Associations", "(id_assoc=" + std::to_string(association.id) + ")", info_of(change_.set));
    }

    Result<void> modify_cluster() {
        for (Association& association : book().associations) {
            if (association.account != root_account || !association.user.empty()) continue;
            for (const AccountSetting& setting : change_.set) MS_TRY(edit_association(book(), association, setting));
            tell_modified(association);
        }
        return {};
    }

    /// Whoever has one of these as default account would have none.
    Result<void> check_defaults(const std::vector<Association>& going) {
        std::string lines;
        for (const Association& each : going) {
            const AccountUser* user = each.user.empty() ? nullptr : book().find_user(each.user);
            if (!user || user->default_account != each.account) continue;
            const auto stays = [&](const Association& other) {
                return other.user == each.user && !contains(going, other);
            };
            if (change_.entity == Entity::user && std::none_of(book().associations.begin(), book().associations.end(), stays)) continue;
            lines += "\n  C = " + padded(cluster_, 15) + " A = " + padded(each.account, 10) + " U = " + padded(each.user, 9);
        }
        if (lines.empty()) return {};
        return fail(Errc::usage, " Error with request: You can not remove the default account of a user" + lines +
                                     "\n Please either remove the accounts listed above from list and resubmit,\n"
                                     " or change these users' default accounts to remove the account(s).\n Changes Discarded");
    }
    static std::string padded(std::string text, std::size_t width) {
        text.resize(std::max(text.size(), width), ' ');
        return text;
    }

    Result<void> remove_accounts() {
        const auto names = all_lower(values_of(change_.where, "Names"));
        const auto organizations = values_of(change_.where, "Organization");
        const auto descriptions = values_of(change_.where, "Description");
        std::vector<std::string> chosen;
        for (const Account& each : book().accounts)
            if (matches(names, each.name) && matches(organizations, each.organization) && matches(descriptions, each.description))
                chosen.push_back(each.name);
        if (contains(chosen, std::string(root_account)))
            return fail(Errc::usage, " Error with request: The account root stays");
        std::vector<Association> going;
        for (const Association& each : book().associations)
            if (std::any_of(chosen.begin(), chosen.end(), [&](const std::string& name) { return is_below(each.account, name); }))
                going.push_back(each);
        MS_TRY(check_defaults(going));
        for (const Association& each : going) {
            std::erase(book().associations, each);
            if (each.user.empty()) std::erase_if(book().accounts, [&](const Account& a) { return a.name == each.account; });
        }
        for (const std::string& name : chosen) note("Remove Accounts", "name='" + name + "'");
        told().names = std::move(chosen);
        return {};
    }

    // ---- users

    Result<void> add_users() {
        std::vector<std::string> accounts = all_lower(values_of(change_.set, "Accounts"));
        if (accounts.empty()) accounts = all_lower(values_of(change_.set, "DefaultAccount"));
        std::vector<std::string> partitions = values_of(change_.set, "Partitions");
        if (partitions.empty()) partitions.emplace_back();
        for (const std::string& account : accounts)
            if (!book().find_account(account))
                return fail(Errc::usage, " This account '" + account + "' doesn't exist.\n        Contact your admin to add this account.\n"
                                                                       " No associations or wckeys created.");
        Association tried;  // what is wrong is told even where nothing is new
        for (const AccountSetting& setting : change_.set) MS_TRY(edit_association(book(), tried, setting));
        for (const std::string& name : all_lower(values_of(change_.set, "Names"))) {
            if (!book().find_user(name)) {
                AccountUser user{name, accounts.empty() ? "" : accounts.front(), AdminLevel::none};
                for (const AccountSetting& setting : change_.set) MS_TRY(edit_user(user, setting));
                if (accounts.empty()) return fail(Errc::usage, " Need name of account to add user to.");
                if (!contains(accounts, user.default_account)) accounts.insert(accounts.begin(), user.default_account);
                told().names.push_back(name);
                note("Add Users", name, "admin_level=" + std::to_string(static_cast<int>(user.admin) + 1));
                book().users.push_back(std::move(user));
            }
            for (const std::string& account : accounts)
                for (const std::string& partition : partitions) MS_TRY(add_association(account, name, partition));
        }
        return {};
    }

    Result<void> add_association(const std::string& account, const std::string& user, const std::string& partition) {
        if (book().find(account, user, partition)) return {};
        Association association;
        association.id = book().next_association++;
        association.account = account;
        association.user = user;
        association.partition = partition;
        for (const AccountSetting& setting : change_.set) MS_TRY(edit_association(book(), association, setting));
        told().associations.push_back(name_of(association));
        note("Add Associations", "id_assoc=" + std::to_string(association.id), "acct=" + account + ", user=" + user + ", partition=" + partition);
        book().associations.push_back(std::move(association));
        return {};
    }

    /// What the conditions say of users and their associations.
    struct UserCondition {
        std::vector<std::string> names, accounts, partitions, default_accounts, admin_levels, qos;
        bool takes(const AccountUser& user) const {
            return matches(names, user.name) && matches(default_accounts, user.default_account) &&
                   (admin_levels.empty() || std::any_of(admin_levels.begin(), admin_levels.end(), [&](const std::string& each) {
                        return starts_with_ignoring_case(admin_level_name(user.admin), each);
                    }));
        }
        bool takes(const Association& each) const {
            return !each.user.empty() && matches(names, each.user) && matches(accounts, each.account) &&
                   matches(partitions, each.partition);
        }
        bool narrows_associations() const { return !accounts.empty() || !partitions.empty(); }
    };
    UserCondition user_condition() const {
        return {all_lower(values_of(change_.where, "Names")), all_lower(values_of(change_.where, "Accounts")),
                values_of(change_.where, "Partitions"), all_lower(values_of(change_.where, "DefaultAccount")),
                values_of(change_.where, "AdminLevel"), {}};
    }

    /// A default account has to be one of the user's.
    Result<void> check_new_default(const AccountUser& user) {
        if (user.default_account.empty()) return {};
        for (const Association& each : book().associations)
            if (each.user == user.name && each.account == user.default_account) return {};
        return fail(Errc::usage, " Can't modify because these users aren't associated with new default account '" +
                                     user.default_account + "'...\n  U = " + user.name + " C = " + cluster_);
    }

    Result<void> modify_users() {
        const UserCondition condition = user_condition();
        for (AccountUser& user : book().users) {
            if (!condition.takes(user)) continue;
            bool changed = false;
            for (const AccountSetting& setting : change_.set) {
                const auto done = edit_user(user, setting);
                if (!done) return Failure(done.error());
                changed = changed || *done;
            }
            if (!changed) continue;
            MS_TRY(check_new_default(user));
            tell_modified("Users", user.name);
        }
        for (Association& association : book().associations) {
            const AccountUser* user = association.user.empty() ? nullptr : book().find_user(association.user);
            if (!user || !condition.takes(association) || !condition.takes(*user)) continue;
            bool changed = false;
            for (const AccountSetting& setting : change_.set) {
                const auto done = edit_association(book(), association, setting);
                if (!done) return Failure(done.error());
                changed = changed || *done;
            }
            if (changed) tell_modified(association);
        }
        return {};
    }

    Result<void> remove_users() {
        const UserCondition condition = user_condition();
        std::vector<Association> going;
        for (const Association& each : book().associations) {
            const AccountUser* user = each.user.empty() ? nullptr : book().find_user(each.user);
            if (user && condition.takes(*user) && condition.takes(each)) going.push_back(each);
        }
        MS_TRY(check_defaults(going));
        for (const Association& each : going) std::erase(book().associations, each);
        if (condition.narrows_associations())
            for (const Association& each : going) {
                told().associations.push_back(name_of(each));
                note("Remove Associations", "id_assoc=" + std::to_string(each.id));
            }
        std::vector<std::string> without;
        for (const AccountUser& user : book().users) {
            const auto is_his = [&](const Association& each) { return each.user == user.name; };
            if (condition.takes(user) && std::none_of(book().associations.begin(), book().associations.end(), is_his) &&
                (!condition.narrows_associations() || std::any_of(going.begin(), going.end(), is_his)))
                without.push_back(user.name);
        }
        for (const std::string& name : without) forget_user(name);
        (condition.narrows_associations() ? told().left : told().names) = std::move(without);
        return {};
    }

    void forget_user(const std::string& name) {
        std::erase_if(book().users, [&](const AccountUser& each) { return each.name == name; });
        for (Account& account : book().accounts) std::erase(account.coordinators, name);
        note("Remove Users", "name='" + name + "'");
    }

    // ---- coordinators

    std::vector<Account*> chosen_accounts(const Settings& settings) {
        const auto names = all_lower(values_of(settings, "Accounts"));
        std::vector<Account*> chosen;
        for (Account& each : book().accounts)
            if (matches(names, each.name)) chosen.push_back(&each);
        return chosen;
    }

    Result<void> add_coordinators() {
        for (const std::string& name : all_lower(values_of(change_.set, "Accounts")))
            if (!book().find_account(name)) return fail(Errc::usage, " You specified a non-existent account '" + name + "'.");
        const auto users = all_lower(values_of(change_.set, "Names"));
        for (const std::string& name : users)
            if (!book().find_user(name)) return fail(Errc::usage, " You specified a non-existent user '" + name + "'.");
        for (Account* account : chosen_accounts(change_.set)) {
            told().associations.push_back({account->name, "", "", ""});
            for (const std::string& name : users) {
                if (!contains(account->coordinators, name)) account->coordinators.push_back(name);
                note("Add Account Coord", name, account->name);
            }
        }
        told().names = users;
        return {};
    }

    Result<void> remove_coordinators() {
        const auto users = all_lower(values_of(change_.where, "Names"));
        for (Account* account : chosen_accounts(change_.where)) {
            const std::vector<std::string> before = account->coordinators;
            for (const std::string& name : before) {
                if (!matches(users, name)) continue;
                std::erase(account->coordinators, name);
                told().associations.push_back({account->name, name, "", ""});
                note("Remove Account Coord", "(user='" + name + "') && (acct='" + account->name + "')");
            }
        }
        told().names = users;
        return {};
    }

    // ---- QOS

    Result<void> add_qos() {
        for (const std::string& name : all_lower(values_of(change_.set, "Names"))) {
            if (book().find_qos(name)) continue;
            Qos qos;
            qos.id = book().next_qos++;
            qos.name = qos.description = name;
            for (const AccountSetting& setting : change_.set) MS_TRY(edit_qos(book(), qos, setting));
            told().names.push_back(name);
            note("Add QOS", name, info_of(change_.set));
            book().qos.push_back(std::move(qos));
        }
        return {};
    }

    std::vector<std::string> chosen_qos() {
        const auto names = all_lower(values_of(change_.where, "Names"));
        const auto ids = values_of(change_.where, "Id");
        const auto descriptions = values_of(change_.where, "Description");
        const auto modes = values_of(change_.where, "PreemptMode");
        std::vector<std::string> chosen;
        for (const Qos& each : book().qos)
            if (matches(names, each.name) && matches(ids, std::to_string(each.id)) &&
                matches(descriptions, each.description) && matches(modes, each.preempt_mode))
                chosen.push_back(each.name);
        return chosen;
    }

    Result<void> modify_qos() {
        const auto chosen = chosen_qos();
        for (Qos& qos : book().qos) {
            if (!contains(chosen, qos.name)) continue;
            for (const AccountSetting& setting : change_.set) MS_TRY(edit_qos(book(), qos, setting));
            tell_modified("QOS", qos.name);
        }
        return {};
    }

    Result<void> remove_qos() {
        auto chosen = chosen_qos();
        if (contains(chosen, std::string(normal_qos)))
            return fail(Errc::usage, " Error with request: QOS normal stays, since it is that of jobs that name none");
        for (const std::string& name : chosen) {
            std::erase_if(book().qos, [&](const Qos& each) { return each.name == name; });
            for (Qos& each : book().qos) std::erase(each.preempt, name);
            for (Association& each : book().associations) {
                std::erase_if(each.qos, [&](const std::string& word) { return word == name || word.substr(1) == name; });
                if (each.default_qos == name) each.default_qos.clear();
            }
            note("Remove QOS", "name='" + name + "'");
        }
        told().names = std::move(chosen);
        return {};
    }

    const AccountsChange& change_;
    const std::string& cluster_;
    BookChange result_;
};

}  // namespace

Result<BookChange> changed_book(const AccountBook& book, const AccountsChange& change, const std::string& cluster) {
    return Editor(book, change, cluster).run();
}

}  // namespace msd::core
