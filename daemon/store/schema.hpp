// SPDX-License-Identifier: MIT
// The database file's tables and how an older file becomes one of today (migrations, numbered from 1).
#pragma once

#include <cstdint>
#include <string>

#include "daemon/store/sqlite.hpp"

namespace msd::store {

/// PRAGMA user_version of a file that is up to date.
int schema_version();

/// Opens, creates or migrates. Errors: Errc::newer_database (names both versions and the file; nothing is changed),
/// Errc::store for a file that is not ours or not a database.
Result<Database> open_writer(const std::string& path);
/// Read-only, of a file that open_writer has made ready.
Result<Database> open_reader(const std::string& path);

/// One row of table job is one run of a job: its number holds the id and the restart count, so that a job's runs
/// stand beside each other and saving one needs no other index.
inline constexpr int restart_bits = 24;
inline std::int64_t job_row(std::uint32_t job_id, std::uint32_t restarts) {
    return (static_cast<std::int64_t>(job_id) << restart_bits) | (restarts & ((1u << restart_bits) - 1));
}

/// Value of job.ended while a run has not ended: later than every instant, so that one range finds what was active.
inline constexpr std::int64_t not_ended = INT64_MAX;

}  // namespace msd::store
