// SPDX-License-Identifier: MIT
#include "daemon/core/requests/resize.hpp"

#include <algorithm>

#include "daemon/core/accounts/billing.hpp"
#include "daemon/core/jobs/steps.hpp"
#include "daemon/core/placement/demand.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"

namespace msd::core {
namespace {

using Names = std::vector<std::string>;

bool has(const JobUpdate& update, JobKey key) {
    return contains(update.keys, key);
}

/// Of a job that is being ended, or stands still, nothing is changed any more.
bool may_shrink(const Job& job) { return job.state == JobState::running && !(job.flags & job_completing); }

Names kept_nodes(const Job& job, const JobUpdate& update) {
    Names listed, kept;
    const bool by_name = has(update, JobKey::node_list);
    if (by_name) listed = text::expand_hostlist(update.values.node_list).value_or(Names{});
    for (const auto& part : job.allocation)
        if (!by_name || contains(listed, part.node)) kept.push_back(part.node);
    if (has(update, JobKey::node_count)) kept.resize(std::min<std::size_t>(kept.size(), update.values.min_nodes));
    return kept;
}

/// The size that ends now, and what of it runs, as rows of the accounts.
void save_size(Turn& turn, const Job& job) {
    Job row = job;
    row.state = JobState::completed;
    row.flags = job_resizing;
    row.end = turn.instant();
    turn.emit(SaveIncarnation{std::make_shared<Job>(std::move(row))});
    const auto save = [&](Step step) {
        step.end = turn.instant();
        save_step(turn, job, std::move(step));
    };
    if (job.spec->kind == JobKind::batch) save(batch_step(job));
    if (job.flags & job_has_extern_step) save(text::extern_step(job));
    for (const Step& step : job.steps) save(step);
}

void shrink(Turn& turn, Job& job, const Names& kept) {
    std::erase_if(job.allocation, [&](const NodeAllocation& part) { return !contains(kept, part.node); });
    job.nodes = static_cast<std::uint32_t>(job.allocation.size());
    auto tres = allocated_tres(job.allocation);
    if (const auto partition = turn.site().find_partition(job.partition))
        add_billing(turn.site(), *partition, *job.spec, allocated_devices(job.allocation), tres);
    job.cpus = static_cast<std::uint32_t>(tres["cpu"]);
    job.alloc_tres = text::format_tres(tres);
    auto asked = text::parse_tres(job.req_tres);
    asked["node"] = job.nodes;
    job.req_tres = text::format_tres(asked);
    job.resized = {job.resized.count + 1, turn.instant(), job.suspended};
}

}  // namespace

Errc may_keep_count(const Asked& asked) {
    const JobSpec& values = asked.update.values;
    if (values.min_nodes == 0) return Errc::bad_node_count;
    if (values.max_nodes != values.min_nodes || !may_shrink(asked.job)) return Errc::job_not_pending;
    return values.min_nodes > asked.job.allocation.size() ? Errc::not_supported : Errc::ok;
}

Errc may_keep_listed(const Asked& asked) {
    if (!may_shrink(asked.job) || asked.update.values.node_list.empty()) return Errc::job_not_pending;
    const auto names = text::expand_hostlist(asked.update.values.node_list);
    if (!names) return Errc::invalid_node_name;
    const auto& held = asked.job.allocation;
    for (const std::string& name : *names)
        if (std::none_of(held.begin(), held.end(), [&](const NodeAllocation& part) { return part.node == name; }))
            return Errc::invalid_node_name;
    // The script runs on the first.
    const bool loses_script = asked.job.spec->kind == JobKind::batch && !contains(*names, held.front().node);
    return loses_script ? Errc::invalid_node_name : Errc::ok;
}

void give_back_nodes(Turn& turn, JobId id, const JobUpdate& update) {
    const JobPtr before = turn.state().find_shared(id);
    const Names kept = kept_nodes(*before, update);
    Names lost;
    for (const auto& part : before->allocation)
        if (!contains(kept, part.node)) lost.push_back(part.node);
    if (lost.empty() || kept.empty()) return;
    save_size(turn, *before);
    turn.change(id, [&](Job& job) { shrink(turn, job, kept); });
    turn.emit(Note{"job " + text::shown_job_id(*before) + " gives back " + text::fold_hostlist(lost)});
    turn.emit(GiveBack{turn.state().find_shared(id)});
    turn.notify_later(id);
}

}  // namespace msd::core
