// SPDX-License-Identifier: MIT
// The durable memory of msd: jobs, their steps, scripts and environments, and what a restart needs.
//
// One writer (the controller thread) and any number of readers, each with a connection of its own (WAL). A batch is
// one transaction; what it holds is durable when commit() has returned.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/core/events.hpp"
#include "daemon/store/event_rows.hpp"
#include "libms/base/result.hpp"
#include "libms/model/messages.hpp"

namespace msd::store {

using namespace ms;

/// A script or an environment, stored once per content; `key` is never 0.
struct TextRow {
    std::uint64_t key = 0;
    std::string text;
};
std::uint64_t text_key(std::string_view text);

/// Everything that one turn of the loop changes.
struct Batch {
    std::vector<JobPtr> jobs;                                  // insert or replace the current incarnation
    std::vector<JobPtr> ended_incarnations;                    // requeued runs kept for sacct -D
    std::vector<std::pair<Step, std::uint32_t>> steps;         // with the job's restart count
    std::vector<JobId> forgotten;                              // no longer loaded at a restart
    std::vector<TextRow> texts;
    std::vector<NodeStatus> nodes;                             // insert or replace
    std::vector<core::ChangeCrontab> crontabs;
    std::vector<Reservation> reservations;                     // insert or replace; without an end: it is gone
    AccountBookPtr book;                                       // a new one; nullptr: as it was
    std::vector<AccountTransaction> transactions;
    std::vector<EventNote> events;                             // how nodes and the cluster are
    Time at = {};                                              // when all that happened
    bool empty() const {
        return jobs.empty() && ended_incarnations.empty() && steps.empty() && forgotten.empty() && texts.empty() &&
               nodes.empty() && crontabs.empty() && reservations.empty() && !book && transactions.empty() &&
               events.empty();
    }
};

/// What a restarted daemon begins with.
struct Saved {
    std::vector<JobPtr> jobs;    // all that were not forgotten
    std::uint32_t next_job_id = 1;
    std::vector<NodeStatus> nodes;
    std::string boot_id;         // of the machine when the daemon last ran
    std::vector<Reservation> reservations = {};  // by number
    AccountBookPtr book = {};    // nullptr: a new site
};

class Store {
  public:
    virtual ~Store() = default;
    virtual Result<Saved> load() = 0;
    /// `durable`: on disk before it returns (what gets acknowledged); else only ordered (it survives a crash of
    /// msd, not of the machine).
    virtual Result<void> commit(const Batch& batch, bool durable) = 0;
    /// Every commit so far is on disk when it returns.
    virtual Result<void> sync() = 0;
    virtual Result<std::string> text(std::uint64_t key) = 0;
    virtual Result<void> set_boot_id(const std::string& boot_id) = 0;
};

struct AccountingPage {
    std::vector<AccountingJob> jobs;
    std::uint32_t next = 0;  // AccountingQuery::page_start of the next; 0: this was the last
};

/// Read-only view for sacct and its kin; one per reading thread.
class Accounting {
  public:
    virtual ~Accounting() = default;
    virtual Result<std::vector<AccountingJob>> query(const AccountingQuery& query, Time now) = 0;
    /// The same in parts, when the query says of which size: memory stays bounded, whatever is on record.
    virtual Result<AccountingPage> page(const AccountingQuery& query, Time now) = 0;
    virtual Result<std::string> job_text(const JobTextQuery& query, UserId uid, bool admin) = 0;
    /// Empty: the user has none.
    virtual Result<std::string> crontab(UserId user) = 0;
    /// What was used in the window, and with `jobs` by which runs. `total`: what the cluster has of each resource now.
    virtual Result<UsageReply> usage(const UsageQuery& query, const Amounts& total, Time now) = 0;
    /// Those that share an instant with the window, by start.
    virtual Result<std::vector<NodeEvent>> events(const EventsQuery& query, Time now) = 0;
    /// Those that had begun and share an instant with the window, by start, with what was used in them.
    virtual Result<std::vector<PastReservation>> reservations(const ReservationUsageQuery& query, Time now) = 0;
    virtual Result<std::vector<AccountTransaction>> transactions(const TransactionsQuery& query, Time now) = 0;
};

/// Creates or migrates the file. Errors: Errc::newer_database (names both versions), Errc::store.
Result<std::unique_ptr<Store>> open_store(const std::string& path);
Result<std::unique_ptr<Accounting>> open_accounting(const std::string& path);

}  // namespace msd::store
