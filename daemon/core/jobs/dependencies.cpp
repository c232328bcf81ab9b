// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/dependencies.hpp"

#include <algorithm>

#include "daemon/core/jobs/arrays.hpp"
#include "daemon/core/jobs/lifecycle.hpp"
#include "daemon/core/jobs/notices.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "libms/text/dependency.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

using Type = Dependency::Type;
using Verdict = Dependency::State;

/// How far the target of a dependency is, be it a job, an element or a whole array.
struct Progress {
    bool known = false;
    bool begun = false;
    bool ended = false;
    bool failed = false;  // or one element did
    Time start;
};

Progress progress_of(const Job& job) {
    const bool ended = is_terminal(job.state);
    const bool waiting = job.state == JobState::pending || (job.flags & job_configuring);
    return {true, !waiting || ended, ended, ended && job.state != JobState::completed, job.start};
}

Progress progress_of(const ArrayIndex& array, Time now) {
    return {true, array.not_begun == 0, array.unfinished == 0, array.failed > 0, now};
}

Progress progress_of_task(const State& state, JobId master, std::uint32_t task) {
    if (const Job* element = state.find_task(master, task)) return progress_of(*element);
    const Job* rest = state.find(master);
    if (rest && is_waiting_part(*rest) && rest->array.waiting.contains(task)) return progress_of(*rest);
    return {};
}

Progress progress_of_target(const State& state, const Dependency& dependency, Time now) {
    if (dependency.has_task) return progress_of_task(state, dependency.job, dependency.task_id);
    auto array = state.indexes().arrays.find(dependency.job);
    if (array != state.indexes().arrays.end()) return progress_of(array->second, now);
    const Job* job = state.find(dependency.job);
    return job ? progress_of(*job) : Progress{};
}

Verdict judge_begun(Dependency& dependency, const Progress& target, Time now) {
    if (!target.begun) {
        dependency.due = {};  // requeued before the delay was over: its next start counts
        return Verdict::unfulfilled;
    }
    if (dependency.delay_minutes == 0) return Verdict::fulfilled;
    // A target that never started (cancelled while it waited) counts from now.
    if (!is_set(dependency.due))
        dependency.due = (is_set(target.start) ? target.start : now) + std::chrono::minutes{dependency.delay_minutes};
    return dependency.due <= now ? Verdict::fulfilled : Verdict::unfulfilled;
}

Verdict judge_ok(const Progress& target) {
    if (target.failed) return Verdict::failed;
    return target.ended ? Verdict::fulfilled : Verdict::unfulfilled;
}

Verdict judge_singleton(const State& state, const Job& job) {
    auto jobs = state.indexes().namesakes.find({job.uid, job.spec->name});
    if (jobs == state.indexes().namesakes.end()) return Verdict::fulfilled;
    return jobs->second.records.begin()->first < order_id(job) ? Verdict::unfulfilled : Verdict::fulfilled;
}

Verdict judge(const State& state, const Job& job, Dependency& dependency, Time now) {
    if (dependency.type == Type::singleton) return judge_singleton(state, job);
    Dependency target_of = dependency;
    if (dependency.type == Type::after_corr && job.array.is_task && state.indexes().arrays.count(dependency.job)) {
        target_of.has_task = true;
        target_of.task_id = job.array.task_id;
    }
    const Progress target = progress_of_target(state, target_of, now);
    if (!target.known) return Verdict::fulfilled;
    switch (dependency.type) {
        case Type::after: return judge_begun(dependency, target, now);
        case Type::after_ok:
        case Type::after_corr: return judge_ok(target);
        case Type::after_not_ok:
            if (target.ended) return target.failed ? Verdict::fulfilled : Verdict::failed;
            // One element has failed: the end of the others is all there is to wait for, even when the record of
            // the failed one is forgotten before.
            if (target.failed) dependency.type = Type::after_any;
            return Verdict::unfulfilled;
        default: return target.ended ? Verdict::fulfilled : Verdict::unfulfilled;
    }
}

/// The array whose elements are paired with the job's own: only for the waiting part of an array.
bool is_paired(const State& state, const Job& job, const Dependency& dependency) {
    return dependency.type == Type::after_corr && is_waiting_part(job) && !dependency.has_task &&
           state.indexes().arrays.count(dependency.job);
}

/// A pair is decided element by element, so on the waiting part as a whole it stays open.
void judge_all(const State& state, Job& job, Time now) {
    for (auto& dependency : job.dependencies)
        if (dependency.state == Verdict::unfulfilled && !is_paired(state, job, dependency))
            dependency.state = judge(state, job, dependency, now);
    auto fulfilled = [](const Dependency& each) { return each.state == Verdict::fulfilled; };
    auto& all = job.dependencies;
    if (job.dependency_any && std::any_of(all.begin(), all.end(), fulfilled)) all.clear();
    all.erase(std::remove_if(all.begin(), all.end(), fulfilled), all.end());
}

/// Whether one job waits, over however many others, for the other. Only an update can make such a ring: nobody waits
/// for a job that is being submitted.
bool waits_for(const State& state, JobId from, const Job& target) {
    std::set<JobId> seen;
    std::vector<JobId> open{from};
    while (!open.empty()) {
        const JobId id = open.back();
        open.pop_back();
        if (id == target.id || (target.array && id == target.array.master_id)) return true;
        const Job* job = seen.insert(id).second ? state.find(id) : nullptr;
        if (!job || job->state != JobState::pending) continue;
        for (const auto& dependency : job->dependencies)
            if (dependency.type != Type::singleton) open.push_back(dependency.job);
    }
    return false;
}

Result<void> check_target(const State& state, const Job& job, const Dependency& dependency, Time now) {
    if (dependency.type == Type::singleton) return {};
    if (dependency.type == Type::expand) return fail(Errc::not_supported);  // jobs do not grow here, nor at most sites
    if (dependency.job == job.id) return fail(Errc::dependency_problem);
    if (state.find(job.id) && waits_for(state, dependency.job, job)) return fail(Errc::circular_dependency);
    const bool has_to_exist = dependency.type == Type::after_ok || dependency.type == Type::after_not_ok;
    if (has_to_exist && !progress_of_target(state, dependency, now).known)
        return fail(Errc::dependency_problem, "Job dependency problem: job " + std::to_string(dependency.job.value) +
                                                  " is not known (any more)");
    return {};
}

/// Numbers that were never given out here are another site's, left in a script: a lenient site does without them. A job
/// that is only forgotten stays a reason to refuse, since nobody knows how it ended.
void drop_foreign_targets(const Job& job, std::vector<Dependency>& all, std::vector<std::string>& warnings) {
    std::vector<std::string> gone;
    std::erase_if(all, [&](const Dependency& each) {
        const bool foreign = each.type != Type::singleton && each.job > job.id;
        if (foreign) gone.push_back(std::to_string(each.job.value));
        return foreign;
    });
    if (gone.empty()) return;
    gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
    warnings.push_back("dependency on job " + text::join(gone) + ", which was never submitted here: ignored");
}

bool dies_of_failed_dependency(const Site& site, const Job& job) {
    const Choice choice = job.spec->kill_on_invalid_dependency;
    return choice == Choice::yes || (choice == Choice::unset && site.config().kill_invalid_dependencies);
}

/// Elements of the target have ended: their counterparts leave the waiting part to be judged by themselves.
void refresh_pairs(Turn& turn, JobId dependent, const Job& target) {
    const TaskSet ended = target.array.is_task ? TaskSet::of(target.array.task_id) : target.array.waiting;
    for (std::uint32_t element : ended.indices()) {
        const Job* rest = turn.state().find(dependent);
        if (!is_waiting_part(*rest)) return;
        if (rest->array.waiting.contains(element)) refresh_dependencies(turn, split_element(turn, dependent, element));
    }
}

void tell(Turn& turn, JobId dependent, const Job& target) {
    const Job* job = turn.state().find(dependent);
    if (!job || job->state != JobState::pending) return;
    const bool paired = std::any_of(job->dependencies.begin(), job->dependencies.end(), [&](const Dependency& each) {
        return is_paired(turn.state(), *job, each) && target.array && target.array.master_id == each.job;
    });
    if (paired && is_terminal(target.state)) refresh_pairs(turn, dependent, target);
    if (const Job* again = turn.state().find(dependent); again && again->state == JobState::pending)
        refresh_dependencies(turn, dependent);
}

void tell_dependents(Turn& turn, JobId key, const Job& target) {
    auto at = turn.state().indexes().dependents.find(key);
    if (at == turn.state().indexes().dependents.end()) return;
    const std::set<JobId> waiting = at->second;
    for (JobId dependent : waiting) tell(turn, dependent, target);
}

}  // namespace

Result<void> admit_dependencies(const State& state, Job& job, Time now, SitePolicy policy,
                                std::vector<std::string>& warnings) {
    auto parsed = text::parse_dependency(job.spec->dependency);
    if (!parsed) return tl::make_unexpected(parsed.error());
    if (policy == SitePolicy::lenient) drop_foreign_targets(job, parsed->all, warnings);
    for (auto& dependency : parsed->all) {
        MS_TRY(check_target(state, job, dependency, now));
        const bool of_array = dependency.type != Type::singleton && state.indexes().arrays.count(dependency.job);
        if (of_array && !dependency.has_task) dependency.any_task = true;  // shown so
    }
    job.dependencies = std::move(parsed->all);
    job.dependency_any = parsed->any;
    judge_all(state, job, now);
    return {};
}

void refresh_dependencies(Turn& turn, JobId id) {
    Job judged = *turn.state().find(id);
    judge_all(turn.state(), judged, turn.instant());
    if (judged.dependencies == turn.state().find(id)->dependencies) return;
    const bool was_hopeless = can_never_start(*turn.state().find(id));
    turn.change(id, [&](Job& job) {
        job.dependencies = judged.dependencies;
        settle(turn.site(), job, turn.instant());
    });
    if (!was_hopeless) cancel_if_hopeless(turn, id);
}

void cancel_if_hopeless(Turn& turn, JobId id) {
    const Job& job = *turn.state().find(id);
    if (job.state != JobState::pending || !can_never_start(job)) return;
    tell_invalid_dependency(turn, id);
    if (dies_of_failed_dependency(turn.site(), job)) cancel_waiting(turn, id, std::nullopt);
}

void split_decided_elements(Turn& turn, JobId master) {
    const Job* rest = turn.state().find(master);
    if (!rest || !is_waiting_part(*rest)) return;
    const bool paired = std::any_of(rest->dependencies.begin(), rest->dependencies.end(),
                                    [&](const Dependency& each) { return is_paired(turn.state(), *rest, each); });
    if (!paired) return;
    const std::vector<std::uint32_t> elements = rest->array.waiting.indices();
    for (std::uint32_t element : elements) {
        Job alone = *turn.state().find(master);
        if (!is_waiting_part(alone)) break;  // the last one is an element of its own
        alone.array.is_task = true;
        alone.array.task_id = element;
        const auto before = alone.dependencies;
        judge_all(turn.state(), alone, turn.instant());
        if (!(alone.dependencies == before)) refresh_dependencies(turn, split_element(turn, master, element));
    }
}

void tell_namesake(Turn& turn, const Job& target) {
    auto jobs = turn.state().indexes().namesakes.find({target.uid, target.spec->name});
    if (jobs == turn.state().indexes().namesakes.end()) return;
    const auto& [records, dependent] = jobs->second;
    const JobId oldest = records.begin()->first;
    std::vector<JobId> waiting;
    for (auto at = dependent.lower_bound({oldest, JobId{}}); at != dependent.end() && at->first == oldest; ++at)
        waiting.push_back(at->second);
    for (JobId id : waiting) refresh_dependencies(turn, id);
}

void spread_news(Turn& turn) {
    for (JobId id; turn.take_news(id);) {
        const JobPtr target = turn.state().find_shared(id);
        if (!target) continue;
        tell_dependents(turn, id, *target);
        if (target->array && target->array.master_id != id) tell_dependents(turn, target->array.master_id, *target);
        if (is_terminal(target->state)) tell_namesake(turn, *target);
        if (target->array && !holds_resources(*target)) unthrottle(turn, target->array.master_id);
    }
}

}  // namespace msd::core
