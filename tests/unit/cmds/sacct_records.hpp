// SPDX-License-Identifier: MIT
// A daemon's accounting for tests of sacct: a finished job with two steps, a failed one, cancelled ones, a suspended
// and a running one, an array of which two tasks still wait, a GPU job.
#pragma once

#include <string>
#include <vector>

#include "libms/model/messages.hpp"
#include "tests/support/fake_client.hpp"

namespace ms::test {

/// 2026-11-22T20:34:00 UTC.
inline constexpr std::int64_t sacct_begin = 1'795'379'640;
Time sacct_time(std::int64_t seconds);

/// In the order the daemon gives them.
std::vector<AccountingJob> sacct_records();
AccountingJob sacct_record(std::uint32_t id);
/// What sacct prints for these records, at sacct_time(279), with TZ=UTC.
Ran run_sacct(std::vector<std::string> words, FakeClient& client);
/// Answers queries with the jobs asked for by -j (or all), and texts of job 40.
FakeClient sacct_daemon();

}  // namespace ms::test
