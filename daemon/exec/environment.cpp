// SPDX-License-Identifier: MIT
#include "daemon/exec/environment.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "daemon/core/placement/layout.hpp"
#include "daemon/exec/devices.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/job.hpp"
#include "libms/text/tres.hpp"

namespace msd::exec {
namespace {

using Value = std::optional<std::string>;  // nothing: the variable is absent

struct View {
    const Job& job;
    const JobSpec& spec;
    const SiteFacts& site;
    const NodeAllocation& here;  // where the processes are: the batch script on the job's first node
    Kind kind;
};

/// Kinds of processes that have a variable. One that is the step's own in a step (SLURM_NTASKS) is not `everywhere`.
using Kinds = std::uint8_t;
constexpr Kinds batch = 1, allocation = 2, step = 4, hook = 8;
constexpr Kinds whole_job = batch | allocation, processes = batch | step, everywhere = batch | allocation | step;
constexpr Kinds bit_of(Kind kind) { return static_cast<Kinds>(1u << static_cast<unsigned>(kind)); }

struct Row {
    const char* name;
    Kinds kinds;
    Value (*value)(const View&);
};

template <class T>
Value number(T value) { return std::to_string(value); }
template <class T>
Value if_asked(T value) { return value != 0 ? number(value) : Value{}; }
Value if_given(const std::string& text) { return text.empty() ? Value{} : Value{text}; }

// ---- node lists and layouts

std::vector<std::uint32_t> cpus_per_node(const Job& job) {
    std::vector<std::uint32_t> counts;
    for (const auto& part : job.allocation) counts.push_back(static_cast<std::uint32_t>(part.cpus.size()));
    return counts;
}

Value node_list(const View& v) { return text::shown_nodes(v.job); }
Value node_count(const View& v) { return number(v.job.allocation.size()); }

bool tasks_asked(const JobSpec& spec) {
    return spec.tasks != 0 || spec.tasks_per_node != 0 || spec.tasks_per_gpu != 0;
}
Value task_count(const View& v) { return tasks_asked(v.spec) ? number(v.job.tasks) : Value{}; }

/// --tres-per-task, however it was spelled: "cpu=2,gres/gpu:a100=1".
Value tres_per_task(const View& v) { return if_given(text::format_tres_per_task(v.spec)); }

// ---- memory: what is in force; to an allocation's shell only what was asked for

bool told_of_memory(const View& v) { return v.kind != Kind::allocation || v.spec.memory_kind != MemoryKind::unset; }

Value memory_per_node(const View& v) {
    if (!told_of_memory(v) || text::asks_for_whole_memory(v.spec) || v.job.memory_is_per_cpu || v.spec.memory_kind == MemoryKind::per_gpu) return {};
    return if_asked(v.job.memory_per_node.value);
}
Value memory_per_cpu(const View& v) {
    return told_of_memory(v) && v.job.memory_is_per_cpu ? if_asked(v.job.memory_per_cpu.value) : Value{};
}
Value memory_per_gpu(const View& v) {
    return v.spec.memory_kind == MemoryKind::per_gpu ? if_asked(v.spec.memory.value) : Value{};
}

// ---- GPUs

const core::NodeConfig* node_of(const View& v) { return v.site.cluster ? find_node(*v.site.cluster, v.here.node) : nullptr; }

/// Device numbers on the machine, "0,1"; nothing when the job has none with numbers.
Value gpu_list(const View& v) { return if_given(gpu_numbers(gpu_indices(v.here), node_of(v))); }
Value gres_count(const View& v, std::string_view name) {
    std::uint64_t count = 0;
    for (const auto& gres : v.here.gres)
        if (gres.name == name) count += gres.count;
    return if_asked(count);
}
/// As given: 2 or a100:2.
Value requests(const std::vector<GresRequest>& wanted) {
    std::string list;
    for (const auto& one : wanted)
        list += (list.empty() ? "" : ",") + (one.type.empty() ? "" : one.type + ":") + std::to_string(one.count);
    return if_given(list);
}
Value gpus_per_task(const View& v) {
    std::vector<GresRequest> gpus = v.spec.gpus_per_task;
    std::erase_if(gpus, [](const GresRequest& each) { return each.name != "gpu"; });
    return requests(gpus);
}

// ---- the rest

Value array_field(const View& v, std::uint32_t value) { return v.job.array ? number(value) : Value{}; }

/// An unlimited job ends a year after its start, as far as Slurm's users are told.
Value end_time(const View& v) {
    constexpr std::int64_t year_seconds = 365 * 24 * 3600;
    return number(is_set(v.job.end) ? epoch_seconds(v.job.end) : epoch_seconds(v.job.start) + year_seconds);
}

Value octal(std::uint32_t umask) {
    char text[8];
    std::snprintf(text, sizeof text, "%04o", umask & 0777);
    return text;
}

/// "plane=4" → "plane", and "4"; "*:fcyclic,NoPack" → "block:fcyclic,nopack".
Value distribution(const View& v) {
    std::string text = to_lower(v.spec.distribution.substr(0, v.spec.distribution.find('=')));
    if (text.starts_with('*')) text.replace(0, 1, "block");
    return if_given(text);
}
Value plane_size(const View& v) {
    const std::size_t equals = v.spec.distribution.find('=');
    return equals == std::string::npos ? Value{} : v.spec.distribution.substr(equals + 1);
}

Value open_mode(const View& v) {
    switch (v.spec.open_mode) {
        case OpenMode::append: return "a";
        case OpenMode::truncate: return "t";
        case OpenMode::site_default: break;
    }
    return {};
}

/// Options that only travel: the long name without dashes, the variable, and the value of a bare option.
struct KeptRow {
    const char* option;
    const char* variable;
    Kinds kinds;
    const char* bare = "";
};
constexpr KeptRow kept_rows[] = {
    {"cpu-freq", "SLURM_CPU_FREQ_REQ", processes},
    {"gpu-bind", "SLURM_GPU_BIND", everywhere},
    {"gpu-freq", "SLURM_GPU_FREQ", everywhere},
    {"network", "SLURM_NETWORK", whole_job},
    {"oom-kill-step", "SLURM_OOM_KILL_STEP", everywhere, "1"},
    {"profile", "SLURM_PROFILE", batch},
    {"tres-bind", "SLURM_TRES_BIND", everywhere},
};

constexpr Row rows[] = {
    {"ENVIRONMENT", batch, [](const View&) -> Value { return "BATCH"; }},
    {"HOSTNAME", batch, [](const View& v) { return if_given(v.here.node); }},
    {"SLURM_JOB_ID", everywhere | hook, [](const View& v) { return number(v.job.id.value); }},
    {"SLURM_JOBID", everywhere | hook, [](const View& v) { return number(v.job.id.value); }},
    {"SLURM_JOB_NAME", everywhere | hook, [](const View& v) -> Value { return v.spec.name; }},
    {"SLURM_JOB_NUM_NODES", everywhere | hook, node_count},
    {"SLURM_NNODES", whole_job, node_count},
    {"SLURM_ACCTG_FREQ", whole_job, [](const View& v) { return if_given(v.spec.acctg_freq); }},
    {"SLURM_JOB_NODELIST", everywhere | hook, node_list},
    {"SLURM_NODELIST", everywhere, node_list},
    {"SLURM_JOB_PARTITION", everywhere | hook, [](const View& v) -> Value { return v.job.partition; }},
    {"SLURM_JOB_CPUS_PER_NODE", everywhere | hook,
     [](const View& v) -> Value { return text::format_repeated(cpus_per_node(v.job)); }},
    {"SLURM_CPUS_ON_NODE", whole_job, [](const View& v) { return number(v.here.cpus.size()); }},
    {"SLURM_TASKS_PER_NODE", whole_job,
     [](const View& v) -> Value { return text::format_repeated(tasks_per_node(v.job, v.spec)); }},
    {"SLURM_NTASKS", whole_job, task_count},
    {"SLURM_NPROCS", whole_job, task_count},
    {"SLURM_CPUS_PER_TASK", everywhere, [](const View& v) { return if_asked(v.spec.cpus_per_task); }},
    {"SLURM_TRES_PER_TASK", everywhere, tres_per_task},
    {"SLURM_NTASKS_PER_NODE", everywhere, [](const View& v) { return if_asked(v.spec.tasks_per_node); }},
    {"SLURM_NTASKS_PER_CORE", everywhere, [](const View& v) { return if_asked(v.spec.tasks_per_core); }},
    {"SLURM_NTASKS_PER_SOCKET", everywhere, [](const View& v) { return if_asked(v.spec.tasks_per_socket); }},
    {"SLURM_NTASKS_PER_GPU", everywhere, [](const View& v) { return if_asked(v.spec.tasks_per_gpu); }},
    {"SLURM_MEM_PER_NODE", whole_job, memory_per_node},
    {"SLURM_MEM_PER_CPU", whole_job, memory_per_cpu},
    {"SLURM_MEM_PER_GPU", whole_job, memory_per_gpu},
    {"SLURM_THREADS_PER_CORE", everywhere, [](const View& v) { return if_asked(v.spec.threads_per_core); }},
    {"SLURM_HINT", everywhere, [](const View& v) { return if_given(v.spec.hint); }},
    {"SLURM_DISTRIBUTION", everywhere, distribution},
    {"SLURM_DIST_PLANESIZE", everywhere, plane_size},
    {"SLURM_OVERCOMMIT", everywhere, [](const View& v) { return if_asked(int{v.spec.overcommit}); }},
    {"SLURM_JOB_ACCOUNT", everywhere | hook, [](const View& v) { return if_given(v.spec.account); }},
    {"SLURM_JOB_QOS", everywhere | hook, [](const View& v) { return if_given(v.spec.qos); }},
    {"SLURM_JOB_RESERVATION", everywhere | hook,
     [](const View& v) { return if_given(v.job.reservation.empty() ? v.spec.reservation : v.job.reservation); }},
    {"SLURM_JOB_LICENSES", processes | hook, [](const View& v) { return if_given(v.spec.licenses); }},
    {"SLURM_WCKEY", processes | hook, [](const View& v) { return if_given(v.spec.wckey); }},
    {"SLURM_JOB_DEPENDENCY", everywhere, [](const View& v) { return if_given(v.spec.dependency); }},
    {"SLURM_CLUSTER_NAME", everywhere | hook, [](const View& v) -> Value { return v.site.cluster_name; }},
    {"SLURM_JOB_UID", processes | hook, [](const View& v) { return number(v.job.uid); }},
    {"SLURM_JOB_USER", processes | hook, [](const View& v) -> Value { return v.job.user; }},
    {"SLURM_JOB_GID", processes | hook, [](const View& v) { return number(v.job.gid); }},
    {"SLURM_JOB_GROUP", processes | hook, [](const View& v) -> Value { return v.job.group; }},
    {"SLURM_JOB_START_TIME", processes | hook, [](const View& v) { return number(epoch_seconds(v.job.start)); }},
    {"SLURM_JOB_END_TIME", processes | hook, end_time},
    {"SLURM_SUBMIT_DIR", everywhere | hook, [](const View& v) -> Value { return v.spec.submit_dir; }},
    {"SLURM_SUBMIT_HOST", everywhere, [](const View& v) -> Value { return v.spec.submit_host; }},
    {"SLURM_EXPORT_ENV", batch, [](const View& v) { return if_given(v.spec.export_environment); }},
    {"SLURM_GET_USER_ENV", batch,
     [](const View& v) { return if_asked(int{v.spec.get_user_env || !v.spec.export_environment.empty()}); }},
    {"SLURM_UMASK", batch, [](const View& v) { return octal(v.spec.umask); }},
    {"SLURM_OPEN_MODE", batch, open_mode},
    {"SLURM_ARRAY_JOB_ID", batch | hook, [](const View& v) { return array_field(v, v.job.array.master_id.value); }},
    {"SLURM_ARRAY_TASK_ID", batch | hook, [](const View& v) { return array_field(v, v.job.array.task_id); }},
    {"SLURM_ARRAY_TASK_COUNT", batch | hook, [](const View& v) { return array_field(v, v.job.array.task_count); }},
    {"SLURM_ARRAY_TASK_MIN", batch | hook, [](const View& v) { return array_field(v, v.job.array.task_min); }},
    {"SLURM_ARRAY_TASK_MAX", batch | hook, [](const View& v) { return array_field(v, v.job.array.task_max); }},
    {"SLURM_ARRAY_TASK_STEP", batch | hook, [](const View& v) { return array_field(v, v.job.array.task_step); }},
    {"SLURM_RESTART_COUNT", processes, [](const View& v) { return if_asked(v.job.restarts); }},
    {"SLURM_JOB_RESTART_COUNT", hook, [](const View& v) { return number(v.job.restarts); }},
    {"SLURM_JOB_COMMENT", hook, [](const View& v) { return if_given(v.spec.comment); }},
    {"SLURM_JOB_CONSTRAINTS", hook, [](const View& v) { return if_given(v.spec.constraint); }},
    {"SLURM_JOB_WORK_DIR", hook, [](const View& v) { return if_given(v.spec.work_dir); }},
    {"SLURM_PROCID", batch, [](const View&) -> Value { return "0"; }},
    {"SLURM_LOCALID", batch, [](const View&) -> Value { return "0"; }},
    {"SLURM_NODEID", batch, [](const View&) -> Value { return "0"; }},
    {"SLURM_GTIDS", batch, [](const View&) -> Value { return "0"; }},
    {"SLURMD_NODENAME", processes | hook, [](const View& v) -> Value { return v.here.node; }},
    {"SLURM_CONF", processes | hook, [](const View& v) -> Value { return v.site.conf_path; }},
    {"SLURM_GPUS", everywhere, [](const View& v) { return requests(v.spec.gpus); }},
    {"SLURM_GPUS_PER_TASK", everywhere, gpus_per_task},
    {"SLURM_GPUS_PER_SOCKET", everywhere, [](const View& v) { return requests(v.spec.gpus_per_socket); }},
    {"SLURM_GPUS_PER_NODE", everywhere, [](const View& v) { return requests(v.spec.gpus_per_node); }},
    {"SLURM_CPUS_PER_GPU", everywhere, [](const View& v) { return if_asked(v.spec.cpus_per_gpu); }},
    {"SLURM_JOB_GPUS", whole_job | hook, gpu_list},
    {"SLURM_GPUS_ON_NODE", processes, [](const View& v) { return if_asked(gpu_count(v.here)); }},
    {"SLURM_SHARDS_ON_NODE", processes, [](const View& v) { return gres_count(v, "shard"); }},
};

/// Of another job or its steps, or consumed on the way here: never passed on.
bool is_of_another_job(std::string_view name) {
    for (const std::string_view prefix : {"SLURM_STEP_", "SLURM_RLIMIT_", "SLURM_SRUN_COMM_", "SLURM_CPU_BIND"})
        if (name.substr(0, prefix.size()) == prefix) return true;
    for (const std::string_view dropped : {"SLURM_STEPID", "SLURM_NODE_ALIASES", "SLURM_TASK_PID",
                                           "SLURM_LAUNCH_NODE_IPADDR", "SLURM_WORKING_CLUSTER"})
        if (name == dropped) return true;
    return false;
}

/// NAME=value entries in order, each name once.
class Variables {
  public:
    void set(const std::string& name, const std::string& value) {
        if (names_.insert(name).second) entries_.push_back(name + "=" + value);
    }
    void forbid(const char* name) { names_.insert(name); }
    void inherit(const std::string& entry) {
        const std::string name = entry.substr(0, entry.find('='));
        if (name.empty() || name.size() == entry.size() || is_of_another_job(name)) return;
        if (names_.insert(name).second) entries_.push_back(entry);
    }
    std::vector<std::string> take() { return std::move(entries_); }

  private:
    std::unordered_set<std::string> names_;
    std::vector<std::string> entries_;
};

/// Set for a job with GPUs, removed for one without where there are some.
void set_devices(Variables& out, const View& view) {
    for (const auto& [name, value] : device_values(gpu_indices(view.here), view.here, node_of(view), view.site.devices_closed))
        out.set(name, value);
    if (view.site.node_has_gpus)
        for (const char* name : device_variables) out.forbid(name);
}

void set_kept_options(Variables& out, const View& view) {
    for (const auto& row : kept_rows) {
        if (!(row.kinds & bit_of(view.kind))) continue;
        for (const auto& kept : view.spec.kept_options)
            if (kept.first == row.option) out.set(row.variable, kept.second.empty() ? row.bare : kept.second);
    }
}

/// What the tables tell of the job; `forbid` everything else they name, which can only be another job's.
void set_job(Variables& out, const View& view) {
    for (const auto& row : rows) {
        if (!(row.kinds & bit_of(view.kind))) continue;
        if (const Value value = row.value(view)) out.set(row.name, *value);
    }
    set_devices(out, view);
    set_kept_options(out, view);
}
void forbid_the_rest(Variables& out) {
    for (const auto& row : rows) out.forbid(row.name);
    for (const auto& row : kept_rows) out.forbid(row.variable);
}

/// What a login would have set, where the submitter's environment was not passed on.
void set_login_defaults(Variables& out, const View& view) {
    const std::pair<const char*, std::string> defaults[] = {
        {"HOME", view.site.home},    {"SHELL", view.site.shell}, {"USER", view.job.user},
        {"LOGNAME", view.job.user},  {"TMPDIR", "/tmp"},         {"PATH", "/usr/local/bin:/usr/bin:/bin"},
    };
    for (const auto& [name, value] : defaults)
        if (!value.empty()) out.set(name, value);
}

/// Whether the job's environment is to begin with its owner's login, which then sets what would be a default.
bool logs_in(const View& view) {
    return (view.spec.get_user_env) && !view.site.home.empty() && !view.site.shell.empty();
}

}  // namespace

std::vector<std::uint32_t> tasks_per_node(const Job& job, const JobSpec& spec) {
    const std::uint32_t cpus_per_task = std::max<std::uint32_t>(spec.cpus_per_task, 1);
    std::vector<std::uint32_t> room = cpus_per_node(job);
    for (auto& cpus : room) {
        cpus = std::max<std::uint32_t>(cpus / cpus_per_task, 1);
        if (spec.tasks_per_node != 0) cpus = spec.tasks_per_node;
    }
    if (!tasks_asked(spec) || room.empty()) return room;
    const bool spread = spec.spread && spec.distribution.empty();
    return core::lay_out(job.tasks, room, core::node_distribution(spread ? "cyclic" : spec.distribution));
}

std::vector<std::string> job_variables(const Job& job, const JobSpec& spec, const SiteFacts& site, Kind kind,
                                       std::size_t node) {
    const NodeAllocation nowhere;
    const View view{job, spec, site, node < job.allocation.size() ? job.allocation[node] : nowhere, kind};
    Variables out;
    set_job(out, view);
    return out.take();
}

std::vector<std::string> job_environment(const Job& job, const JobSpec& spec,
                                         const std::vector<std::string>& submitted, const SiteFacts& site) {
    const NodeAllocation nowhere;
    const View view{job, spec, site, job.allocation.empty() ? nowhere : job.allocation.front(), Kind::batch};
    Variables out;
    set_job(out, view);
    forbid_the_rest(out);
    for (const auto& entry : submitted) out.inherit(entry);
    out.set("SLURM_PRIO_PROCESS", "0");  // where sbatch has not said
    if (!logs_in(view)) set_login_defaults(out, view);
    return out.take();
}

std::vector<std::string> login_environment(const Job& job, const JobSpec& spec, const SiteFacts& site) {
    const NodeAllocation nowhere;
    const View view{job, spec, site, nowhere, Kind::batch};
    if (!logs_in(view)) return {};
    return {"HOME=" + site.home, "SHELL=" + site.shell, "USER=" + job.user, "LOGNAME=" + job.user,
            "PATH=/usr/local/bin:/usr/bin:/bin"};
}

}  // namespace msd::exec
