// SPDX-License-Identifier: MIT
// Who may change the book of accounts, and what has to be left for the jobs that are charged to it. Administrators and
// operators change everything, a coordinator the users of his accounts.
#pragma once

#include "daemon/core/turn.hpp"

namespace msd::core {

/// The whole request: permission, jobs that are still there, the new site, what is to be saved.
Result<AccountsChanged> change_book(Turn& turn, const ChangeBook& event);

}  // namespace msd::core
