// SPDX-License-Identifier: MIT
// sacctmgr add, modify and delete: what a change makes of a book of accounts. A name below an account that is deleted
// goes with it. Every change leaves lines for sacctmgr show transactions.
#pragma once

#include "daemon/core/accounts/book_settings.hpp"

namespace msd::core {

struct BookChange {
    AccountBook book;
    AccountsChanged told;
    std::vector<AccountTransaction> transactions;  // without time and actor
};
/// Errors: Errc::usage and others with the line that says what is wrong.
Result<BookChange> changed_book(const AccountBook& book, const AccountsChange& change, const std::string& cluster);

}  // namespace msd::core
