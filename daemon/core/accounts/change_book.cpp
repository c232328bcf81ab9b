// SPDX-License-Identifier: MIT
#include "daemon/core/accounts/change_book.hpp"

#include <algorithm>

#include "daemon/core/accounts/book_changes.hpp"
#include "libms/base/contains.hpp"

namespace msd::core {
namespace {

/// Coordinators work on the users of their accounts and of those below.
bool coordinates(const AccountBook& book, const std::string& user, const std::string& account) {
    for (const Association* at = book.find(account); at; at = book.parent_of(*at)) {
        const Account* each = book.find_account(at->account);
        if (each && contains(each->coordinators, user)) return true;
    }
    return false;
}

using Entity = AccountsChange::Entity;

bool may_change(const AccountBook& book, const Caller& caller, const AccountsChange& change, const AccountsChanged& told) {
    if (caller.is_admin) return true;
    const AccountUser* user = book.find_user(caller.user);
    if (user && user->admin == AdminLevel::administrator) return true;
    const bool raises = change.entity == Entity::user && has_key(change.set, "AdminLevel");
    if (user && user->admin == AdminLevel::operator_) return !raises;
    if (raises || change.entity != Entity::user || told.associations.empty()) return false;
    return std::all_of(told.associations.begin(), told.associations.end(),
                       [&](const AssociationName& each) { return coordinates(book, caller.user, each.account); });
}

bool may_change_anything(const AccountBook& book, const Caller& caller) {
    const AccountUser* user = book.find_user(caller.user);
    return caller.is_admin || (user && user->admin != AdminLevel::none) ||
           std::any_of(book.accounts.begin(), book.accounts.end(), [&](const Account& each) { return contains(each.coordinators, caller.user); });
}

/// What is deleted may have jobs that are charged to it.
Result<void> check_jobs(const State& state, const AccountBook& after) {
    std::string lines;
    const AccountBook& before = *state.config().book;
    for (const auto& [id, job] : state.jobs()) {
        if (is_terminal(job->state)) continue;
        const JobSpec& spec = *job->spec;
        const bool account_gone = before.find_account(spec.account) && !after.find_account(spec.account);
        const bool user_gone = before.find(spec.account, job->user) && !after.charged(spec.account, job->user, job->partition);
        if (!account_gone && !user_gone) continue;
        lines += "\n  JobID = " + std::to_string(id.value);
        lines += " C = " + state.config().cluster_name + " A = " + spec.account + " U = " + job->user + " P = " + job->partition;
    }
    if (lines.empty()) return {};
    return fail(Errc::usage, " Error with request: Job(s) active, cancel job(s) before remove" + lines);
}

}  // namespace

Result<AccountsChanged> change_book(Turn& turn, const ChangeBook& event) {
    const ClusterConfig& before = turn.state().config();
    auto changed = changed_book(*before.book, event.request, before.cluster_name);
    // Who may change nothing at all is not told what would be wrong with the change.
    if (!changed && !may_change_anything(*before.book, event.caller)) return fail(Errc::access_denied);
    if (!changed) return Failure(changed.error());
    if (event.request.dry_run) return std::move(changed->told);
    if (!may_change(*before.book, event.caller, event.request, changed->told)) return fail(Errc::access_denied);
    if (event.request.action == AccountsChange::Action::remove) MS_TRY(check_jobs(turn.state(), changed->book));
    if (changed->book == *before.book) return std::move(changed->told);

    for (AccountTransaction& each : changed->transactions) {
        each.time = turn.instant();
        each.actor = event.caller.user;
    }
    ClusterConfig config = before;
    config.book = std::make_shared<const AccountBook>(std::move(changed->book));
    turn.emit(SaveBook{config.book, std::move(changed->transactions)});
    turn.replace_site(std::move(config));
    return std::move(changed->told);
}

}  // namespace msd::core
