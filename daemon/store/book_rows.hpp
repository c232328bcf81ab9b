// SPDX-License-Identifier: MIT
// The book of accounts in the database: a table for each kind of record, of which only the changed rows are written.
#pragma once

#include "daemon/store/sqlite.hpp"
#include "libms/model/messages.hpp"

namespace msd::store {

using ms::AccountBook;
using ms::AccountBookPtr;

/// nullptr of a database that has none yet.
Result<AccountBookPtr> load_book(Database& database);

class BookRows {
  public:
    static Result<BookRows> prepare(Database& database);
    /// Inside the caller's transaction. `before` may be nullptr: everything is new.
    Result<void> write(const AccountBook* before, const AccountBook& after);
    Result<void> write(const ms::AccountTransaction& transaction);

  private:
    template <class T>
    Result<void> write_kind(const char* kind, const std::vector<T>* before, const std::vector<T>& after);

    Statement put_, drop_, put_counter_, put_transaction_;
};

/// Those of [start, end), by time.
Result<std::vector<ms::AccountTransaction>> read_transactions(Database& database, ms::Time start, ms::Time end);

}  // namespace msd::store
