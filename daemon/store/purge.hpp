// SPDX-License-Identifier: MIT
// Old records go, and before that to an archive, which is a database of the same kind: sqlite3 reads it, and it can be
// put back. Jobs stay until their usage has been summed up, and as long as the daemon has them in memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/store/retention.hpp"
#include "daemon/store/sqlite.hpp"

namespace msd::store {

struct Purged {
    std::array<std::uint64_t, record_count> gone = {};  // by kind
    std::string archive;                                // the file; empty: nothing was archived
    bool nothing() const { return gone == std::array<std::uint64_t, record_count>{}; }
};

/// `name` begins the archive's: CLUSTER_archive_2026-01-31T12:00:00.db.
Result<Purged> purge(Database& database, const Retention& retention, const std::string& name, ms::Time now);

/// What the archive has and the database has not is there again. How many rows that are, by kind.
Result<Purged> load_archive(Database& database, const std::string& path);

/// "2 jobs, 5 steps"
std::string counted(const Purged& purged);

}  // namespace msd::store
