// SPDX-License-Identifier: MIT
// sacctmgr add, modify and delete: another book of accounts, and who may write it.
//
// Administrators and operators change everything, a coordinator the users of his accounts. A name below an account
// that is deleted goes with it. Every change leaves lines for sacctmgr show transactions.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// What a change makes of a book.
struct BookChange {
    AccountBook book;
    AccountsChanged told;
    std::vector<AccountTransaction> transactions;  // without time and actor
};
/// Errors: Errc::usage and others with the line that says what is wrong.
Result<BookChange> changed_book(const AccountBook& book, const AccountsChange& change, const std::string& cluster);

/// The whole request: permission, jobs that are still there, the new site, what is to be saved.
Result<AccountsChanged> change_book(Turn& turn, const ChangeBook& event);

}  // namespace msd::core
