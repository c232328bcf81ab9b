// SPDX-License-Identifier: MIT
#include "daemon/core/crontab.hpp"

#include "daemon/core/lifecycle.hpp"
#include "daemon/core/pending.hpp"
#include "daemon/core/submit.hpp"
#include "libms/text/cron.hpp"

namespace msd::core {
namespace {

std::string line_of(const InstallCrontab::Entry& entry) { return "line " + std::to_string(entry.line); }

/// The jobs of the crontab that is in force.
std::vector<JobId> entries_of(const State& state, UserId owner) {
    std::vector<JobId> ids;
    for (const auto& [id, job] : state.jobs())
        if (job->uid == owner && recurs(*job) && !is_terminal(job->state)) ids.push_back(id);
    return ids;
}

void end_entry(Turn& turn, JobId id, UserId owner) {
    JobSpec spec = *turn.state().find(id)->spec;
    spec.cron.clear();
    turn.change_spec(id, std::move(spec), [](Job&) {});
    if (turn.state().find(id)->state == JobState::pending) cancel_waiting(turn, id, owner);
}

}  // namespace

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

Result<CrontabReply> install_crontab(Turn& turn, InstallCrontab request) {
    CrontabReply reply;
    std::vector<Job> admitted;
    for (InstallCrontab::Entry& entry : request.entries) {
        std::vector<std::string> warnings;
        if (auto time = text::parse_cron_time(entry.submit.spec.cron); !time) return context(line_of(entry), time.error());
        entry.submit.spec.begin = {};
        auto job = admit(turn, std::move(entry.submit), admitted.size(), warnings);
        if (!job) return context(line_of(entry), job.error());
        job->eligible = next_run(*job, turn.instant());
        settle(turn.site(), *job, turn.instant());
        admitted.push_back(std::move(*job));
        for (const std::string& warning : warnings) reply.warnings.push_back(line_of(entry) + ": " + warning);
    }
    for (JobId id : entries_of(turn.state(), request.owner.uid)) end_entry(turn, id, request.owner.uid);
    for (Job& job : admitted) {
        job.id = turn.new_id();
        reply.jobs.push_back(job.id);
        turn.add(std::move(job));
    }
    turn.emit(ChangeCrontab{request.owner.uid, std::move(request.text), 0, 0});
    reply.exists = !request.text.empty();
    return reply;
}

}  // namespace msd::core
