// SPDX-License-Identifier: MIT
// Accounting over SQLite: an index finds candidates, the record decides.
#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "daemon/store/accounting.hpp"
#include "daemon/store/book_rows.hpp"
#include "daemon/store/crontab.hpp"
#include "daemon/store/reservation_rows.hpp"
#include "daemon/store/rollup.hpp"
#include "daemon/store/schema.hpp"
#include "daemon/store/spec_cache.hpp"
#include "daemon/store/store.hpp"
#include "daemon/store/usage.hpp"
#include "libms/base/contains.hpp"
#include "libms/model/filter.hpp"
#include "libms/protocol/frame.hpp"

namespace msd::store {
namespace {

#define MSD_JOB_COLUMNS "SELECT job_row, current, spec_key, record, uid, ended FROM job "

/// Submit time, then array, task and id; runs of one job in their order.
auto order_of(const AccountingJob& each) {
    const Job& job = each.job;
    const std::uint32_t array = job.array ? job.array.master_id.value : job.id.value;
    const std::uint32_t task = job.array.is_task ? job.array.task_id : UINT32_MAX;
    return std::make_tuple(job.submit, array, task, job.id.value, incarnation(job));
}

bool in_order(const AccountingJob& a, const AccountingJob& b) { return order_of(a) < order_of(b); }

class SqliteAccounting final : public Accounting {
  public:
    explicit SqliteAccounting(Database database) : database_(std::move(database)) {}

    Result<void> prepare();
    Result<std::vector<AccountingJob>> query(const AccountingQuery& query, Time now) override;
    Result<AccountingPage> page(const AccountingQuery& query, Time now) override;
    Result<std::string> job_text(const JobTextQuery& query, UserId uid, bool admin) override;
    Result<std::string> crontab(UserId user) override { return content_of(crontab_, user); }
    Result<UsageReply> usage(const UsageQuery& query, const Amounts& total, Time now) override;
    Result<std::vector<NodeEvent>> events(const EventsQuery& query, Time) override {
        return read_events(database_, query.start, query.end);
    }
    Result<std::vector<PastReservation>> reservations(const ReservationUsageQuery& query, Time now) override;
    Result<std::vector<AccountTransaction>> transactions(const TransactionsQuery& query, Time now) override {
        return read_transactions(database_, query.start, is_set(query.end) ? query.end : now + Seconds{1});
    }

  private:
    /// One query under way.
    struct Search {
        const AccountingQuery& query;
        JobFilter filter;  // without the states: those are the window's
        Window window;
        std::set<std::int64_t> seen;  // with ids only: one may name a job and its array
        std::vector<AccountingJob> found;
    };
    static Search search_of(const AccountingQuery& query, Time now);
    Result<void> collect(Search& search, Statement& rows);
    Result<void> consider(Search& search, const Statement& row);
    Result<bool> newer_is_told(const Search& search, std::int64_t number, const Job& job);
    Result<void> collect_all(Search& search);
    Result<bool> is_short(const Search& search);
    Result<std::uint32_t> collect_page(Search& search);
    Result<std::vector<Step>> steps(std::int64_t row);
    Result<Job> newest_run(JobId id);
    Result<void> each_run(Time start, Time end, const std::function<void(const Job&)>& use);

    Database database_;
    SpecObjects specs_;
    Statement by_end_, by_user_, by_id_, newest_, by_array_, steps_, text_, crontab_;
    Statement plain_, next_array_, count_by_end_, count_by_user_, first_;  // of pages
};

Result<void> SqliteAccounting::prepare() {
    const struct {
        Statement& statement;
        const char* sql;
    } all[] = {
        {by_end_, MSD_JOB_COLUMNS "WHERE ended >= ?"},
        {by_user_, MSD_JOB_COLUMNS "WHERE uid = ? AND ended >= ?"},
        {by_id_, MSD_JOB_COLUMNS "WHERE job_row >= ? AND job_row < ? ORDER BY job_row DESC"},
        {newest_, MSD_JOB_COLUMNS "WHERE job_row >= ? AND job_row < ? ORDER BY job_row DESC LIMIT 1"},
        {by_array_, MSD_JOB_COLUMNS "WHERE array_id = ?"},
        {plain_, MSD_JOB_COLUMNS "NOT INDEXED WHERE job_row >= ? AND array_id IS NULL AND ended >= ? ORDER BY job_row"},
        {next_array_, "SELECT min(array_id) FROM job WHERE array_id >= ? AND ended >= ?"},
        {count_by_end_, "SELECT count(*) FROM (SELECT 1 FROM job WHERE ended >= ? LIMIT ?)"},
        {count_by_user_, "SELECT count(*) FROM (SELECT 1 FROM job WHERE uid = ? AND ended >= ? LIMIT ?)"},
        {first_, "SELECT min(job_row) FROM job WHERE ended >= ?"},
        {steps_, "SELECT record FROM step WHERE job_row = ?"},
        {text_, "SELECT content FROM text WHERE text_key = ?"},
        {crontab_, select_crontab_sql},
    };
    for (const auto& each : all) {
        auto statement = database_.prepare(each.sql);
        if (!statement) return Failure(statement.error());
        each.statement = std::move(*statement);
    }
    auto specs = SpecObjects::prepare(database_);
    if (!specs) return Failure(specs.error());
    specs_ = std::move(*specs);
    return {};
}

/// The states are the window's to judge.
SqliteAccounting::Search SqliteAccounting::search_of(const AccountingQuery& query, Time now) {
    Search search{query, query.filter, window_of(query, now), {}, {}};
    search.filter.states = search.filter.state_flags = 0;
    return search;
}

Result<std::vector<AccountingJob>> SqliteAccounting::query(const AccountingQuery& query, Time now) {
    Search search = search_of(query, now);
    const auto collected = collect_all(search);
    specs_.clear();
    if (!collected) return Failure(collected.error());
    std::sort(search.found.begin(), search.found.end(), in_order);
    return std::move(search.found);
}

/// By the narrowest index there is: ids, else users, else the window.
Result<void> SqliteAccounting::collect_all(Search& search) {
    const std::int64_t start = search.window.start.time_since_epoch().count();
    if (!search.filter.jobs.empty()) {
        for (const auto& each : search.filter.jobs) {
            const std::uint32_t id = each.job.value;
            MS_TRY(collect(search, by_id_.bind(job_row(id, 0), job_row(id + 1, 0))));
            MS_TRY(collect(search, by_array_.bind(id)));
        }
        return {};
    }
    if (!search.filter.users.empty()) {
        for (const UserId uid : search.filter.users) MS_TRY(collect(search, by_user_.bind(uid, start)));
        return {};
    }
    return collect(search, by_end_.bind(start));
}

Result<AccountingPage> SqliteAccounting::page(const AccountingQuery& query, Time now) {
    Search search = search_of(query, now);
    const bool by_number = !query.filter.jobs.empty();
    const auto whole = query.page_size == 0 || by_number || query.page_start != 0 ? Result<bool>(query.page_start == 0)
                                                                                 : is_short(search);
    if (!whole) return Failure(whole.error());
    if (*whole) {
        auto jobs = this->query(query, now);
        if (!jobs) return Failure(jobs.error());
        return AccountingPage{std::move(*jobs), 0};
    }
    const auto next = collect_page(search);
    specs_.clear();
    if (!next) return Failure(next.error());
    return AccountingPage{std::move(search.found), *next};
}

/// A query whose index finds no more than a page is answered at once, in whatever order the index has.
Result<bool> SqliteAccounting::is_short(const Search& search) {
    const std::int64_t start = search.window.start.time_since_epoch().count();
    const std::int64_t most = search.query.page_size;
    std::int64_t count = 0;
    const auto add = [&](Statement& counted) -> Result<void> {
        const auto row = counted.step();
        if (!row) return Failure(row.error());
        count += counted.integer(0);
        counted.reset();
        return {};
    };
    if (search.filter.users.empty()) MS_TRY(add(count_by_end_.bind(start, most + 1)));
    for (const UserId uid : search.filter.users) MS_TRY(add(count_by_user_.bind(uid, start, most + 1)));
    return count <= most;
}

/// Numbers are given in the order of submission, so what is asked for comes by number: the jobs that are no arrays'
/// from one scan, and at the place of each array's number all of its tasks. Returns where the next page begins.
Result<std::uint32_t> SqliteAccounting::collect_page(Search& search) {
    constexpr std::uint32_t none = UINT32_MAX;
    const std::int64_t ended = search.window.start.time_since_epoch().count();
    const auto smallest = [&](Statement& asked) -> Result<std::uint32_t> {
        const auto row = asked.step();
        if (!row) return Failure(row.error());
        const auto id = static_cast<std::uint32_t>(asked.integer(0));  // 0: there is none
        asked.reset();
        return id != 0 ? id : none;
    };
    std::int64_t from = job_row(search.query.page_start, 0);
    if (from == 0) {
        const auto row = first_.bind(ended).step();
        if (!row) return Failure(row.error());
        from = first_.integer(0);
        first_.reset();
    }
    auto array = smallest(next_array_.bind(search.query.page_start, ended));
    if (!array) return array;
    Statement& plain = plain_.bind(from, ended);
    auto more = plain.step();
    if (!more) return Failure(more.error());
    while (*more || *array != none) {
        const std::uint32_t id = *more ? static_cast<std::uint32_t>(plain.integer(0) >> restart_bits) : none;
        const std::uint32_t next = std::min(id, *array);
        if (search.found.size() >= search.query.page_size) {
            plain.reset();
            return next;
        }
        if (next == *array) {
            const auto before = static_cast<std::ptrdiff_t>(search.found.size());
            MS_TRY(collect(search, by_array_.bind(next)));
            std::sort(search.found.begin() + before, search.found.end(), in_order);
            array = smallest(next_array_.bind(next + 1, ended));
            if (!array) return array;
            continue;
        }
        MS_TRY(consider(search, plain));
        more = plain.step();
        if (!more) return Failure(more.error());
    }
    return 0;
}

Result<void> SqliteAccounting::collect(Search& search, Statement& rows) {
    for (;;) {
        const auto row = rows.step();
        if (!row) return Failure(row.error());
        if (!*row) return {};
        auto considered = consider(search, rows);
        if (!considered) {
            rows.reset();
            return considered;
        }
    }
}

/// Whether a run that came to nothing is told by a newer one, which may wait to be eligible and be in no window yet.
Result<bool> SqliteAccounting::newer_is_told(const Search& search, std::int64_t number, const Job& job) {
    const auto newest = newest_run(job.id);
    if (!newest) return Failure(newest.error());
    const bool is_the_one_before = number == job_row(job.id.value, incarnation(*newest) - 1);
    return !is_the_one_before || belongs(search.query, search.window, *newest);
}

Result<void> SqliteAccounting::consider(Search& search, const Statement& row) {
    const std::int64_t number = row.integer(0);
    const bool current = row.integer(1) != 0;
    const auto& users = search.filter.users;
    if (!users.empty() && !contains(users, row.integer(4))) return {};
    if (row.integer(5) < search.window.start.time_since_epoch().count()) return {};
    if (!search.filter.jobs.empty() && !search.seen.insert(number).second) return {};

    auto spec = specs_.get(static_cast<std::uint64_t>(row.integer(2)));
    if (!spec) return Failure(spec.error());
    auto job = protocol::decode_job(row.bytes(3), *spec);
    if (!job) return context(database_.path() + ": a stored job", job.error());
    const bool is_earlier_size = (job->flags & job_resizing) != 0;  // told of without being asked for, as by Slurm
    if (!current && !is_earlier_size && !search.query.duplicates) {
        const auto newer = newer_is_told(search, number, *job);
        if (!newer || *newer) return newer ? Result<void>{} : Failure(newer.error());
    }
    *job = of_this_size(std::move(*job));
    if (!belongs(search.query, search.window, *job) || !matches(search.filter, *job)) return {};

    AccountingJob found{std::move(*job), {}};
    if (search.query.with_steps) {
        auto steps_of_run = steps(number);
        if (!steps_of_run) return Failure(steps_of_run.error());
        found.steps = std::move(*steps_of_run);
    }
    search.found.push_back(std::move(found));
    return {};
}

Result<void> SqliteAccounting::each_run(Time start, Time end, const std::function<void(const Job&)>& use) {
    const auto done = each_job(database_, specs_, start, end, use);
    specs_.clear();
    return done;
}

/// From the sums as far as there are any; what they do not have yet, from the records.
Result<UsageReply> SqliteAccounting::usage(const UsageQuery& query, const Amounts& total, Time now) {
    const ReadTransaction transaction(database_);
    const auto summed = summed_until(database_);
    if (!summed) return Failure(summed.error());
    const Time end = is_set(query.end) ? std::min(query.end, now) : now;
    const Time first_hour = query.start == hour_of(query.start) ? query.start : hour_of(query.start) + an_hour;
    UsageFigures figures;
    MS_TRY(add_sums(database_, first_hour, end, *summed, figures));
    std::vector<UsageJob> jobs;
    const auto add_records = [&](Time from, Time until) -> Result<void> {
        if (from >= until) return {};
        HourSums sums(from, until, now, total);
        MS_TRY(each_run(from, until, [&](const Job& job) { sums.add(job); }));
        auto events = read_events(database_, from, until);
        if (!events) return Failure(events.error());
        for (const NodeEvent& event : *events) sums.add(event);
        for (const auto& [hour, part] : sums.take()) figures.add(part);
        return {};
    };
    if (query.start < *summed) MS_TRY(add_records(query.start, std::min({first_hour, end, *summed})));
    MS_TRY(add_records(std::max(std::min(hour_of(end), *summed), query.start), end));
    UsageReply reply = std::move(figures).reply();
    if (!query.jobs) return reply;
    MS_TRY(each_run(query.start, end, [&](const Job& job) {
        if (UsageJob run = run_of(job, query.start, end, now); run.seconds) reply.jobs.push_back(std::move(run));
    }));
    return reply;
}

Result<std::vector<PastReservation>> SqliteAccounting::reservations(const ReservationUsageQuery& query, Time now) {
    const ReadTransaction transaction(database_);
    auto found = read_reservations(database_, query.start, query.end);
    if (!found || found->empty()) return found;
    Time start = Time::max(), end{};
    for (const PastReservation& each : *found) {
        start = std::min(start, each.start);
        end = std::max(end, each.end);
    }
    MS_TRY(each_run(start, end, [&](const Job& job) {
        for (PastReservation& each : *found) {
            if (job.reservation != each.name) continue;
            const std::uint64_t seconds = seconds_within(job, each.start, each.end, now);
            if (seconds == 0) continue;
            for (const auto& [name, amount] : text::parse_tres(job.alloc_tres)) each.used[name] += amount * seconds;
        }
    }));
    return found;
}

/// By start; of those that began together the shell's own first.
Result<std::vector<Step>> SqliteAccounting::steps(std::int64_t row) {
    std::vector<Step> found;
    steps_.bind(row);
    for (;;) {
        const auto next = steps_.step();
        if (!next) return Failure(next.error());
        if (!*next) break;
        auto step = protocol::decode_step(steps_.bytes(0));
        if (!step) {
            steps_.reset();
            return context(database_.path() + ": a stored step", step.error());
        }
        found.push_back(std::move(*step));
    }
    std::sort(found.begin(), found.end(), [](const Step& a, const Step& b) {
        return std::make_tuple(epoch_seconds(a.start), a.id) < std::make_tuple(epoch_seconds(b.start), b.id);
    });
    return found;
}

Result<Job> SqliteAccounting::newest_run(JobId id) {
    const auto found = newest_.bind(job_row(id.value, 0), job_row(id.value + 1, 0)).step();
    if (!found) return Failure(found.error());
    if (!*found) return fail(Errc::invalid_job_id);
    auto spec = specs_.get(static_cast<std::uint64_t>(newest_.integer(2)));
    if (!spec) return Failure(spec.error());
    auto job = protocol::decode_job(newest_.bytes(3), *spec);
    newest_.reset();
    return job;
}

Result<std::string> SqliteAccounting::job_text(const JobTextQuery& query, UserId uid, bool admin) {
    const auto job = newest_run(query.job);
    if (!job) return Failure(job.error());
    if (job->uid != uid && !admin) return fail(Errc::invalid_user_id);
    const std::uint64_t key = query.environment ? job->environment_key : job->script_key;
    const auto found = text_.bind(key).step();
    if (!found) return Failure(found.error());
    if (!*found) return fail(Errc::job_script_missing);
    std::string content(text_.bytes(0));
    text_.reset();
    return content;
}

}  // namespace

Result<std::unique_ptr<Accounting>> open_accounting(const std::string& path) {
    auto database = open_reader(path);
    if (!database) return Failure(database.error());
    auto accounting = std::make_unique<SqliteAccounting>(std::move(*database));
    MS_TRY(accounting->prepare());
    return accounting;
}

}  // namespace msd::store
