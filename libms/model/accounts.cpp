// SPDX-License-Identifier: MIT
#include "libms/model/accounts.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"

namespace ms {
namespace {

template <class T>
const T* find_named(const std::vector<T>& all, std::string_view name) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const T& each) { return each.name == name; });
    return at == all.end() ? nullptr : &*at;
}

/// An account, its users, the accounts below it.
void append_branch(const std::unordered_map<std::string, std::vector<Association>>& below, const std::string& account,
                   std::vector<Association>& out) {
    const auto at = below.find(account);
    if (at == below.end()) return;
    for (const Association& each : at->second) {
        out.push_back(each);
        if (each.user.empty()) append_branch(below, each.account, out);
    }
}

bool comes_before(const Association& a, const Association& b) {
    if (a.user.empty() != b.user.empty()) return !a.user.empty();
    if (a.user.empty()) return a.account < b.account;
    return std::tie(a.user, a.partition) < std::tie(b.user, b.partition);
}

void add_unless_there(std::vector<std::string>& names, const std::string& name) {
    if (!contains(names, name)) names.push_back(name);
}

}  // namespace

std::string_view admin_level_name(AdminLevel level) {
    constexpr std::string_view names[] = {"None", "Operator", "Administrator"};
    return names[static_cast<int>(level)];
}

bool Qos::has_flag(std::string_view flag) const {
    return std::any_of(flags.begin(), flags.end(), [&](const std::string& each) { return equal_ignoring_case(each, flag); });
}

const Account* AccountBook::find_account(std::string_view name) const { return find_named(accounts, name); }
const AccountUser* AccountBook::find_user(std::string_view name) const { return find_named(users, name); }
std::string unknown_qos_text(const AccountBook& book, const std::string& name) {
    std::string text = "You gave a bad qos '" + name + "'. Valid QOS's are ";
    for (const Qos& each : book.qos) text += (&each == &book.qos.front() ? "" : ",") + each.name;
    return text;
}

const Qos* AccountBook::find_qos(std::string_view name) const { return find_named(qos, name); }

const Association* AccountBook::find(std::string_view account, std::string_view user, std::string_view partition) const {
    for (const Association& each : associations)
        if (each.account == account && each.user == user && each.partition == partition) return &each;
    return nullptr;
}

const Association* AccountBook::parent_of(const Association& association) const {
    if (!association.user.empty()) return find(association.account);
    return association.parent.empty() ? nullptr : find(association.parent);
}

const Association* AccountBook::charged(std::string_view account, std::string_view user, std::string_view partition) const {
    const Association* special = partition.empty() ? nullptr : find(account, user, partition);
    return special ? special : find(account, user);
}

std::vector<std::string> AccountBook::qos_of(const Association& association) const {
    const bool relative = !association.qos.empty() && (association.qos[0][0] == '+' || association.qos[0][0] == '-');
    if (!association.qos.empty() && !relative) return association.qos;
    const Association* parent = parent_of(association);
    std::vector<std::string> names = parent ? qos_of(*parent) : std::vector<std::string>{};
    for (const std::string& each : association.qos) {
        const std::string name = each.substr(1);
        if (each[0] == '+') add_unless_there(names, name);
        else std::erase(names, name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string AccountBook::default_qos_of(const Association& association) const {
    for (const Association* at = &association; at; at = parent_of(*at))
        if (!at->default_qos.empty()) return at->default_qos;
    return {};
}

const Amounts* AccountBook::limit_of(const Association& association, Limit limit) const {
    const bool inherited = limit_row(limit).inherited;
    for (const Association* at = &association; at; at = inherited ? parent_of(*at) : nullptr)
        if (const Amounts* found = at->limits.amounts(limit)) return found;
    return nullptr;
}

AccountBook new_book() {
    AccountBook book;
    const std::string root(root_account);
    book.accounts.push_back({root, "default root account", root, {}});
    book.users.push_back({root, root, AdminLevel::administrator});
    Association top{1, root, "", "", "", 1, 0, {}, "", {std::string(normal_qos)}};
    Association user{2, root, root, "", "", 1, 0, {}, "", {}};
    book.associations = {top, user};
    Qos normal;
    normal.id = 1;
    normal.name = normal_qos;
    normal.description = "Normal QOS default";
    book.qos.push_back(normal);
    book.next_association = 3;
    book.next_qos = 2;
    return book;
}

void put_in_order(AccountBook& book) {
    const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
    std::sort(book.accounts.begin(), book.accounts.end(), by_name);
    std::sort(book.users.begin(), book.users.end(), by_name);
    std::sort(book.qos.begin(), book.qos.end(), [](const Qos& a, const Qos& b) { return a.id < b.id; });
    std::unordered_map<std::string, std::vector<Association>> below;
    for (Association& each : book.associations) {
        std::vector<Association>& siblings = below[each.user.empty() ? each.parent : each.account];
        siblings.push_back(std::move(each));
    }
    for (auto& [parent, children] : below) std::sort(children.begin(), children.end(), comes_before);
    book.associations.clear();
    append_branch(below, "", book.associations);
}

}  // namespace ms
