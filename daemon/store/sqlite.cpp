// SPDX-License-Identifier: MIT
#include "daemon/store/sqlite.hpp"

#include <fcntl.h>
#include <sqlite3.h>

#include "libms/base/fd.hpp"

namespace msd::store {
namespace {

ms::Failure failure(sqlite3* connection) {
    const char* file = sqlite3_db_filename(connection, "main");
    return ms::fail(ms::Errc::store, std::string(file ? file : "database") + ": " + sqlite3_errmsg(connection));
}

int remember_frames(void* frames, sqlite3*, const char*, int count) {
    *static_cast<int*>(frames) = count;
    return SQLITE_OK;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
void Database::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

void Statement::reset() {
    sqlite3_reset(statement_.get());
    bind_error_ = SQLITE_OK;
}

Result<bool> Statement::step() {
    sqlite3* connection = sqlite3_db_handle(statement_.get());
    if (bind_error_ != SQLITE_OK) return failure(connection);
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_.get());
        return false;
    }
    auto error = failure(connection);
    sqlite3_reset(statement_.get());
    return error;
}

void Statement::put(int index, std::int64_t value) {
    bind_error_ |= sqlite3_bind_int64(statement_.get(), index, value);
}
void Statement::put(int index, std::string_view blob) {
    // A blob without a pointer would be NULL to SQLite.
    const char* data = blob.empty() ? "" : blob.data();
    bind_error_ |= sqlite3_bind_blob64(statement_.get(), index, data, blob.size(), SQLITE_STATIC);
}
void Statement::put(int index, std::optional<std::uint32_t> value) {
    bind_error_ |= value ? sqlite3_bind_int64(statement_.get(), index, *value)
                         : sqlite3_bind_null(statement_.get(), index);
}
void Statement::put_text(int index, const std::string& text) {
    bind_error_ |= sqlite3_bind_text64(statement_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string_view Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

Result<Database> Database::open(const std::string& path, Access access) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (access == Access::create) {
        // The file first, so that its mode (which SQLite gives to the WAL as well) does not hang on the umask.
        ms::Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!fd) return ms::fail_errno(path);
    }
    flags |= access == Access::create ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
    Database database(path, connection);
    if (code != SQLITE_OK) return ms::fail(ms::Errc::store, path + ": " + sqlite3_errstr(code));
    return database;
}

Result<void> Database::execute(const char* sql) {
    if (sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(connection_.get());
    return {};
}

Result<std::int64_t> Database::integer(const char* sql) {
    auto statement = prepare(sql);
    if (!statement) return ms::Failure(statement.error());
    auto row = statement->step();
    if (!row) return ms::Failure(row.error());
    return *row ? statement->integer(0) : 0;
}

Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(connection_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
        return failure(connection_.get());
    return Statement(statement);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_.get()) == 0; }
void Database::set_busy_timeout_ms(int timeout_ms) { sqlite3_busy_timeout(connection_.get(), timeout_ms); }
void Database::report_wal_frames(int* frames) { sqlite3_wal_hook(connection_.get(), remember_frames, frames); }

Result<void> Database::sync_wal() {
    sqlite3_file* wal = nullptr;
    int code = sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
    if (code == SQLITE_OK && wal && wal->pMethods)
        code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    if (code != SQLITE_OK) return ms::fail(ms::Errc::store, path_ + "-wal: " + sqlite3_errstr(code));
    return {};
}

Result<void> Database::checkpoint(bool reset) {
    const int mode = reset ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const int code = sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, mode, nullptr, nullptr);
    if (code != SQLITE_OK) return failure(connection_.get());
    return {};
}

}  // namespace msd::store
