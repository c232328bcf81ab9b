// SPDX-License-Identifier: MIT
// SQLite's C interface with owners and Results, nothing more.
//
// Every error is Errc::store with SQLite's own text and the file's name. A connection and its statements belong to
// one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace msd::store {

using ms::Result;

/// A prepared statement. Text bound to it must outlive the last step(): nothing is copied.
class Statement {
  public:
    Statement() = default;

    /// Bind from the first parameter on and forget earlier results. A std::nullopt binds NULL.
    template <class... V>
    Statement& bind(const V&... values) {
        reset();
        int index = 0;
        (put(++index, values), ...);
        return *this;
    }
    /// True: a row is there to be read. False: done, and the statement is reset.
    Result<bool> step();
    /// Bind, run to the end, reset: for statements without rows.
    template <class... V>
    Result<void> run(const V&... values) {
        bind(values...);
        if (auto done = step(); !done) return ms::Failure(std::move(done).error());
        reset();
        return {};
    }
    void reset();

    // columns of the present row, from 0; texts live until the next step
    std::int64_t integer(int column) const;
    std::string_view bytes(int column) const;

  private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

    void put(int index, std::int64_t value);
    void put(int index, std::uint64_t value) { put(index, static_cast<std::int64_t>(value)); }
    void put(int index, std::uint32_t value) { put(index, static_cast<std::int64_t>(value)); }
    void put(int index, int value) { put(index, static_cast<std::int64_t>(value)); }
    void put(int index, const std::string& text) { put_text(index, text); }
    void put(int index, std::string_view blob);
    void put(int index, std::optional<std::uint32_t> value);
    void put_text(int index, const std::string& text);

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bind_error_ = 0;
};

class Database {
  public:
    enum class Access { read, create };

    /// Access::create makes a missing file, readable by its owner alone.
    static Result<Database> open(const std::string& path, Access access);

    /// For statements used once.
    Result<void> execute(const char* sql);
    Result<std::int64_t> integer(const char* sql);
    /// For statements used again and again.
    Result<Statement> prepare(const char* sql);

    bool in_transaction() const;
    void set_busy_timeout_ms(int timeout_ms);
    /// `frames` is set to the length of the WAL, in pages, after each commit; it must outlive the connection.
    void report_wal_frames(int* frames);
    /// What has been committed is on disk, whatever "synchronous" was.
    Result<void> sync_wal();
    /// Copy what the WAL holds into the database; with `reset`, also wait for readers and start the WAL afresh.
    Result<void> checkpoint(bool reset);

    const std::string& path() const { return path_; }

  private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    Database(std::string path, sqlite3* connection) : path_(std::move(path)), connection_(connection) {}

    std::string path_;
    std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace msd::store
