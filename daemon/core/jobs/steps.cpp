// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/steps.hpp"

#include <algorithm>
#include <numeric>

#include "daemon/core/jobs/selection.hpp"
#include "daemon/core/placement/demand.hpp"
#include "libms/base/contains.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"

namespace msd::core {
namespace {

/// What other steps leave of the job's part of a node.
NodeAllocation free_part(const Job& job, const NodeAllocation& whole, bool overlap) {
    NodeAllocation free = whole;
    if (overlap) return free;
    for (const Step& step : job.steps) {
        if (step.spec.overlap) continue;
        for (const auto& part : step.allocation) {
            if (part.node != whole.node) continue;
            std::erase_if(free.cpus, [&](std::uint32_t cpu) {
                return std::binary_search(part.cpus.begin(), part.cpus.end(), cpu);
            });
            free.memory.value -= std::min(free.memory.value, part.memory.value);
            for (const auto& held : part.gres)
                for (auto& gres : free.gres) {
                    if (gres.name != held.name || gres.type != held.type) continue;
                    gres.count -= std::min(gres.count, held.count);
                    if (is_share_of_gpus(gres.name) && gres.count > 0) continue;  // the rest is of the same GPU
                    std::erase_if(gres.indices, [&](std::uint32_t index) {
                        return contains(held.indices, index);
                    });
                }
        }
    }
    return free;
}

Failure node_not_of_job(const std::string& name) {
    return fail(Errc::node_config_unavailable,
                std::string(error_text(Errc::node_config_unavailable)) + ": node " + name + " is not of this job");
}

/// The job's nodes the step may use, in the job's order.
Result<std::vector<const NodeAllocation*>> usable_nodes(const Job& job, const StepSpec& spec) {
    const auto names = [](const std::string& list) { return text::expand_hostlist(list); };
    const auto listed = names(spec.node_list), excluded = names(spec.exclude);
    if (!listed) return Failure(listed.error());
    if (!excluded) return Failure(excluded.error());
    const auto in = [](const std::vector<std::string>& all, const std::string& name) {
        return contains(all, name);
    };
    for (const auto& name : *listed)
        if (std::none_of(job.allocation.begin(), job.allocation.end(), [&](const auto& part) { return part.node == name; }))
            return node_not_of_job(name);
    std::vector<const NodeAllocation*> nodes;
    for (std::size_t i = 0; i < job.allocation.size(); ++i) {
        const auto& part = job.allocation[i];
        const bool wanted = listed->empty() || in(*listed, part.node);
        if (i >= spec.relative && wanted && !in(*excluded, part.node)) nodes.push_back(&part);
    }
    return nodes;
}

struct Size {
    std::uint32_t nodes = 1;
    std::uint32_t tasks = 1;
    std::uint32_t cpus_per_task = 1;
};

/// Slurm's defaults: the nodes asked for, else as many as there are tasks for; a task a node unless said otherwise.
Size size_of(const StepSpec& spec, std::uint32_t available) {
    Size size;
    size.cpus_per_task = std::max(1u, spec.cpus_per_task);
    size.nodes = spec.min_nodes ? spec.min_nodes : available;
    if (!spec.node_list.empty()) size.nodes = available;
    if (spec.max_nodes) size.nodes = std::max(spec.min_nodes, std::min(spec.max_nodes, available));
    size.tasks = spec.tasks ? spec.tasks : size.nodes * std::max(1u, spec.tasks_per_node);
    size.nodes = std::min(size.nodes, size.tasks);
    return size;
}

/// How many tasks a node with so many CPUs takes at most.
std::uint32_t room(const StepSpec& spec, const Size& size, std::size_t cpus) {
    std::uint64_t tasks = spec.overcommit ? size.tasks : cpus / size.cpus_per_task;
    if (spec.tasks_per_node) tasks = std::min<std::uint64_t>(tasks, spec.tasks_per_node);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(tasks, size.tasks));
}

/// One task for every node, then by turns (cyclic) or node after node; empty when they do not fit.
std::vector<std::uint32_t> spread_tasks(const std::vector<std::uint32_t>& rooms, std::uint32_t tasks, bool cyclic) {
    if (std::accumulate(rooms.begin(), rooms.end(), std::uint64_t{0}) < tasks || tasks < rooms.size()) return {};
    std::vector<std::uint32_t> counts(rooms.size(), 1);
    std::uint32_t left = tasks - static_cast<std::uint32_t>(rooms.size());
    while (left > 0)
        for (std::size_t node = 0; node < rooms.size() && left > 0; ++node) {
            const std::uint32_t more = std::min({rooms[node] - counts[node], left, cyclic ? 1u : left});
            counts[node] += more;
            left -= more;
        }
    return counts;
}

/// `request` out of `from`, moved to `to`; false when there is not enough.
bool take_gres(const GresRequest& request, std::vector<GresAllocation>& from, std::vector<GresAllocation>& to) {
    std::uint64_t wanted = request.count;
    for (auto& gres : from) {
        if (gres.name != request.name || (!request.type.empty() && gres.type != request.type)) continue;
        const std::uint64_t count = std::min(wanted, gres.count);
        if (count == 0) continue;
        GresAllocation part{gres.name, gres.type, count, {}};
        const auto end = gres.indices.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(count, gres.indices.size()));
        part.indices.assign(gres.indices.begin(), end);
        gres.count -= count;
        if (!is_share_of_gpus(gres.name) || gres.count == 0) gres.indices.erase(gres.indices.begin(), end);
        wanted -= count;
        to.push_back(std::move(part));
    }
    return wanted == 0;
}

/// With no word of devices a step has all of the job's.
bool takes_all_gres(const StepSpec& spec) {
    return !spec.no_gres && spec.gres.empty() && spec.gpus.empty() && spec.gpus_per_task.empty();
}

bool names_gpus(const std::vector<GresRequest>& requests) { return std::any_of(requests.begin(), requests.end(), is_gpu); }

/// GPUs are told of a task, of a node or in all, and the first of these counts: none is taken twice.
bool fill_gres(const StepSpec& spec, const NodeAllocation& whole, NodeAllocation& free, std::uint32_t tasks,
               NodeAllocation& part) {
    if (takes_all_gres(spec)) {
        part.gres = free.gres;
        return free.gres == whole.gres;
    }
    for (const auto& request : spec.gres)
        if (!(is_gpu(request) && names_gpus(spec.gpus_per_task)) && !take_gres(request, free.gres, part.gres)) return false;
    for (auto request : spec.gpus_per_task) {
        request.count *= tasks;
        if (!take_gres(request, free.gres, part.gres)) return false;
    }
    return true;
}

/// Memory counts among steps where the job asked for an amount.
bool fill_memory(const Job& job, const StepSpec& spec, const NodeAllocation& whole, const NodeAllocation& free,
                 NodeAllocation& part) {
    if (job.spec->memory_kind == MemoryKind::unset && spec.memory_kind == MemoryKind::unset) return true;
    if (spec.memory_kind != MemoryKind::unset && spec.memory.value == 0) return true;  // --mem=0: shares it
    const auto cpus = static_cast<std::uint64_t>(part.cpus.size());
    if (spec.memory_kind == MemoryKind::per_node)
        part.memory = spec.memory;
    else if (spec.memory_kind == MemoryKind::per_cpu)
        part.memory.value = spec.memory.value * cpus;
    else if (job.memory_is_per_cpu)
        part.memory.value = std::min(whole.memory.value, job.memory_per_cpu.value * cpus);
    else
        part.memory = whole.memory;
    return part.memory <= free.memory;
}

/// The step's part of each node, with what `free` holds. `counts`: tasks by node.
bool fill_parts(const Job& job, const StepSpec& spec, const Size& size,
                const std::vector<const NodeAllocation*>& nodes, std::vector<NodeAllocation> free,
                const std::vector<std::uint32_t>& counts, Step& step) {
    const bool told_otherwise = names_gpus(spec.gpus_per_task) || names_gpus(spec.gres);
    auto of_the_step = told_otherwise ? std::vector<GresRequest>{} : spec.gpus;
    step.allocation.clear();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        NodeAllocation part;
        part.node = nodes[i]->node;
        part.cpus = free[i].cpus;
        const std::size_t needed = spec.overcommit ? 1 : std::size_t{counts[i]} * size.cpus_per_task;
        if (!spec.exact && !spec.overlap && part.cpus.size() < nodes[i]->cpus.size()) return false;
        if (part.cpus.size() < needed) return false;
        if (spec.exact) part.cpus.resize(needed);
        if (!fill_gres(spec, *nodes[i], free[i], counts[i], part)) return false;
        for (auto& request : of_the_step) {
            GresRequest here = request;
            std::uint64_t has = 0;
            for (const auto& gres : free[i].gres)
                if (gres.name == request.name && (request.type.empty() || gres.type == request.type)) has += gres.count;
            here.count = std::min(request.count, has);
            if (!take_gres(here, free[i].gres, part.gres)) return false;
            request.count -= here.count;
        }
        if (!fill_memory(job, spec, *nodes[i], free[i], part)) return false;
        step.allocation.push_back(std::move(part));
    }
    return std::all_of(of_the_step.begin(), of_the_step.end(), [](const auto& request) { return request.count == 0; });
}

/// Tasks over nodes and the parts, with what `free` says of each usable node.
bool place(const Job& job, const StepSpec& spec, const Size& size, const std::vector<const NodeAllocation*>& usable,
           const std::vector<NodeAllocation>& free, Step& step) {
    std::vector<const NodeAllocation*> nodes;
    std::vector<NodeAllocation> free_of;
    std::vector<std::uint32_t> rooms;
    for (std::size_t i = 0; i < usable.size() && nodes.size() < size.nodes; ++i) {
        const std::uint32_t tasks = room(spec, size, free[i].cpus.size());
        if (tasks == 0) continue;
        nodes.push_back(usable[i]);
        free_of.push_back(free[i]);
        rooms.push_back(tasks);
    }
    if (nodes.size() < size.nodes) return false;
    step.tasks_on = spread_tasks(rooms, size.tasks, spec.distribution.starts_with("cyclic"));
    if (step.tasks_on.empty()) return false;
    return fill_parts(job, spec, size, nodes, std::move(free_of), step.tasks_on, step);
}

void fill_shown(Step& step) {
    std::vector<std::string> names;
    step.cpus = 0;
    for (const auto& part : step.allocation) {
        names.push_back(part.node);
        step.cpus += static_cast<std::uint32_t>(part.cpus.size());
    }
    step.nodes = static_cast<std::uint32_t>(names.size());
    step.node_list = text::fold_hostlist(names);
    auto tres = allocated_tres(step.allocation);
    if (tres["mem"] == 0) tres.erase("mem");
    step.alloc_tres = text::format_tres(tres);
}

Result<void> may_run_steps(const Job& job, const Caller& caller) {
    if (!caller.is_admin && caller.uid != job.uid) return fail(Errc::access_denied);
    if (job.state == JobState::pending) return fail(Errc::job_pending);
    if (is_terminal(job.state) || (job.flags & job_completing)) return fail(Errc::job_already_done);
    return {};
}

/// The step's row at its end.
Step ended_step(Step step, JobState state, ExitStatus exit, Time at) {
    step.state = state;
    step.exit = exit;
    step.end = std::max(at, step.start);
    return step;
}

Step step_by_verdict(const Job& job, const Step& step, const StepVerdict& verdict, Time now) {
    JobState state = verdict.exit.ok() ? JobState::completed : JobState::failed;
    if (verdict.exit.signal != 0) state = JobState::cancelled;
    ExitStatus exit = verdict.exit;
    if (verdict.out_of_memory) {
        state = JobState::out_of_memory;
        exit = {0, 125};
    } else if (verdict.timed_out || (job.flags & job_killed_by_timeout)) {
        state = verdict.timed_out ? JobState::timeout : JobState::cancelled;
    } else if ((job.flags & (job_cancel_requested | job_requeued)) || step.state == JobState::cancelled) {
        state = JobState::cancelled;
    }
    Step ended = ended_step(step, state, exit, is_set(verdict.at) ? std::min(verdict.at, now) : now);
    if (job.flags & job_cancel_requested) ended.cancelled_by = job.cancelled_by;
    ended.usage = verdict.usage;
    return ended;
}

}  // namespace

const Step* find_step(const Job& job, std::int32_t number) {
    const auto at = std::find_if(job.steps.begin(), job.steps.end(), [&](const Step& step) { return step.id == number; });
    return at == job.steps.end() ? nullptr : &*at;
}

/// A kind of device that the job has none of is never there for a step.
Result<void> check_gres(const Job& job, const StepSpec& spec) {
    const auto has = [&](const GresRequest& request) {
        return request.count == 0 || std::any_of(job.allocation.begin(), job.allocation.end(), [&](const NodeAllocation& node) {
                   return std::any_of(node.gres.begin(), node.gres.end(), [&](const GresAllocation& each) { return each.name == request.name; });
               });
    };
    for (const auto* requests : {&spec.gres, &spec.gpus, &spec.gpus_per_task})
        if (!std::all_of(requests->begin(), requests->end(), has))
            return fail(Errc::invalid_gres, "Step requested GRES but job doesn't have GRES\n" + std::string(error_text(Errc::invalid_gres)));
    return {};
}

Result<Step> fit_step(const Job& job, const StepSpec& spec) {
    MS_TRY(check_gres(job, spec));
    const auto usable = usable_nodes(job, spec);
    if (!usable) return Failure(usable.error());
    const Size size = size_of(spec, static_cast<std::uint32_t>(usable->size()));
    if (usable->size() < size.nodes || size.nodes < spec.min_nodes)
        return fail(Errc::bad_node_count, std::string(error_text(Errc::bad_node_count)) + ": " +
                                              std::to_string(std::max(size.nodes, spec.min_nodes)) + " nodes asked, " +
                                              std::to_string(usable->size()) + " of the job can be used");
    Step step;
    step.job = job.id;
    step.spec = spec;
    step.name = spec.name;
    step.tasks = size.tasks;
    std::vector<NodeAllocation> free, whole;
    for (const auto* node : *usable) {
        free.push_back(free_part(job, *node, spec.overlap));
        whole.push_back(*node);
    }
    if (place(job, spec, size, *usable, free, step)) {
        fill_shown(step);
        return step;
    }
    // With nobody else there: never, or only not now?
    if (place(job, spec, size, *usable, whole, step)) return fail(Errc::nodes_busy);
    std::uint64_t cpus = 0;
    for (const auto& node : whole) cpus += node.cpus.size();
    if (!spec.overcommit && std::uint64_t{size.tasks} * size.cpus_per_task > cpus)
        return fail(Errc::too_many_cpus, std::string(error_text(Errc::too_many_cpus)) + ": " +
                                             std::to_string(std::uint64_t{size.tasks} * size.cpus_per_task) +
                                             " CPUs asked, the job has " + std::to_string(cpus));
    return fail(Errc::node_config_unavailable);
}

void save_step(Turn& turn, const Job& job, Step step) {
    if (step.start < size_begun(job)) return;
    turn.emit(SaveStep{std::move(step), incarnation(job)});
}

Step batch_step(const Job& job) {
    Step step = text::batch_step(job);
    if (!job.allocation.empty()) step.alloc_tres = text::format_tres(allocated_tres({job.allocation.front()}));
    return step;
}

Result<StepReply> create_step(Turn& turn, const CreateStep& event) {
    const Job* job = turn.state().find(event.request.job);
    if (!job) return fail(Errc::invalid_job_id);
    MS_TRY(may_run_steps(*job, event.caller));
    auto step = fit_step(*job, event.request.spec);
    if (!step) return Failure(step.error());
    step->start = turn.instant();
    turn.change(job->id, [&](Job& each) {
        step->id = static_cast<std::int32_t>(each.next_step_id++);
        each.steps.push_back(*step);
    });
    save_step(turn, *job, *step);
    return StepReply{std::move(*step), {}, {}};
}

Result<Done> update_step(Turn& turn, const UpdateStep& event) {
    constexpr std::chrono::hours for_ever{24 * 365 * 50};
    const JobSelector& selector = event.request.step;
    const TimeLimit limit = event.request.time_limit;
    const auto found = select(turn.state(), selector);
    if (found.size() != 1 || !found.front().elements.empty()) return fail(Errc::invalid_job_id);
    const JobId id = found.front().job;
    const Job& job = *turn.state().find(id);
    if (!event.caller.is_admin && event.caller.uid != job.uid) return fail(Errc::invalid_user_id);
    const Step* step = find_step(job, selector.step);
    if (!selector.has_step || !step) return fail(Errc::invalid_job_id);
    SendSignal order;
    order.job = id;
    order.step = selector.step;
    order.step_end = limit.is_finite() ? step->start + std::chrono::minutes{limit.minutes} : step->start + for_ever;
    turn.change(id, [&](Job& each) {
        for (Step& one : each.steps)
            if (one.id == selector.step) one.spec.time_limit = limit;
    });
    turn.emit(std::move(order));
    return Done{};
}

void on_step_ended(Turn& turn, const StepEnded& event) {
    const Job* job = turn.state().find(event.job);
    if (!job || !holds_resources(*job) || job->restarts != event.restarts) return;
    const Step* running = find_step(*job, event.verdict.step);
    if (!running) return;  // told before
    Step ended = step_by_verdict(*job, *running, event.verdict, turn.instant());
    turn.change(event.job, [&](Job& each) {
        std::erase_if(each.steps, [&](const Step& step) { return step.id == ended.id; });
        each.cpu_time += ended.usage.cpu_time;
        if (each.flags & (job_cancel_requested | job_killed_by_timeout)) return;  // its end is no step's doing
        each.derived_exit.code = std::max(each.derived_exit.code, ended.exit.code);
        each.derived_exit.signal = std::max(each.derived_exit.signal, ended.exit.signal);
    });
    save_step(turn, *turn.state().find(event.job), std::move(ended));
}

namespace {

template <class IsOver>
void close_those(Turn& turn, JobId id, Time at, IsOver is_over) {
    const Job& job = *turn.state().find(id);
    if (std::none_of(job.steps.begin(), job.steps.end(), is_over)) return;
    for (const Step& step : job.steps) {
        if (!is_over(step)) continue;
        Step ended = ended_step(step, JobState::cancelled, {0, 15}, at);
        if (job.flags & job_cancel_requested) ended.cancelled_by = job.cancelled_by;
        save_step(turn, job, std::move(ended));
    }
    turn.change(id, [&](Job& each) { std::erase_if(each.steps, is_over); });
}

}  // namespace

void close_steps(Turn& turn, JobId id, Time at) {
    close_those(turn, id, at, [](const Step&) { return true; });
}

void close_lost_steps(Turn& turn, JobId id, const std::vector<std::int32_t>& alive, std::uint32_t next_step) {
    close_those(turn, id, turn.instant(), [&](const Step& step) {
        return static_cast<std::uint32_t>(step.id) < next_step &&
               !contains(alive, step.id);
    });
}

}  // namespace msd::core
