// SPDX-License-Identifier: MIT
#include "daemon/core/requests/crontab.hpp"

#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/jobs/recurring.hpp"
#include "daemon/core/requests/submit.hpp"
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
