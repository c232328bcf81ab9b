// SPDX-License-Identifier: MIT
#include "daemon/store/purge.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "daemon/store/rollup.hpp"
#include "daemon/store/schema.hpp"
#include "libms/protocol/frame.hpp"
#include "libms/text/date.hpp"

namespace msd::store {

using namespace ms;

namespace {

constexpr int rows_at_once = 500;  // a transaction, so that the controller's commits hardly wait

#define JOB_COLUMNS                                                                                                   \
    "job_row, current, forgotten, array_id, array_task, uid, gid, name, account, partition, qos, state, exit_code, "  \
    "exit_signal, submitted, eligible, started, ended, nodes, cpus, spec_key, record"

/// A kind of record in SQL: which rows are older than ?1, and what an archive takes over of them. The highest job stays,
/// since its number tells which ones were given out.
struct Table {
    Record record;
    std::string_view noun;
    const char* name;
    const char* key;      // columns that name a row
    const char* columns;
    const char* old;      // condition
};
constexpr Table tables[] = {
    {Record::steps, "step", "step", "job_row, step_id", "job_row, step_id, record",
     "EXISTS (SELECT 1 FROM main.job AS owner WHERE owner.job_row = step.job_row AND forgotten = 1 AND ended < ?1)"},
    {Record::jobs, "job", "job", "job_row", JOB_COLUMNS,
     "forgotten = 1 AND ended < ?1 AND job_row < (SELECT max(job_row) FROM main.job)"},
    {Record::events, "event", "event", "number", "number, node, maintenance, begun, ended, state, reason, actor, tres",
     "ended < ?1"},
    {Record::reservations, "reservation", "reservation_run", "number, begun", "number, begun, ended, name, nodes, cpus", "ended < ?1"},
    {Record::transactions, "transaction", "book_change", "number", "number, at, action, actor, place, info", "at < ?1"},
    {Record::usage, "sum of usage", "usage", "span, begun, kind, account, user, qos, tres",
     "span, begun, kind, account, user, qos, tres, seconds", "begun < ?1"},
};

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }

Result<std::uint64_t> changed_rows(Database& database) {
    const auto count = database.integer("SELECT changes()");
    if (!count) return Failure(count.error());
    return static_cast<std::uint64_t>(*count);
}

Result<void> run_old(Database& database, const std::string& sql, std::int64_t limit) {
    auto statement = database.prepare(sql.c_str());
    if (!statement) return Failure(statement.error());
    return statement->run(limit);
}

/// Before which instant rows of this kind are old; the epoch: never.
Result<std::int64_t> limit_of(Database& database, const Retention& retention, Record record, Time now) {
    Age age = retention.age(record);
    // The steps of jobs that go, go with them.
    const Age of_jobs = retention.age(Record::jobs);
    std::int64_t limit = age.count ? micros(older_than(age, now)) : 0;
    if (record == Record::steps && of_jobs.count) limit = std::max(limit, micros(older_than(of_jobs, now)));
    if (record != Record::jobs && record != Record::steps) return limit;
    const auto summed = summed_until(database);
    if (!summed) return Failure(summed.error());
    return std::min(limit, micros(*summed));
}

/// Jobs take their steps along.
bool is_archived(const Retention& retention, Record record) {
    return retention.is_archived(record) || (record == Record::steps && retention.is_archived(Record::jobs));
}

Result<std::uint64_t> count_old(Database& database, const Table& table, std::int64_t limit) {
    const std::string sql = std::string("SELECT count(*) FROM main.") + table.name + " WHERE " + table.old;
    auto statement = database.prepare(sql.c_str());
    if (!statement) return Failure(statement.error());
    const auto row = statement->bind(limit).step();
    if (!row) return Failure(row.error());
    return static_cast<std::uint64_t>(statement->integer(0));
}

/// Another database beside the own one, for as long as this lives.
class Attached {
  public:
    static Result<Attached> to(Database& database, const std::string& path) {
        auto attach = database.prepare("ATTACH DATABASE ?1 AS archive");
        if (!attach) return Failure(attach.error());
        MS_TRY(attach->run(path));
        return Attached(database);
    }
    Attached(Attached&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Attached& operator=(Attached&&) = delete;
    ~Attached() {
        if (database_) (void)database_->execute("DETACH DATABASE archive");
    }

  private:
    explicit Attached(Database& database) : database_(&database) {}
    Database* database_;
};

/// Keys of the scripts and environments of the jobs in `schema`, and of their specs.
struct References {
    std::set<std::int64_t> specs, texts;
};
Result<void> add_references(Database& database, const std::string& where, std::optional<std::int64_t> limit, References& into) {
    auto rows = database.prepare(("SELECT spec_key, record FROM " + where).c_str());
    if (!rows) return Failure(rows.error());
    const std::int64_t bound = limit.value_or(0);
    if (limit) rows->bind(bound);
    const auto no_spec = std::make_shared<const JobSpec>();
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) return {};
        into.specs.insert(rows->integer(0));
        const auto job = protocol::decode_job(rows->bytes(1), no_spec);
        if (!job) return context(database.path() + ": a stored job", job.error());
        for (const std::uint64_t key : {job->script_key, job->environment_key})
            if (key) into.texts.insert(static_cast<std::int64_t>(key));
    }
}

Result<void> for_each_key(Database& database, const char* sql, const std::set<std::int64_t>& keys) {
    auto statement = database.prepare(sql);
    if (!statement) return Failure(statement.error());
    for (const std::int64_t key : keys) MS_TRY(statement->run(key));
    return {};
}

/// Within one transaction. One that only reads the own database lets others write to it.
template <class Work>
Result<void> as_one(Database& database, const char* begin, Work work) {
    MS_TRY(database.execute(begin));
    Result<void> done = work();
    if (done) done = database.execute("COMMIT");
    if (!done && database.in_transaction()) (void)database.execute("ROLLBACK");
    return done;
}

/// A fresh file with the tables of a database, and in it what is to go.
Result<void> archive_to(Database& database, const std::string& path, const Retention& retention,
                        const std::array<std::int64_t, record_count>& limits) {
    if (auto made = open_writer(path); !made) return Failure(made.error());
    const auto attached = Attached::to(database, path);
    if (!attached) return Failure(attached.error());
    const bool with_jobs = retention.is_archived(Record::jobs);
    return as_one(database, "BEGIN", [&]() -> Result<void> {
        for (const Table& table : tables) {
            const std::int64_t limit = limits[static_cast<std::size_t>(table.record)];
            if (limit == 0 || !is_archived(retention, table.record)) continue;
            MS_TRY(run_old(database, std::string("INSERT OR IGNORE INTO archive.") + table.name + " (" + table.columns +
                                         ") SELECT " + table.columns + " FROM main." + table.name + " WHERE " + table.old,
                           limit));
        }
        if (!with_jobs) return {};
        References used;
        MS_TRY(add_references(database, "archive.job", std::nullopt, used));
        MS_TRY(for_each_key(database, "INSERT OR IGNORE INTO archive.spec SELECT * FROM main.spec WHERE spec_key = ?", used.specs));
        return for_each_key(database, "INSERT OR IGNORE INTO archive.text SELECT * FROM main.text WHERE text_key = ?", used.texts);
    });
}

Result<std::uint64_t> drop_old(Database& database, const Table& table, std::int64_t limit) {
    const std::string name = table.name, key = table.key;
    const std::string sql = "DELETE FROM main." + name + " WHERE (" + key + ") IN (SELECT " + key + " FROM main." + name +
                            " WHERE " + table.old + " LIMIT " + std::to_string(rows_at_once) + ")";
    std::uint64_t all = 0;
    for (;;) {
        MS_TRY(run_old(database, sql, limit));
        const auto gone = changed_rows(database);
        if (!gone) return gone;
        all += *gone;
        if (*gone < static_cast<std::uint64_t>(rows_at_once)) return all;
    }
}

/// Specs and texts that only jobs which are gone had. Jobs that came meanwhile are looked at once more, with the
/// database held, since they may have brought one of them back.
Result<void> drop_loose(Database& database, References loose, Time since) {
    const auto keep = [&](const References& used) {
        for (const std::int64_t key : used.specs) loose.specs.erase(key);
        for (const std::int64_t key : used.texts) loose.texts.erase(key);
    };
    References used;
    MS_TRY(add_references(database, "job", std::nullopt, used));
    keep(used);
    return as_one(database, "BEGIN IMMEDIATE", [&]() -> Result<void> {
        References newer;
        MS_TRY(add_references(database, "job WHERE submitted >= ?1", micros(since - Seconds{60}), newer));
        keep(newer);
        MS_TRY(for_each_key(database, "DELETE FROM spec WHERE spec_key = ?", loose.specs));
        return for_each_key(database, "DELETE FROM text WHERE text_key = ?", loose.texts);
    });
}

std::string archive_path(const Retention& retention, const std::string& name, Time now) {
    return retention.archive_dir + "/" + name + "_archive_" + text::format_date(now) + ".db";
}

}  // namespace

Result<Purged> purge(Database& database, const Retention& retention, const std::string& name, Time now) {
    std::array<std::int64_t, record_count> limits = {};
    std::uint64_t all = 0, to_archive = 0;
    for (const Table& table : tables) {
        const auto limit = limit_of(database, retention, table.record, now);
        if (!limit) return Failure(limit.error());
        if (*limit <= 0) continue;
        limits[static_cast<std::size_t>(table.record)] = *limit;
        const auto count = count_old(database, table, *limit);
        if (!count) return Failure(count.error());
        all += *count;
        if (is_archived(retention, table.record)) to_archive += *count;
    }
    Purged purged;
    if (all == 0) return purged;
    if (to_archive) {
        purged.archive = archive_path(retention, name, now);
        MS_TRY(archive_to(database, purged.archive, retention, limits));
    }
    References loose;
    const std::int64_t of_jobs = limits[static_cast<std::size_t>(Record::jobs)];
    if (of_jobs) MS_TRY(add_references(database, "job WHERE forgotten = 1 AND ended < ?1", of_jobs, loose));
    for (const Table& table : tables) {
        const std::int64_t limit = limits[static_cast<std::size_t>(table.record)];
        if (limit == 0) continue;
        const auto gone = drop_old(database, table, limit);
        if (!gone) return Failure(gone.error());
        purged.gone[static_cast<std::size_t>(table.record)] = *gone;
    }
    if (!loose.specs.empty()) MS_TRY(drop_loose(database, std::move(loose), now));
    return purged;
}

Result<Purged> load_archive(Database& database, const std::string& path) {
    // One that an earlier version has written gets the tables it lacks; open_writer() alone would make a missing file.
    if (auto exists = Database::open(path, Database::Access::read); !exists) return Failure(exists.error());
    if (auto current = open_writer(path); !current) return Failure(current.error());
    const auto attached = Attached::to(database, path);
    if (!attached) return Failure(attached.error());
    Purged loaded;
    MS_TRY(as_one(database, "BEGIN IMMEDIATE", [&]() -> Result<void> {
        MS_TRY(database.execute("INSERT OR IGNORE INTO main.spec SELECT * FROM archive.spec"));
        MS_TRY(database.execute("INSERT OR IGNORE INTO main.text SELECT * FROM archive.text"));
        for (const Table& table : tables) {
            const std::string columns = table.columns;
            const std::string sql = std::string("INSERT OR IGNORE INTO main.") + table.name + " (" + columns + ") SELECT " +
                                    columns + " FROM archive." + table.name;
            MS_TRY(database.execute(sql.c_str()));
            const auto count = changed_rows(database);
            if (!count) return Failure(count.error());
            loaded.gone[static_cast<std::size_t>(table.record)] = *count;
        }
        return {};
    }));
    return loaded;
}

std::string counted(const Purged& purged) {
    std::string text;
    for (const Table& table : tables) {
        const std::uint64_t count = purged.gone[static_cast<std::size_t>(table.record)];
        if (count == 0) continue;
        std::string noun(table.noun);
        if (count != 1) noun.insert(noun.find(' ') == std::string::npos ? noun.size() : noun.find(' '), "s");
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + noun;
    }
    return text.empty() ? "nothing" : text;
}

}  // namespace msd::store
