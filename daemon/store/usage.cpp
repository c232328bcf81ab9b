// SPDX-License-Identifier: MIT
#include "daemon/store/usage.hpp"

#include <algorithm>

#include "libms/text/tres.hpp"

namespace msd::store {

using namespace ms;

std::uint64_t seconds_within(const Job& job, Time start, Time end, Time now) {
    if (!is_set(job.start)) return 0;
    const Time ended = is_terminal(job.state) ? job.end : now;
    const std::int64_t whole = epoch_seconds(ended) - epoch_seconds(job.start);
    const std::int64_t inside = epoch_seconds(std::min(ended, end)) - epoch_seconds(std::max(job.start, start));
    if (inside <= 0 || whole <= 0) return 0;
    // When it was suspended is not on record: every part of the run has its share of that.
    const std::int64_t running = std::max<std::int64_t>(0, whole - job.suspended.count());
    return static_cast<std::uint64_t>(inside * running / whole);
}

UsageSum::UsageSum(const UsageQuery& query, Time now) : query_(query), now_(now) {
    if (!is_set(query_.end)) query_.end = now;
}

void UsageSum::add(const Job& job) {
    const std::uint64_t seconds = seconds_within(job, query_.start, query_.end, now_);
    if (seconds == 0) return;
    Amounts& sum = sums_[{job.spec->account, job.user, job.spec->qos}];
    for (const auto& [name, amount] : text::parse_tres(job.alloc_tres)) sum[name] += amount * seconds;
    if (query_.jobs) jobs_.push_back({job.spec->account, job.spec->wckey, job.user, job.partition, job.cpus, seconds});
}

UsageReply UsageSum::take() {
    UsageReply reply;
    for (auto& [owner, amounts] : sums_) {
        const auto& [account, user, qos] = owner;
        reply.rows.push_back({account, user, qos, std::move(amounts)});
    }
    reply.jobs = std::move(jobs_);
    return reply;
}

}  // namespace msd::store
