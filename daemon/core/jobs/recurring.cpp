// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/recurring.hpp"

#include "daemon/core/jobs/pending.hpp"
#include "libms/text/cron.hpp"

namespace msd::core {

bool recurs(const Job& job) { return !job.spec->cron.empty(); }

Time next_run(const Job& job, Time after) {
    const auto cron = text::parse_cron_time(job.spec->cron);
    const auto next = cron ? text::next_match(*cron, after) : std::nullopt;
    return next.value_or(Time::max());  // an entry without a time is not admitted
}

void disable_entry(Turn& turn, const Job& job) {
    if (recurs(job)) turn.emit(ChangeCrontab{job.uid, std::nullopt, job.spec->cron_first_line, job.spec->cron_last_line});
}

void skip_run(Turn& turn, JobId id) {
    turn.change(id, [&](Job& job) {
        job.eligible = next_run(job, std::max(job.eligible, turn.instant()));
        settle(turn.site(), job, turn.instant());
    });
}

}  // namespace msd::core
