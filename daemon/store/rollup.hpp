// SPDX-License-Identifier: MIT
// Usage summed up once and for all: of every whole hour that is over, of its day and its month. A report adds up a few
// of these sums, and what the newest hours' records say, however many jobs there have been.
#pragma once

#include <functional>

#include "daemon/store/spec_cache.hpp"
#include "daemon/store/sqlite.hpp"
#include "daemon/store/usage.hpp"

namespace msd::store {

/// Until when there are sums. Of a database without any: when the first job or event of it was, else far in the future.
Result<Time> summed_until(Database& database);

/// Add the sums of [start, end), whole hours, as far as there are some. `summed`: what summed_until() said.
Result<void> add_sums(Database& database, Time start, Time end, Time summed, UsageFigures& into);

/// Sum up the whole hours that are over at `now`, a minute's grace given for ends that are told late. `total`: what the
/// cluster has of each resource.
Result<void> sum_up(Database& database, SpecObjects& specs, const Amounts& total, Time now);

/// Every stored run that may have waited or run in [start, end).
Result<void> each_job(Database& database, SpecObjects& specs, Time start, Time end,
                      const std::function<void(const ms::Job&)>& use);

/// What is read until its end is of one moment.
class ReadTransaction {
  public:
    explicit ReadTransaction(Database& database) : database_(database) { (void)database_.execute("BEGIN"); }
    ~ReadTransaction() { (void)database_.execute("COMMIT"); }
    ReadTransaction(const ReadTransaction&) = delete;
    ReadTransaction& operator=(const ReadTransaction&) = delete;

  private:
    Database& database_;
};

}  // namespace msd::store
