// SPDX-License-Identifier: MIT
#include "cmds/srun/launch.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <unistd.h>

#include "cmds/shared/program.hpp"
#include "libms/options/rlimits.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/environment.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::srun {
namespace {

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// What tells one step or task about itself, and must not tell a step inside it; and what a launcher consumes.
constexpr std::string_view of_another_step[] = {
    "SLURM_CPU_BIND", "SLURM_MEM_BIND", "SLURM_RLIMIT_", "SLURM_STEP_GPUS", "SLURM_TASK_PID",
    "SLURM_PTY_WIN_", "PMI_",           "PMIX_",
};

/// The job's devices, of which a step with --gres=none has none.
constexpr std::string_view of_devices[] = {"CUDA_VISIBLE_DEVICES=", "ROCR_VISIBLE_DEVICES=", "GPU_DEVICE_ORDINAL=",
                                           "ZE_AFFINITY_MASK=", "SLURM_GPUS_ON_NODE="};

template <std::size_t N>
void drop(std::vector<std::string>& environment, const std::string_view (&prefixes)[N]) {
    std::erase_if(environment, [&](const std::string& entry) {
        return std::any_of(std::begin(prefixes), std::end(prefixes),
                           [&](std::string_view prefix) { return entry.starts_with(prefix); });
    });
}

bool is_size(std::string_view name) {
    constexpr std::string_view sizes[] = {"SLURM_NNODES", "SLURM_NTASKS", "SLURM_NPROCS", "SLURM_JOB_NUM_NODES",
                                          "SLURM_TASKS_PER_NODE"};
    return std::find(std::begin(sizes), std::end(sizes), name) != std::end(sizes);
}

std::optional<std::string> value_of(const std::vector<std::string>& environment, const std::string& name) {
    for (const std::string& entry : environment)
        if (entry.starts_with(name + "=")) return entry.substr(name.size() + 1);
    return std::nullopt;
}

bool has(const std::vector<std::string>& environment, const std::string& name) {
    return value_of(environment, name).has_value();
}

/// --gpu-bind, else what --tres-bind says of GPUs.
std::string gpu_bind(const JobSpec& asked) {
    constexpr std::string_view gpus = "gres/gpu:";
    std::string bind = kept_text(asked, "gpu-bind");
    for (const std::string& item : text::split_list(kept_text(asked, "tres-bind"), '+'))
        if (bind.empty() && item.starts_with(gpus)) bind = item.substr(gpus.size());
    return bind;
}

/// --ntasks-per-gpu: the GPUs follow from the tasks, or the tasks from the GPUs; each GPU is for so many tasks.
void share_gpus_among_tasks(std::uint32_t tasks_of_each, StepSpec& step) {
    std::uint64_t gpus = 0;
    for (const auto& request : step.gpus) gpus += request.count;
    if (gpus == 0 && step.tasks) step.gpus = {{"gpu", "", (step.tasks + tasks_of_each - 1) / tasks_of_each}};
    if (gpus && !step.tasks) step.tasks = static_cast<std::uint32_t>(gpus * tasks_of_each);
    if (step.gpu_bind.empty()) step.gpu_bind = "single:" + std::to_string(tasks_of_each);
}

}  // namespace

SubmitRequest make_submission(const Settings& settings, const Words& program) {
    SubmitRequest request;
    JobSpec& spec = request.spec;
    spec = settings.spec;
    spec.kind = JobKind::attended;
    if (!program.empty()) {
        if (spec.name.empty()) spec.name = base_name(program[0]);
        spec.command = executable(program[0], spec.work_dir);
    }
    // The patterns are of the step's files; the job has none.
    spec.std_in = spec.std_out = spec.std_err = "";
    request.environment = options::process_environment();
    options::add_submission(spec, request.environment);
    request.test_only = settings.test_only;
    request.submit_sid = static_cast<std::uint32_t>(getsid(0));
    return request;
}

StepSpec make_step_spec(const CommandContext& context, const Settings& settings, const Words& program) {
    const JobSpec& asked = settings.spec;
    StepSpec step;
    step.name = asked.name.empty() ? base_name(program[0]) : asked.name;
    step.submit_line = options::submit_line(context);
    step.host = options::host_name();
    step.pid = getpid();
    step.min_nodes = asked.min_nodes;
    step.max_nodes = asked.max_nodes;
    step.tasks = asked.tasks;
    step.tasks_per_node = asked.tasks_per_node;
    step.cpus_per_task = asked.cpus_per_task;
    step.exact = settings.exact && !settings.whole;
    step.overlap = settings.overlap;
    step.overcommit = asked.overcommit;
    step.memory_kind = asked.memory_kind;
    step.memory = asked.memory;
    step.no_gres = settings.no_gres;
    step.gres = asked.gres;
    step.gpus = asked.gpus;
    step.gpus_per_task = asked.gpus_per_task;
    step.node_list = asked.node_list;
    step.exclude = asked.exclude;
    step.relative = settings.relative;
    step.distribution = asked.distribution;
    step.time_limit = asked.time_limit;
    step.cpu_bind = settings.cpu_bind;
    step.gpu_bind = gpu_bind(asked);
    if (asked.tasks_per_gpu) share_gpus_among_tasks(asked.tasks_per_gpu, step);
    return step;
}

std::string executable(const std::string& word, const std::string& directory) {
    const bool is_path = word.find('/') != std::string::npos;
    if (word.starts_with('/')) return word;
    if (is_path) return directory + "/" + word;
    const std::string found = find_program(word);
    return found.empty() ? word : found;
}

Result<std::vector<std::string>> step_environment(const Settings& settings, const StepReply& step) {
    auto environment = text::apply_export(settings.export_list.value_or("ALL"), options::process_environment());
    if (!environment) return environment;
    drop(*environment, of_another_step);
    for (const std::string& entry : step.environment) {
        const std::size_t equals = entry.find('=');
        const std::string name = entry.substr(0, equals);
        if (settings.preserve_environment && is_size(name) && has(*environment, name)) continue;
        options::set_variable(*environment, name, entry.substr(equals + 1));
    }
    if (settings.no_gres) drop(*environment, of_devices);
    if (!has(*environment, "TMPDIR")) options::set_variable(*environment, "TMPDIR", "/tmp");
    JobSpec own = settings.spec;
    // A job goes on to be called as it is, but for who says another name.
    own.name = settings.job && own.name.empty() ? value_of(*environment, "SLURM_JOB_NAME").value_or(step.step.name) : step.step.name;
    own.submit_dir = own.submit_host = "";
    options::add_submission(own, *environment);
    for (const char* name : {"DISPLAY", "XAUTHORITY"})
        if (const char* value = settings.x11 ? std::getenv(name) : nullptr) options::set_variable(*environment, name, value);
    if (settings.label) options::set_variable(*environment, "SLURM_LABELIO", "1");
    if (settings.mpi != "none") options::set_variable(*environment, "SLURM_MPI_TYPE", settings.mpi);
    constexpr int usual_level = 3;  // how Slurm counts verbosity
    options::set_variable(*environment, "SRUN_DEBUG", std::to_string(usual_level + settings.verbose - settings.quiet));
    return environment;
}

Result<attendance::Launch> make_launch(const Settings& settings, const StepReply& step, const Words& program,
                                       std::vector<Words> programs) {
    attendance::Launch launch;
    launch.job_id = step.step.job.value;
    launch.step = step.step.id;
    auto environment = step_environment(settings, step);
    if (!environment) return Failure(environment.error());
    launch.environment = std::move(*environment);
    launch.work_dir = settings.spec.work_dir;
    launch.umask = settings.spec.umask;
    launch.limits = settings.spec.limits;
    launch.argv = program;
    for (Words& each : programs) each[0] = executable(each[0], launch.work_dir);
    if (programs.empty()) launch.argv[0] = executable(launch.argv[0], launch.work_dir);
    launch.argv_of_task = std::move(programs);
    launch.mpi = settings.mpi;
    launch.task_prolog = settings.task_prolog;
    launch.task_epilog = settings.task_epilog;
    return launch;
}

}  // namespace ms::cmds::srun
