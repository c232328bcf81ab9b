// SPDX-License-Identifier: MIT
#include "daemon/core/requests/update.hpp"

#include <algorithm>

#include "daemon/core/jobs/arrays.hpp"
#include "daemon/core/jobs/dependencies.hpp"
#include "daemon/core/jobs/pending.hpp"
#include "daemon/core/jobs/selection.hpp"
#include "daemon/core/requests/admission.hpp"
#include "daemon/core/requests/resize.hpp"
#include "daemon/core/requests/update_keys.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/array.hpp"

namespace msd::core {
namespace {

constexpr std::uint32_t held = job_held_by_user | job_held_by_admin;

bool has(const JobUpdate& update, JobKey key) {
    return contains(update.keys, key);
}

/// What is to become of one record.
struct Changed {
    JobSpec spec;
    std::uint8_t affects = affects_nothing;
};

/// The new spec as far as the keys' own rows allow it.
Result<Changed> take_values(const Asked& asked) {
    Changed changed{*asked.job.spec};
    for (const UpdateKey& row : update_keys()) {
        if (!has(asked.update, row.key)) continue;
        if (const Errc code = may_change(row, asked); code != Errc::ok) return fail(code);
        const bool is_kept = row.when == UpdateKey::When::resizes && asked.job.state != JobState::pending;
        if (row.put && !is_kept) row.put(changed.spec, asked.update);
        changed.affects |= row.affects;
    }
    if (has(asked.update, JobKey::time_limit) || has(asked.update, JobKey::end))
        changed.spec.time_limit = limit_after(asked.job, asked.update);
    return changed;
}

/// A waiting job has to be acceptable with what it asks for now. A name typed just now is meant: nothing is mapped.
Result<void> admit(const State& state, const Asked& asked, Changed& changed, Time now) {
    const Site& site = asked.site;
    std::vector<std::string> warnings;
    if (changed.affects & affects_names)
        MS_TRY(admit_names(site, asked.caller, SitePolicy::strict, changed.spec, warnings));
    if (changed.affects & affects_size) {
        MS_TRY(admit_resources(site, SitePolicy::strict, changed.spec, warnings));
        MS_TRY(admit_values(site, changed.spec, now));
        MS_TRY(admit_size(site, SitePolicy::strict, changed.spec, warnings));
    }
    if (changed.affects & (affects_names | affects_size)) MS_TRY(check_reserved_size(site, changed.spec));
    if (!(changed.affects & affects_dependency)) return {};
    Job tried = asked.job;
    tried.spec = std::make_shared<const JobSpec>(changed.spec);
    return admit_dependencies(state, tried, now, SitePolicy::strict, warnings);
}

/// Priority=0 holds, another number lifts the hold.
void set_hold(Job& job, const Asked& asked) {
    job.flags &= ~(held | job_reservation_deleted);
    if (asked.update.values.priority == 0)
        job.flags |= asked.caller.is_admin && asked.caller.uid != job.uid ? job_held_by_admin : job_held_by_user;
}

void change_waiting(Turn& turn, Job& job, const Asked& asked, const Changed& changed) {
    const JobUpdate& update = asked.update;
    if (changed.affects & (affects_size | affects_names)) fill_size(turn.site(), *job.spec, job);
    if (has(update, JobKey::time_limit)) job.time_limit = job.spec->time_limit;
    if (has(update, JobKey::begin)) job.eligible = job.spec->begin > turn.instant() ? job.spec->begin : Time{};
    if (has(update, JobKey::priority)) set_hold(job, asked);
    std::vector<std::string> warnings;
    if (changed.affects & affects_dependency)
        (void)admit_dependencies(turn.state(), job, turn.instant(), SitePolicy::strict, warnings);
    settle(turn.site(), job, turn.instant());
}

void change_running(Job& job, const Asked& asked) {
    const JobUpdate& update = asked.update;
    if (has(update, JobKey::priority)) {
        set_hold(job, asked);  // for the next run, should it be requeued
        job.priority = update.values.priority;
    }
    if (!has(update, JobKey::time_limit) && !has(update, JobKey::end)) return;
    job.time_limit = job.spec->time_limit;
    job.end = job.time_limit.is_finite()
                  ? job.start + std::chrono::minutes{job.time_limit.minutes} + job.suspended
                  : Time{};
    job.flags &= ~static_cast<std::uint32_t>(job_signal_sent);  // a warning comes before the new end, too
}

/// %limit of an array is the same on all of its records.
void set_throttle(Turn& turn, JobId master, std::uint32_t limit) {
    const auto array = turn.state().indexes().arrays.find(master);
    if (array == turn.state().indexes().arrays.end()) return;
    std::vector<JobId> records;
    for (const auto& [task, id] : array->second.tasks) records.push_back(id);
    if (const Job* rest = turn.state().find(master); rest && is_waiting_part(*rest)) records.push_back(master);
    for (JobId id : records) turn.change(id, [&](Job& job) { job.array.max_running = limit; });
    unthrottle(turn, master);
}

void apply(Turn& turn, JobId id, const Asked& asked, const Changed& changed) {
    const JobPtr before = turn.state().find_shared(id);
    const bool waiting = before->state == JobState::pending;
    turn.change_spec(id, changed.spec, [&](Job& job) {
        if (has(asked.update, JobKey::admin_comment)) job.admin_comment = asked.update.admin_comment;
        if (waiting)
            change_waiting(turn, job, asked, changed);
        else
            change_running(job, asked);
    });
    if (has(asked.update, JobKey::array_task_throttle) && before->array)
        set_throttle(turn, before->array.master_id, asked.update.array_task_throttle);
    if (changed.spec.name != before->spec->name) tell_namesake(turn, *before);
    if (!waiting) {
        if (has(asked.update, JobKey::node_count) || has(asked.update, JobKey::node_list))
            give_back_nodes(turn, id, asked.update);
        return;
    }
    refresh_dependencies(turn, id);
    if (changed.affects & affects_dependency) split_decided_elements(turn, id);
    cancel_if_hopeless(turn, id);
}

Result<void> update_record(Turn& turn, const Selected& selected, const UpdateJobs& request) {
    const JobPtr job = turn.state().find_shared(selected.job);
    const Caller& caller = request.caller;
    if (!caller.is_admin && caller.uid != job->uid) return fail(Errc::invalid_user_id);
    const Asked asked{turn.site(), caller, *job, request.request.update, turn.instant()};
    auto changed = take_values(asked);
    if (!changed) return Failure(changed.error());
    if (job->state == JobState::pending) MS_TRY(admit(turn.state(), asked, *changed, turn.instant()));
    if (selected.elements.empty()) {
        apply(turn, selected.job, asked, *changed);
        return {};
    }
    for (std::uint32_t element : selected.elements.indices())
        apply(turn, split_element(turn, selected.job, element), asked, *changed);
    return {};
}

/// Refusals that name figures: what was asked and what there is. Of any other Slurm's own text says all.
bool has_figures(Errc code) {
    return code == Errc::node_config_unavailable || code == Errc::too_many_cpus || code == Errc::nodes_not_in_partition;
}

bool is_passed_over(Errc code) { return code == Errc::job_finished || code == Errc::job_not_pending; }

/// What is told of is named: an array by those of its tasks that wait.
std::string name_of(const Turn& turn, const JobSelector& selector) {
    const Job* job = selector.has_tasks ? nullptr : turn.state().find(selector.job);
    if (!job || !is_waiting_part(*job)) return selector.text;
    return std::to_string(job->array.master_id.value) + "_" + text::format_tasks(job->array.waiting);
}

/// An array is changed where it can be: what has ended, or runs already, is passed over as long as something is left.
JobResult update_selector(Turn& turn, const JobSelector& selector, const UpdateJobs& request) {
    const auto all = select(turn.state(), selector);
    if (all.empty() || selector.has_step)
        return {selector.text, Errc::invalid_job_id, std::string(error_text(Errc::invalid_job_id))};
    std::optional<Error> refusal;
    bool changed = false;
    for (const auto& each : all) {
        const auto done = update_record(turn, each, request);
        if (done)
            changed = true;
        else if (!refusal || is_passed_over(refusal->code))
            refusal = done.error();
    }
    if (!refusal || (changed && is_passed_over(refusal->code))) return {selector.text, Errc::ok, {}};
    const std::string text(error_text(refusal->code));
    const bool longer = has_figures(refusal->code) && refusal->message.starts_with(text);
    return {name_of(turn, selector), refusal->code, longer ? refusal->message : text};
}

}  // namespace

JobResults update_jobs(Turn& turn, const UpdateJobs& request) {
    JobResults results;
    for (const auto& selector : request.request.jobs)
        results.results.push_back(update_selector(turn, selector, request));
    return results;
}

}  // namespace msd::core
