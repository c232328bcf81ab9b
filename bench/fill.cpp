// SPDX-License-Identifier: MIT
// fill FILE COUNT NOW UID USER: adds COUNT jobs of one user to a daemon's database, as the daemon itself writes them,
// all ended within the six hours before NOW (seconds since the epoch). For measures of sacct; the daemon must not run.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "daemon/store/store.hpp"

namespace {

using namespace ms;

constexpr std::uint32_t at_a_time = 2000;  // jobs in a transaction

struct Owner {
    UserId uid;
    std::string name;
};

std::shared_ptr<Job> ended_job(std::uint32_t id, Time end, const Owner& owner,
                               const std::shared_ptr<const JobSpec>& spec) {
    auto job = std::make_shared<Job>();
    job->id = {id};
    job->spec = spec;
    job->uid = owner.uid;
    job->user = owner.name;
    job->group = "users";
    job->partition = "main";
    job->state = JobState::completed;
    job->submit = job->eligible = end - Seconds{90};
    job->start = end - Seconds{60};
    job->end = end;
    job->time_limit = TimeLimit::of_minutes(60);
    job->req_tres = job->alloc_tres = "cpu=1,mem=100M,node=1,billing=1";
    job->allocation.resize(1);
    job->allocation[0].node = "box";
    return job;
}

Step script_of(const Job& job) {
    Step step;
    step.job = job.id;
    step.name = "batch";
    step.state = JobState::completed;
    step.start = job.start;
    step.end = job.end;
    step.node_list = "box";
    step.alloc_tres = "cpu=1,mem=100M,node=1";
    return step;
}

Result<void> fill(const char* path, std::uint32_t count, Time now, const Owner& owner) {
    auto store = msd::store::open_store(path);
    if (!store) return Failure(store.error());
    const auto saved = (*store)->load();
    if (!saved) return Failure(saved.error());
    auto spec = std::make_shared<JobSpec>();
    spec->name = "filled";
    spec->work_dir = "/";
    constexpr std::int64_t span = 6 * 3600 - 600;
    for (std::uint32_t done = 0; done < count;) {
        msd::store::Batch batch;
        for (const std::uint32_t stop = std::min(count, done + at_a_time); done < stop; ++done) {
            const Seconds ago{span - span * done / count + 120};
            auto job = ended_job(saved->next_job_id + done, now - ago, owner, spec);
            batch.steps.emplace_back(script_of(*job), 0);
            batch.forgotten.push_back(job->id);
            batch.jobs.push_back(std::move(job));
        }
        MS_TRY((*store)->commit(batch, false));
    }
    return (*store)->sync();
}

std::uint32_t number(const char* text) { return static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10)); }

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) return std::fputs("usage: fill FILE COUNT NOW UID USER\n", stderr), 2;
    const Time now = from_epoch_seconds(std::strtoll(argv[3], nullptr, 10));
    const auto filled = fill(argv[1], number(argv[2]), now, {number(argv[4]), argv[5]});
    if (filled) return 0;
    std::fprintf(stderr, "fill: %s\n", filled.error().message.c_str());
    return 1;
}
