// SPDX-License-Identifier: MIT
#include "daemon/store/store.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "daemon/store/crontab.hpp"
#include "daemon/store/book_rows.hpp"
#include "daemon/store/digest.hpp"
#include "daemon/store/reservation_rows.hpp"
#include "daemon/store/schema.hpp"
#include "daemon/store/spec_cache.hpp"
#include "libms/protocol/frame.hpp"
#include "libms/text/crontab.hpp"

namespace msd::store {
namespace {

// The WAL is copied into the database every so many pages of 4 KB; a reader in the middle of a long query keeps it
// from being started afresh, and after several rounds of that the writer waits a moment for the readers.
constexpr int checkpoint_frames = 2000;
constexpr int reset_frames = 8 * checkpoint_frames;
constexpr int reset_wait_ms = 100;
constexpr int busy_wait_ms = 5000;

enum class Durability { unknown, ordered, durable };

constexpr const char* save_job_sql = R"sql(
INSERT INTO job (job_row, array_id, array_task, uid, gid, name, account, partition, qos, state, exit_code, exit_signal,
                 submitted, eligible, started, ended, nodes, cpus, spec_key, record)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (job_row) DO UPDATE SET
    array_task = excluded.array_task, name = excluded.name, account = excluded.account, partition = excluded.partition,
    qos = excluded.qos, state = excluded.state, exit_code = excluded.exit_code, exit_signal = excluded.exit_signal,
    eligible = excluded.eligible, started = excluded.started, ended = excluded.ended, nodes = excluded.nodes,
    cpus = excluded.cpus, spec_key = excluded.spec_key, record = excluded.record)sql";

/// A job may have changed several times in one turn: only what it became last is worth a write.
std::vector<const Job*> last_of_each(const std::vector<JobPtr>& jobs) {
    std::vector<const Job*> last;
    std::unordered_set<std::uint32_t> seen;
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job)
        if (seen.insert((*job)->id.value).second) last.push_back(job->get());
    return last;
}

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }

class SqliteStore final : public Store {
  public:
    explicit SqliteStore(Database database) : database_(std::move(database)) {}

    Result<void> prepare();
    Result<Saved> load() override;
    Result<void> commit(const Batch& batch, bool durable) override;
    Result<void> sync() override { return database_.sync_wal(); }
    Result<std::string> text(std::uint64_t key) override;
    Result<void> set_boot_id(const std::string& boot_id) override;

  private:
    Result<void> make_durable(Durability wanted);
    Result<void> write(const Batch& batch);
    template <class Record>
    Result<void> load_said(const char* kind, Result<Record> (*decode)(std::string_view), std::vector<Record>& into);
    Result<void> save_job(const Job& job);
    Result<void> save_current(const Job& job);
    Result<void> save_ended_run(const Job& job);
    Result<void> save_step(const Step& step, std::uint32_t number);
    Result<void> change_crontab(const core::ChangeCrontab& change);
    void roll_back();
    void keep_wal_short();

    Database database_;
    Durability durability_ = Durability::unknown;
    int wal_frames_ = 0;
    int checkpoint_at_ = checkpoint_frames;

    SpecKeys specs_;
    BookRows book_rows_;
    EventRows event_rows_;
    ReservationRows reservation_rows_;
    AccountBookPtr book_;  // as it is stored
    Statement begin_, commit_, rollback_;
    Statement save_job_, drop_earlier_runs_, end_run_, forget_, save_step_, save_text_, select_text_, set_meta_, say_;
    Statement unsay_, save_crontab_, drop_crontab_, select_crontab_;
};

Result<void> SqliteStore::prepare() {
    const struct {
        Statement& statement;
        const char* sql;
    } all[] = {
        {begin_, "BEGIN IMMEDIATE"},
        {commit_, "COMMIT"},
        {rollback_, "ROLLBACK"},
        {save_job_, save_job_sql},
        {drop_earlier_runs_, "DELETE FROM job WHERE job_row >= ? AND job_row < ? AND current = 1"},
        {end_run_, "UPDATE job SET current = 0, forgotten = 1 WHERE job_row = ?"},
        {forget_, "UPDATE job SET forgotten = 1 WHERE job_row >= ? AND job_row < ? AND forgotten = 0"},
        {save_step_, "INSERT INTO step (job_row, step_id, record) VALUES (?, ?, ?)"
                     " ON CONFLICT DO UPDATE SET record = excluded.record"},
        {save_text_, "INSERT INTO text (text_key, content) VALUES (?, ?) ON CONFLICT DO NOTHING"},
        {select_text_, "SELECT content FROM text WHERE text_key = ?"},
        {say_, "INSERT INTO said (kind, name, record) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record"},
        {save_crontab_, "INSERT INTO crontab (uid, content) VALUES (?, ?) ON CONFLICT DO UPDATE SET content = excluded.content"},
        {drop_crontab_, "DELETE FROM crontab WHERE uid = ?"},
        {select_crontab_, select_crontab_sql},
        {unsay_, "DELETE FROM said WHERE kind = ? AND name = ?"},
        {set_meta_, "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"},
    };
    for (const auto& each : all) {
        auto statement = database_.prepare(each.sql);
        if (!statement) return Failure(statement.error());
        each.statement = std::move(*statement);
    }
    auto specs = SpecKeys::prepare(database_);
    if (!specs) return Failure(specs.error());
    specs_ = std::move(*specs);
    auto book_rows = BookRows::prepare(database_);
    if (!book_rows) return Failure(book_rows.error());
    book_rows_ = std::move(*book_rows);
    auto event_rows = EventRows::prepare(database_);
    if (!event_rows) return Failure(event_rows.error());
    event_rows_ = std::move(*event_rows);
    auto reservation_rows = ReservationRows::prepare(database_);
    if (!reservation_rows) return Failure(reservation_rows.error());
    reservation_rows_ = std::move(*reservation_rows);
    database_.report_wal_frames(&wal_frames_);
    return {};
}

/// What an administrator has said of things of this kind.
template <class Record>
Result<void> SqliteStore::load_said(const char* kind, Result<Record> (*decode)(std::string_view), std::vector<Record>& into) {
    auto rows = database_.prepare("SELECT record FROM said WHERE kind = ? ORDER BY name");
    if (!rows) return Failure(rows.error());
    const std::string wanted = kind;  // bound by reference: stays until the last row
    rows->bind(wanted);
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) return {};
        auto record = decode(rows->bytes(0));
        if (!record) return context(database_.path() + ": a stored " + kind, record.error());
        into.push_back(std::move(*record));
    }
}

Result<Saved> SqliteStore::load() {
    auto objects = SpecObjects::prepare(database_);
    if (!objects) return Failure(objects.error());
    auto rows = database_.prepare("SELECT spec_key, record FROM job WHERE forgotten = 0 ORDER BY job_row");
    if (!rows) return Failure(rows.error());

    Saved saved;
    for (;;) {
        const auto row = rows->step();
        if (!row) return Failure(row.error());
        if (!*row) break;
        const auto key = static_cast<std::uint64_t>(rows->integer(0));
        auto spec = objects->get(key);
        if (!spec) return Failure(spec.error());
        auto job = protocol::decode_job(rows->bytes(1), *spec);
        if (!job) return context(database_.path() + ": a stored job", job.error());
        specs_.remember(*spec, key);
        saved.jobs.push_back(std::make_shared<const Job>(std::move(*job)));
    }
    // Rows stay when their job is forgotten, so the highest one tells which ids were ever given out.
    const auto highest = database_.integer("SELECT max(job_row) >> 24 FROM job");
    if (!highest) return Failure(highest.error());
    saved.next_job_id = static_cast<std::uint32_t>(*highest) + 1;

    MS_TRY(load_said("node", protocol::decode_node_status, saved.nodes));
    MS_TRY(load_said("reservation", protocol::decode_record<Reservation>, saved.reservations));
    std::sort(saved.reservations.begin(), saved.reservations.end(),
              [](const Reservation& a, const Reservation& b) { return a.id < b.id; });

    auto boot = database_.prepare("SELECT value FROM meta WHERE name = 'boot_id'");
    if (!boot) return Failure(boot.error());
    const auto found = boot->step();
    if (!found) return Failure(found.error());
    if (*found) saved.boot_id = boot->bytes(0);

    auto book = load_book(database_);
    if (!book) return Failure(book.error());
    saved.book = book_ = std::move(*book);
    return saved;
}

Result<void> SqliteStore::commit(const Batch& batch, bool durable) {
    if (batch.empty()) return {};
    MS_TRY(make_durable(durable ? Durability::durable : Durability::ordered));
    MS_TRY(begin_.run());
    auto written = write(batch);
    if (written) written = commit_.run();
    if (!written) {
        roll_back();
        return written;
    }
    if (batch.book) book_ = batch.book;
    keep_wal_short();
    return {};
}

/// What a commit waits for. It can only be changed outside a transaction; a sync of the WAL covers every commit
/// before it.
Result<void> SqliteStore::make_durable(Durability wanted) {
    if (wanted == durability_) return {};
    const bool durable = wanted == Durability::durable;
    MS_TRY(database_.execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
    durability_ = wanted;
    return {};
}

Result<void> SqliteStore::write(const Batch& batch) {
    for (const auto& text : batch.texts) MS_TRY(save_text_.run(text.key, std::string_view(text.text)));
    for (const auto& job : batch.ended_incarnations) MS_TRY(save_ended_run(*job));
    for (const Job* job : last_of_each(batch.jobs)) MS_TRY(save_current(*job));
    for (const auto& [step, number] : batch.steps) MS_TRY(save_step(step, number));
    for (const NodeStatus& node : batch.nodes)
        MS_TRY(say_.run(std::string("node"), node.node, std::string_view(protocol::encode_record(node))));
    for (const auto& change : batch.crontabs) MS_TRY(change_crontab(change));
    for (const Reservation& each : batch.reservations) {
        const std::string kind = "reservation";
        if (is_set(each.end))
            MS_TRY(say_.run(kind, each.name, std::string_view(protocol::encode_record(each))));
        else
            MS_TRY(unsay_.run(kind, each.name));
        MS_TRY(reservation_rows_.note(each, batch.at));
    }
    if (batch.book) MS_TRY(book_rows_.write(book_.get(), *batch.book));
    for (const AccountTransaction& each : batch.transactions) MS_TRY(book_rows_.write(each));
    for (const EventNote& each : batch.events) MS_TRY(event_rows_.note(each));
    for (const JobId id : batch.forgotten) MS_TRY(forget_.run(job_row(id.value, 0), job_row(id.value + 1, 0)));
    return {};
}

Result<void> SqliteStore::save_job(const Job& job) {
    const auto key = specs_.key_of(job.spec);
    if (!key) return Failure(key.error());
    const std::string record = protocol::encode_record_without_spec(job);
    std::optional<std::uint32_t> array_id, array_task;
    if (job.array) array_id = job.array.master_id.value;
    if (job.array.is_task) array_task = job.array.task_id;
    return save_job_.run(job_row(job.id.value, incarnation(job)), array_id, array_task, job.uid, job.gid, job.spec->name,
                         job.spec->account, job.partition, job.spec->qos, static_cast<int>(job.state), job.exit.code,
                         job.exit.signal, micros(job.submit), micros(job.eligible), micros(job.start),
                         is_terminal(job.state) ? micros(job.end) : not_ended, job.nodes, job.cpus, *key,
                         std::string_view(record));
}

Result<void> SqliteStore::save_current(const Job& job) {
    // A requeue, and another size, move the job to a new row. Earlier ones remain only as ended runs.
    if (incarnation(job) > 0)
        MS_TRY(drop_earlier_runs_.run(job_row(job.id.value, 0), job_row(job.id.value, incarnation(job))));
    return save_job(job);
}

Result<void> SqliteStore::save_ended_run(const Job& job) {
    MS_TRY(save_job(job));
    return end_run_.run(job_row(job.id.value, incarnation(job)));
}

Result<void> SqliteStore::save_step(const Step& step, std::uint32_t number) {
    const std::string record = protocol::encode_record(step);
    return save_step_.run(job_row(step.job.value, number), step.id, std::string_view(record));
}

Result<void> SqliteStore::change_crontab(const core::ChangeCrontab& change) {
    if (change.text && change.text->empty()) return drop_crontab_.run(change.owner);
    if (change.text) return save_crontab_.run(change.owner, *change.text);
    const auto before = content_of(select_crontab_, change.owner);
    if (!before) return Failure(before.error());
    return save_crontab_.run(change.owner, text::disable_lines(*before, change.first_line, change.last_line));
}

/// Some errors (a full disk) have ended the transaction already.
void SqliteStore::roll_back() {
    if (database_.in_transaction()) (void)rollback_.run();
    specs_.forget_all();
}

/// The batch is safe already, so a failure here is no error: the next commits try again.
void SqliteStore::keep_wal_short() {
    if (wal_frames_ < checkpoint_frames) checkpoint_at_ = checkpoint_frames;
    if (wal_frames_ < checkpoint_at_) return;
    checkpoint_at_ = wal_frames_ + checkpoint_frames;
    const bool reset = wal_frames_ >= reset_frames;
    if (reset) database_.set_busy_timeout_ms(reset_wait_ms);
    (void)database_.checkpoint(reset);
    if (reset) database_.set_busy_timeout_ms(busy_wait_ms);
}

Result<std::string> SqliteStore::text(std::uint64_t key) {
    const auto found = select_text_.bind(key).step();
    if (!found) return Failure(found.error());
    if (!*found) return fail(Errc::job_script_missing);
    std::string content(select_text_.bytes(0));
    select_text_.reset();
    return content;
}

Result<void> SqliteStore::set_boot_id(const std::string& boot_id) {
    MS_TRY(make_durable(Durability::durable));
    return set_meta_.run(std::string("boot_id"), boot_id);
}

}  // namespace

std::uint64_t text_key(std::string_view text) {
    const std::uint64_t key = digest(text);
    return key ? key : 1;
}

Result<std::unique_ptr<Store>> open_store(const std::string& path) {
    auto database = open_writer(path);
    if (!database) return Failure(database.error());
    auto store = std::make_unique<SqliteStore>(std::move(*database));
    MS_TRY(store->prepare());
    return store;
}

}  // namespace msd::store
