// SPDX-License-Identifier: MIT
#include "daemon/exec/step_order.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>

#include "daemon/exec/devices.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"
#include "libms/text/words.hpp"

namespace msd::exec {
namespace {

using Cpus = std::vector<std::uint32_t>;

// ---- --cpu-bind

enum class Bind : std::uint8_t { automatic, none, rank, threads, cores, sockets, map, mask };

struct CpuBind {
    Bind how = Bind::automatic;
    bool verbose = false;
    std::vector<std::string> list;  // of map_cpu and mask_cpu, used by turns
};

struct BindRow {
    std::string_view word;
    Bind how;
};
constexpr BindRow bind_rows[] = {
    {"none", Bind::none},       {"no", Bind::none},         {"rank", Bind::rank},        {"threads", Bind::threads},
    {"cores", Bind::cores},     {"sockets", Bind::sockets}, {"ldoms", Bind::sockets},    {"map_cpu", Bind::map},
    {"mask_cpu", Bind::mask},   {"rank_ldom", Bind::sockets},
};

/// srun has checked the text; what is not known binds as if nothing had been said.
CpuBind parse_bind(std::string_view text) {
    CpuBind bind;
    const std::size_t colon = text.find(':');
    for (const auto& word : text::split_list(text.substr(0, colon))) {
        bind.verbose = bind.verbose || word == "v" || word == "verbose";
        for (const auto& row : bind_rows)
            if (row.word == word) bind.how = row.how;
    }
    if (colon != std::string_view::npos)
        for (auto& item : text::split_list(text.substr(colon + 1))) bind.list.push_back(std::move(item));
    return bind;
}

/// "0x5" → 0, 2.
Cpus cpus_of_mask(std::string_view mask) {
    if (mask.starts_with("0x") || mask.starts_with("0X")) mask.remove_prefix(2);
    Cpus cpus;
    for (std::size_t digit = 0; digit < mask.size(); ++digit) {
        const char c = mask[mask.size() - 1 - digit];
        const int value = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        for (std::uint32_t bit = 0; bit < 4; ++bit)
            if (value >> bit & 1) cpus.push_back(static_cast<std::uint32_t>(digit) * 4 + bit);
    }
    return cpus;
}

std::string mask_of(const Cpus& cpus) {
    std::string digits(cpus.empty() ? 1 : *std::max_element(cpus.begin(), cpus.end()) / 4 + 1, '0');
    for (const std::uint32_t cpu : cpus) {
        char& digit = digits[digits.size() - 1 - cpu / 4];
        const int value = (digit <= '9' ? digit - '0' : digit - 'A' + 10) | 1 << cpu % 4;
        digit = static_cast<char>(value < 10 ? '0' + value : 'A' + value - 10);
    }
    return "0x" + digits;
}

// ---- which CPUs

bool has_gpus(const core::NodeConfig* node) {
    return node && std::any_of(node->gres.begin(), node->gres.end(), [](const core::GresConfig& gres) { return gres.name == "gpu"; });
}

/// One node's share of the step.
struct Share {
    const Cpus& cpus;         // the step's on the node, the node's numbering
    std::uint32_t tasks;      // on the node
    std::uint32_t cpus_each;  // asked for each
    std::uint32_t threads;    // of a core
    std::uint32_t per_socket; // CPUs of a socket
};

/// All of the step's CPUs in the same unit (core, socket) as one of `chosen`.
Cpus widened(const Share& share, const Cpus& chosen, std::uint32_t unit) {
    Cpus wide;
    for (const std::uint32_t cpu : share.cpus)
        if (std::any_of(chosen.begin(), chosen.end(), [&](std::uint32_t each) { return each / unit == cpu / unit; }))
            wide.push_back(cpu);
    return wide;
}

/// The next `cpus_each` CPUs for each task, beginning again when they run out.
Cpus consecutive(const Share& share, std::uint32_t local) {
    Cpus cpus;
    for (std::uint32_t i = 0; i < share.cpus_each; ++i)
        cpus.push_back(share.cpus[(std::size_t{local} * share.cpus_each + i) % share.cpus.size()]);
    std::sort(cpus.begin(), cpus.end());
    cpus.erase(std::unique(cpus.begin(), cpus.end()), cpus.end());
    return cpus;
}

/// Those of the step alone: a task never leaves it.
Cpus within(const Share& share, Cpus wanted) {
    std::erase_if(wanted, [&](std::uint32_t cpu) { return !std::binary_search(share.cpus.begin(), share.cpus.end(), cpu); });
    return wanted.empty() ? share.cpus : wanted;
}

Cpus cpus_of_task(const CpuBind& bind, const Share& share, std::uint32_t local) {
    const bool own_cpus = std::size_t{share.tasks} * share.cpus_each == share.cpus.size();
    const auto item = [&] { return bind.list.empty() ? std::string() : bind.list[local % bind.list.size()]; };
    switch (bind.how) {
        case Bind::none: return share.cpus;
        case Bind::automatic: return own_cpus ? consecutive(share, local) : share.cpus;
        case Bind::rank: return {share.cpus[local % share.cpus.size()]};
        case Bind::threads: return consecutive(share, local);
        case Bind::cores: return widened(share, consecutive(share, local), share.threads);
        case Bind::sockets: return widened(share, consecutive(share, local), share.per_socket);
        case Bind::map: return within(share, {static_cast<std::uint32_t>(text::parse_unsigned(item()).value_or(0))});
        case Bind::mask: return within(share, cpus_of_mask(item()));
    }
    return share.cpus;
}

Cpus in_kernel_numbers(Cpus cpus, const core::NodeConfig* node) {
    for (auto& cpu : cpus)
        if (node && cpu < node->kernel_cpus.size()) cpu = node->kernel_cpus[cpu];
    std::sort(cpus.begin(), cpus.end());
    return cpus;
}

// ---- variables

using Variables = std::vector<std::string>;

void set(Variables& to, std::string_view name, const std::string& value) { to.push_back(std::string(name) + "=" + value); }
void set(Variables& to, std::string_view name, std::uint64_t value) { set(to, name, std::to_string(value)); }

std::string joined(std::vector<std::uint32_t> numbers) {
    std::string list;
    for (const std::uint32_t number : numbers) list += (list.empty() ? "" : ",") + std::to_string(number);
    return list;
}

/// A node's GPUs, or those of them that are one task's.
void set_gpus(Variables& to, const Step& step, const NodeAllocation& part, std::uint32_t local, const Cpus& cpus,
              const core::NodeConfig* node, bool closed) {
    const auto own = gpus_of_task(step.spec, part, local, cpus, node);
    const auto values = device_values(own, part, node, closed);
    for (const char* name : device_variables) {  // what srun itself may have seen is not for a task without devices
        const bool told = std::any_of(values.begin(), values.end(), [&](const auto& each) { return each.first == name; });
        if (!told && has_gpus(node)) to.emplace_back(name);
    }
    if (own.empty()) return;
    for (const auto& [name, value] : values) set(to, name, value);
    set(to, "SLURM_STEP_GPUS", gpu_numbers(own, node));
    set(to, "SLURM_GPUS_ON_NODE", gpu_count(part));
}

/// The numbers of all tasks on each node.
std::vector<std::vector<std::uint32_t>> tasks_of_nodes(const Step& step, const std::vector<std::uint32_t>& node_of) {
    std::vector<std::vector<std::uint32_t>> tasks(step.allocation.size());
    for (std::uint32_t task = 0; task < node_of.size(); ++task) tasks[node_of[task]].push_back(task);
    return tasks;
}

/// What the tasks of a node are bound to, as --cpu-bind would say it; nothing where they are not.
void set_binding(Variables& to, const Step& step, const std::vector<std::uint32_t>& tasks, const std::vector<Cpus>& cpus) {
    const CpuBind bind = parse_bind(step.spec.cpu_bind);
    std::string masks;
    for (const std::uint32_t task : tasks) masks += (masks.empty() ? "" : ",") + mask_of(cpus[task]);
    const std::string verbosity = bind.verbose ? "verbose" : "quiet";
    const bool none = bind.how == Bind::none;
    set(to, "SLURM_CPU_BIND_VERBOSE", verbosity);
    set(to, "SLURM_CPU_BIND_TYPE", none ? "none" : "mask_cpu:");
    set(to, "SLURM_CPU_BIND_LIST", none ? "" : masks);
    set(to, "SLURM_CPU_BIND", verbosity + (none ? ",none" : ",mask_cpu:" + masks));
}

std::string two_wide(std::uint32_t number) { return (number < 10 ? " " : "") + std::to_string(number); }

/// --cpu-bind=verbose: Slurm's line, in which the task's pid stands between the two texts.
std::vector<std::string> announcement_of(const CpuBind& bind, const stepd::TaskOrder& task, std::uint32_t number,
                                         std::uint32_t local, const Cpus& of_step) {
    if (!bind.verbose) return {};
    const bool bound = bind.how != Bind::none && !task.kernel_cpus.empty();
    return {std::string("cpu-bind=") + (bound ? "MASK" : "NONE") + " - " + task.node + ", task " + two_wide(number) + " " +
                two_wide(local) + " [",
            "]: mask " + mask_of(bound ? task.kernel_cpus : of_step) + (bound ? " set\n" : "\n")};
}

}  // namespace

std::vector<Cpus> task_cpus(const Step& step, const core::ClusterConfig& config) {
    const CpuBind bind = parse_bind(step.spec.cpu_bind);
    const auto node_of = place_tasks(step.tasks_on, step.spec.distribution);
    std::vector<std::uint32_t> placed(step.allocation.size(), 0);
    std::vector<Cpus> all;
    for (const std::uint32_t index : node_of) {
        const NodeAllocation& part = step.allocation[index];
        const auto* node = find_node(config, part.node);
        const std::uint32_t threads = node ? std::max(1u, node->threads_per_core) : 1;
        const std::uint32_t per_socket = node ? std::max(1u, node->cpus / std::max(1u, node->sockets)) : 1;
        const Share share{part.cpus, step.tasks_on[index], std::max(1u, step.spec.cpus_per_task), threads, per_socket};
        all.push_back(part.cpus.empty() ? Cpus{}
                                        : in_kernel_numbers(cpus_of_task(bind, share, placed[index]), node));
        ++placed[index];
    }
    return all;
}

stepd::StepOrder make_step_order(const Step& step, const core::ClusterConfig& config, bool binds, bool devices_closed) {
    stepd::StepOrder order;
    order.step = step.id;
    if (step.spec.time_limit.is_finite()) order.time_limit_s = static_cast<std::uint32_t>(step.spec.time_limit.minutes * 60);
    const auto cpus = task_cpus(step, config);
    const auto node_of = place_tasks(step.tasks_on, step.spec.distribution);
    const auto tasks_of = tasks_of_nodes(step, node_of);
    std::vector<std::uint32_t> placed(step.allocation.size(), 0);
    for (std::uint32_t number = 0; number < node_of.size(); ++number) {
        const std::uint32_t node = node_of[number];
        const NodeAllocation& part = step.allocation[node];
        stepd::TaskOrder task{part.node, binds ? cpus[number] : Cpus{}, {}, {}};
        set(task.environment, "SLURM_PROCID", number);
        set(task.environment, "SLURM_LOCALID", placed[node]);
        set(task.environment, "SLURM_NODEID", node);
        set(task.environment, "SLURMD_NODENAME", part.node);
        set(task.environment, "SLURM_GTIDS", joined(tasks_of[node]));
        set(task.environment, "SLURM_CPUS_ON_NODE", part.cpus.size());
        set_gpus(task.environment, step, part, placed[node], cpus[number], find_node(config, part.node), devices_closed);
        set_binding(task.environment, step, tasks_of[node], cpus);
        task.announcement = announcement_of(parse_bind(step.spec.cpu_bind), task, number, placed[node],
                                            in_kernel_numbers(part.cpus, find_node(config, part.node)));
        order.tasks.push_back(std::move(task));
        ++placed[node];
    }
    return order;
}

std::vector<std::string> step_variables(const Job& job, const Step& step, const SiteFacts& site) {
    Variables to = job_variables(job, *job.spec, site, Kind::step);
    const std::string tasks_on = text::format_repeated(step.tasks_on);
    set(to, "SLURM_STEP_ID", static_cast<std::uint64_t>(step.id));
    set(to, "SLURM_STEPID", static_cast<std::uint64_t>(step.id));
    set(to, "SLURM_STEP_NODELIST", step.node_list);
    set(to, "SLURM_STEP_NUM_NODES", step.nodes);
    set(to, "SLURM_STEP_NUM_TASKS", step.tasks);
    set(to, "SLURM_STEP_TASKS_PER_NODE", tasks_on);
    set(to, "SLURM_NTASKS", step.tasks);
    set(to, "SLURM_NPROCS", step.tasks);
    set(to, "SLURM_NNODES", step.nodes);
    set(to, "SLURM_TASKS_PER_NODE", tasks_on);
    set(to, "SLURM_LAUNCH_NODE_IPADDR", "127.0.0.1");
    set(to, "SLURM_SRUN_COMM_HOST", "127.0.0.1");
    if (step.spec.cpus_per_task) set(to, "SLURM_CPUS_PER_TASK", step.spec.cpus_per_task);
    if (step.spec.tasks_per_node) set(to, "SLURM_NTASKS_PER_NODE", step.spec.tasks_per_node);
    const std::size_t plane = step.spec.distribution.find('=');
    const auto distribution = step.spec.distribution.substr(0, plane);
    if (plane != std::string::npos) set(to, "SLURM_DIST_PLANESIZE", step.spec.distribution.substr(plane + 1));
    set(to, "SLURM_DISTRIBUTION", !distribution.empty() ? distribution : step.tasks <= step.nodes ? "cyclic" : "block");
    return to;
}

}  // namespace msd::exec
