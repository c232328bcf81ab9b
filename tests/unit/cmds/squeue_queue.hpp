// SPDX-License-Identifier: MIT
// A queue as a real cluster showed it: two users, two partitions of one node, jobs in every common state.
#pragma once

#include <vector>

#include "libms/model/messages.hpp"

namespace ms::test {

Time queue_now();  // 2026-11-22T20:34:37 UTC
std::vector<JobPtr> captured_queue();
ClusterReply captured_cluster();

/// Answers JobsQuery and ClusterQuery as the daemon does.
Result<Reply> answer_from(const std::vector<JobPtr>& jobs, const Request& request);

}  // namespace ms::test
