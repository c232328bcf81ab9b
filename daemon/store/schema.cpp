// SPDX-License-Identifier: MIT
#include "daemon/store/schema.hpp"

#include <iterator>

namespace msd::store {
namespace {

constexpr std::int64_t application_id = 0x6D736431;  // "msd1": what file(1) and a wrong path are told by

// Append only: a published text is never edited. Instants are microseconds since the epoch, 0 = not set.
constexpr const char* migrations[] = {
    R"sql(
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- scripts and environments, once per content
CREATE TABLE text (
    text_key INTEGER PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

-- what was asked for; jobs submitted alike share one
CREATE TABLE spec (
    spec_key INTEGER PRIMARY KEY,
    record BLOB NOT NULL
) STRICT;

-- one run of one job; the columns are copies out of the record for searching and for reports
CREATE TABLE job (
    job_row INTEGER PRIMARY KEY,
    job_id INTEGER AS (job_row >> 24) VIRTUAL,
    restarts INTEGER AS (job_row & 16777215) VIRTUAL,
    current INTEGER NOT NULL DEFAULT 1,    -- 0: a run that was requeued
    forgotten INTEGER NOT NULL DEFAULT 0,  -- 1: for accounting only, not loaded again
    array_id INTEGER,
    array_task INTEGER,
    uid INTEGER NOT NULL,
    gid INTEGER NOT NULL,
    name TEXT NOT NULL,
    account TEXT NOT NULL,
    partition TEXT NOT NULL,
    qos TEXT NOT NULL,
    state INTEGER NOT NULL,
    exit_code INTEGER NOT NULL,
    exit_signal INTEGER NOT NULL,
    submitted INTEGER NOT NULL,
    eligible INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,                -- 9223372036854775807 until then
    nodes INTEGER NOT NULL,
    cpus INTEGER NOT NULL,
    spec_key INTEGER NOT NULL,
    record BLOB NOT NULL
) STRICT;
CREATE INDEX job_by_array ON job (array_id) WHERE array_id IS NOT NULL;
CREATE INDEX job_by_end ON job (ended);
CREATE INDEX job_by_user ON job (uid, ended);
CREATE INDEX job_in_memory ON job (job_row) WHERE forgotten = 0;

CREATE TABLE step (
    job_row INTEGER NOT NULL,
    step_id INTEGER NOT NULL,              -- -4 extern, -5 batch, -6 interactive
    record BLOB NOT NULL,
    PRIMARY KEY (job_row, step_id)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- what an administrator has said of something by name, and no configuration does: a node's state
CREATE TABLE said (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
)sql",
    R"sql(
-- what scrontab was given, as it was given
CREATE TABLE crontab (
    uid INTEGER PRIMARY KEY,
    content TEXT NOT NULL
) STRICT;
)sql",
    R"sql(
-- accounts, users, associations and QOS, one row a record
CREATE TABLE book (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- who has changed what of it
CREATE TABLE book_change (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    place TEXT NOT NULL,
    info TEXT NOT NULL
) STRICT;
)sql",
    R"sql(
-- TRES-seconds of whole hours, and their sums over days and months, all by UTC
CREATE TABLE usage (
    span INTEGER NOT NULL,                 -- 1 an hour, 2 a day, 3 a month
    begun INTEGER NOT NULL,
    kind INTEGER NOT NULL,                 -- 0 used by an owner; of the cluster: 1 there was, 2 down, 3 down as planned,
    account TEXT NOT NULL,                 -- 4 kept for jobs that waited
    user TEXT NOT NULL,
    qos TEXT NOT NULL,
    tres TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (span, begun, kind, account, user, qos, tres)
) STRICT, WITHOUT ROWID;

-- nodes that were down, drained or in maintenance, and what the cluster consisted of
CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    node TEXT NOT NULL,                    -- '': the cluster
    maintenance INTEGER NOT NULL,          -- 1: a reservation's, beside what the node's own state is
    begun INTEGER NOT NULL,
    ended INTEGER NOT NULL,                -- 9223372036854775807 until then
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    actor TEXT NOT NULL,
    tres TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_end ON event (ended);
)sql",
    R"sql(
-- reservations that have begun
CREATE TABLE reservation_run (
    number INTEGER NOT NULL,               -- one that repeats has the same each time
    begun INTEGER NOT NULL,
    ended INTEGER NOT NULL,                -- or will
    name TEXT NOT NULL,
    nodes TEXT NOT NULL,                   -- a hostlist
    cpus INTEGER NOT NULL,
    PRIMARY KEY (number, begun)
) STRICT, WITHOUT ROWID;
)sql",
};
constexpr int latest = static_cast<int>(std::size(migrations));

Result<void> migrate(Database& database, int from) {
    MS_TRY(database.execute("BEGIN IMMEDIATE"));
    for (int version = from; version < latest; ++version) MS_TRY(database.execute(migrations[version]));
    const std::string stamp = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(latest) + "; COMMIT";
    return database.execute(stamp.c_str());
}

/// The file's version; 0 for an empty file.
Result<int> check_version(Database& database) {
    const auto version = database.integer("PRAGMA user_version");
    if (!version) return ms::Failure(version.error());
    const auto owner = database.integer("PRAGMA application_id");
    if (!owner) return ms::Failure(owner.error());
    const auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
    if (!tables) return ms::Failure(tables.error());

    if (*owner != application_id && (*tables != 0 || *version != 0))
        return ms::fail(ms::Errc::store, database.path() + ": is a database of another program");
    if (*version > latest)
        return ms::fail(ms::Errc::newer_database,
                        database.path() + ": is of version " + std::to_string(*version) +
                            ", this program knows up to " + std::to_string(latest) +
                            "; use the newer program, or move the file away");
    return static_cast<int>(*version);
}

}  // namespace

int schema_version() { return latest; }

Result<Database> open_writer(const std::string& path) {
    auto database = Database::open(path, Database::Access::create);
    if (!database) return database;
    database->set_busy_timeout_ms(5000);
    const auto version = check_version(*database);
    if (!version) return ms::Failure(version.error());

    MS_TRY(database->execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
                             "PRAGMA journal_size_limit = 16777216; PRAGMA temp_store = MEMORY"));
    if (*version < latest) MS_TRY(migrate(*database, *version));
    return database;
}

Result<Database> open_reader(const std::string& path) {
    auto database = Database::open(path, Database::Access::read);
    if (!database) return database;
    database->set_busy_timeout_ms(5000);
    const auto version = check_version(*database);
    if (!version) return ms::Failure(version.error());
    if (*version != latest)
        return ms::fail(ms::Errc::store, path + ": is of version " + std::to_string(*version) + ", not yet migrated");
    return database;
}

}  // namespace msd::store
