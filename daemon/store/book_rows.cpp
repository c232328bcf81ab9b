// SPDX-License-Identifier: MIT
#include "daemon/store/book_rows.hpp"

#include <algorithm>
#include <string>

#include "libms/protocol/frame.hpp"

namespace msd::store {
namespace {

using namespace ms;

// Names of the rows' kinds in table book.
constexpr const char* account_kind = "account";
constexpr const char* user_kind = "user";
constexpr const char* association_kind = "association";
constexpr const char* qos_kind = "qos";

std::string key_of(const Account& account) { return account.name; }
std::string key_of(const AccountUser& user) { return user.name; }
std::string key_of(const Association& association) { return std::to_string(association.id); }
std::string key_of(const Qos& qos) { return std::to_string(qos.id); }

template <class T>
const T* find_key(const std::vector<T>& records, const std::string& key) {
    const auto at = std::find_if(records.begin(), records.end(), [&](const T& each) { return key_of(each) == key; });
    return at == records.end() ? nullptr : &*at;
}

template <class T>
Result<void> load_kind(Database& database, const char* kind, std::vector<T>& records) {
    auto rows = database.prepare("SELECT record FROM book WHERE kind = ?");
    if (!rows) return Failure(rows.error());
    const std::string wanted(kind);  // bound by reference: stays until the last row
    rows->bind(wanted);
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) return {};
        auto record = protocol::decode_record<T>(rows->bytes(0));
        if (!record) return context(database.path() + ": a stored " + kind, record.error());
        records.push_back(std::move(*record));
    }
}

Result<std::uint32_t> load_counter(Database& database, const std::string& name) {
    auto row = database.prepare("SELECT value FROM meta WHERE name = ?");
    if (!row) return Failure(row.error());
    const auto found = row->bind(name).step();
    if (!found) return Failure(found.error());
    return *found ? static_cast<std::uint32_t>(std::stoul(std::string(row->bytes(0)))) : 1u;
}

constexpr const char* association_counter = "next_association";
constexpr const char* qos_counter = "next_qos";

}  // namespace

Result<AccountBookPtr> load_book(Database& database) {
    const auto rows = database.integer("SELECT count(*) FROM book");
    if (!rows) return Failure(rows.error());
    if (*rows == 0) return AccountBookPtr{};
    auto book = std::make_shared<AccountBook>();
    MS_TRY(load_kind(database, account_kind, book->accounts));
    MS_TRY(load_kind(database, user_kind, book->users));
    MS_TRY(load_kind(database, association_kind, book->associations));
    MS_TRY(load_kind(database, qos_kind, book->qos));
    const auto association = load_counter(database, association_counter);
    if (!association) return Failure(association.error());
    const auto qos = load_counter(database, qos_counter);
    if (!qos) return Failure(qos.error());
    book->next_association = *association;
    book->next_qos = *qos;
    put_in_order(*book);
    return AccountBookPtr(std::move(book));
}

Result<BookRows> BookRows::prepare(Database& database) {
    BookRows rows;
    const struct {
        Statement& statement;
        const char* sql;
    } all[] = {
        {rows.put_, "INSERT INTO book (kind, name, record) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record"},
        {rows.drop_, "DELETE FROM book WHERE kind = ? AND name = ?"},
        {rows.put_counter_, "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"},
        {rows.put_transaction_, "INSERT INTO book_change (at, action, actor, place, info) VALUES (?, ?, ?, ?, ?)"},
    };
    for (const auto& each : all) {
        auto statement = database.prepare(each.sql);
        if (!statement) return Failure(statement.error());
        each.statement = std::move(*statement);
    }
    return rows;
}

template <class T>
Result<void> BookRows::write_kind(const char* kind, const std::vector<T>* before, const std::vector<T>& after) {
    for (const T& record : after) {
        const T* old = before ? find_key(*before, key_of(record)) : nullptr;
        if (old && *old == record) continue;
        const std::string bytes = protocol::encode_record(record);
        MS_TRY(put_.run(std::string(kind), key_of(record), std::string_view(bytes)));
    }
    if (!before) return {};
    for (const T& record : *before)
        if (!find_key(after, key_of(record))) MS_TRY(drop_.run(std::string(kind), key_of(record)));
    return {};
}

Result<void> BookRows::write(const AccountBook* before, const AccountBook& after) {
    MS_TRY(write_kind(account_kind, before ? &before->accounts : nullptr, after.accounts));
    MS_TRY(write_kind(user_kind, before ? &before->users : nullptr, after.users));
    MS_TRY(write_kind(association_kind, before ? &before->associations : nullptr, after.associations));
    MS_TRY(write_kind(qos_kind, before ? &before->qos : nullptr, after.qos));
    MS_TRY(put_counter_.run(std::string(association_counter), std::to_string(after.next_association)));
    return put_counter_.run(std::string(qos_counter), std::to_string(after.next_qos));
}

Result<void> BookRows::write(const AccountTransaction& each) {
    return put_transaction_.run(static_cast<std::int64_t>(each.time.time_since_epoch().count()), each.action, each.actor, each.where, each.info);
}

Result<std::vector<AccountTransaction>> read_transactions(Database& database, Time start, Time end) {
    auto rows = database.prepare("SELECT at, action, actor, place, info FROM book_change WHERE at >= ? AND at < ? ORDER BY number");
    if (!rows) return Failure(rows.error());
    rows->bind(static_cast<std::int64_t>(start.time_since_epoch().count()), static_cast<std::int64_t>(end.time_since_epoch().count()));
    std::vector<AccountTransaction> found;
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) return found;
        found.push_back({Time{Time::duration{rows->integer(0)}}, std::string(rows->bytes(1)), std::string(rows->bytes(2)),
                         std::string(rows->bytes(3)), std::string(rows->bytes(4))});
    }
}

}  // namespace msd::store
