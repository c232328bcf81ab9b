// SPDX-License-Identifier: MIT
// What is done to the database from time to time, beside the commits of the controller: through a connection of its
// own, on a thread of its own, in short transactions.
#pragma once

#include <memory>
#include <string>

#include "daemon/store/purge.hpp"
#include "daemon/store/spec_cache.hpp"
#include "daemon/store/sqlite.hpp"
#include "libms/base/units.hpp"
#include "libms/model/limits.hpp"

namespace msd::store {

class Housekeeping {
  public:
    /// Of a file that open_store() has made ready.
    static Result<Housekeeping> open(const std::string& path);

    /// Usage of the hours that are over becomes sums (rollup.hpp). `total`: what the cluster has of each resource.
    Result<void> sum_up_usage(const ms::Amounts& total, ms::Time now);

    /// Old records go (purge.hpp). `name` begins that of the archive.
    Result<Purged> purge(const Retention& retention, const std::string& name, ms::Time now) {
        return store::purge(database_, retention, name, now);
    }
    Result<Purged> load_archive(const std::string& path) { return store::load_archive(database_, path); }

  private:
    Housekeeping(Database database, SpecObjects specs) : database_(std::move(database)), specs_(std::move(specs)) {}

    Database database_;
    SpecObjects specs_;
};

}  // namespace msd::store
