// SPDX-License-Identifier: MIT
#include "daemon/exec/order.hpp"

#include <algorithm>

#include "daemon/exec/spool_dir.hpp"
#include "libms/text/filename.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"

namespace msd::exec {

std::vector<std::uint32_t> kernel_cpus(std::span<const NodeAllocation> held, const core::ClusterConfig& config) {
    std::vector<std::uint32_t> numbers;
    for (const auto& part : held) {
        const auto node = std::find_if(config.nodes.begin(), config.nodes.end(),
                                       [&](const core::NodeConfig& candidate) { return candidate.name == part.node; });
        for (const std::uint32_t cpu : part.cpus) {
            const bool mapped = node != config.nodes.end() && cpu < node->kernel_cpus.size();
            numbers.push_back(mapped ? node->kernel_cpus[cpu] : cpu);
        }
    }
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

namespace {

/// What the job may use on this machine, bytes: the sum over its nodes; 0 when no limit is in force.
std::uint64_t memory_limit_bytes(const Job& job) {
    if (job.memory_per_node.value == 0 && job.memory_per_cpu.value == 0) return 0;
    std::uint64_t megabytes = 0;
    for (const auto& part : job.allocation) megabytes += part.memory.value;
    return megabytes << 20;
}

/// --acctg-freq: "30" or "task=30,energy=60"; only the interval of tasks means something here.
std::uint32_t look_interval(const JobSpec& spec, std::uint32_t of_site) {
    constexpr std::string_view task = "task=";
    for (const auto& item : text::split_list(spec.acctg_freq)) {
        const bool of_tasks = item.starts_with(task);
        if (!of_tasks && item.find('=') != std::string::npos) continue;
        const auto seconds = text::parse_unsigned(std::string_view(item).substr(of_tasks ? task.size() : 0));
        if (seconds) return static_cast<std::uint32_t>(std::min<std::uint64_t>(*seconds, 86'400));
    }
    return of_site;
}

stepd::GroupOrder group_of(const Job& job, bool is_new, const core::ClusterConfig& config, const ExecPaths& paths) {
    GroupShare share{memory_limit_bytes(job), {}, 0, is_new};
    if (paths.bind_to_cpus) share.cpus = kernel_cpus(job.allocation, config);
    for (const auto& part : job.allocation) share.cpu_count += static_cast<std::uint32_t>(part.cpus.size());
    stepd::GroupOrder group = job_group(job.id, share, paths.groups);
    if (paths.groups.policy.constrain_devices) group.closed_devices = devices_of(closed_files(job.allocation, config));
    return group;
}

bool appends(const JobSpec& spec, const core::ClusterConfig& config) {
    return spec.open_mode == OpenMode::site_default ? config.append_output : spec.open_mode == OpenMode::append;
}

}  // namespace

void add_step_group(stepd::StepOrder& order, const Step& step, const core::ClusterConfig& config, const ExecPaths& paths) {
    if (!paths.has_groups) return;
    GroupShare share;
    for (const auto& part : step.allocation) {
        share.memory_bytes += part.memory.value << 20;
        share.cpu_count += static_cast<std::uint32_t>(part.cpus.size());
    }
    if (paths.bind_to_cpus) share.cpus = kernel_cpus(step.allocation, config);
    order.memory_limit_bytes = share.memory_bytes;
    order.group = step_group(step.id, share, paths.groups);
    if (paths.groups.policy.constrain_devices) order.group.closed_devices = devices_of(closed_files(step.allocation, config));
}

JobFiles job_files(const Job& job) {
    const JobSpec& spec = *job.spec;
    const auto fields = text::filename_fields(job);
    const auto expand = [&](std::string_view pattern) { return text::expand_filename(pattern, fields, spec.work_dir); };
    JobFiles files;
    files.std_in = spec.std_in.empty() ? "/dev/null" : expand(spec.std_in);
    files.std_out = expand(spec.std_out.empty() ? text::default_output_pattern(static_cast<bool>(job.array))
                                                : std::string_view(spec.std_out));
    files.std_err = spec.std_err.empty() ? files.std_out : expand(spec.std_err);
    return files;
}

stepd::LaunchOrder make_order(const Job& job, std::string script, std::vector<std::string> environment,
                              const core::ClusterConfig& config, const ExecPaths& paths,
                              const Credentials& credentials) {
    const JobSpec& spec = *job.spec;
    JobFiles files = job_files(job);
    stepd::LaunchOrder order;
    order.job_id = job.id.value;
    order.restarts = job.restarts;
    order.shown_id = text::shown_job_id(job);
    if (!job.allocation.empty()) order.node = job.allocation.front().node;
    order.spool_dir = spool_dir(paths.spool_root, job.id, job.restarts);
    order.script = std::move(script);
    order.arguments = spec.arguments;
    order.environment = std::move(environment);
    order.uid = credentials.uid;
    order.gid = credentials.gid;
    order.groups = credentials.groups;
    order.switch_user = credentials.switch_user;
    order.work_dir = spec.work_dir;
    order.std_in = std::move(files.std_in);
    order.std_out = std::move(files.std_out);
    if (files.std_err != order.std_out) order.std_err = std::move(files.std_err);
    order.append = appends(spec, config);
    order.umask = spec.umask;
    order.limits = spec.limits;
    if (paths.bind_to_cpus) order.kernel_cpus = kernel_cpus(job.allocation, config);
    order.kind = spec.kind;
    order.kill_wait_ms = static_cast<std::uint32_t>(config.kill_wait.count() * 1000);
    order.memory_limit_bytes = memory_limit_bytes(job);
    order.look_every_s = look_interval(spec, paths.look_every_s);
    if (order.memory_limit_bytes != 0) order.sample_ms = paths.sample_ms;
    if (!paths.has_groups) return order;
    order.group = group_of(job, true, config, paths);
    order.script_group = script_group(order.kind, paths.groups);
    return order;
}

stepd::ResizeOrder make_resize_order(const Job& job, const core::ClusterConfig& config, const ExecPaths& paths) {
    stepd::ResizeOrder order;
    for (const auto& part : job.allocation) order.nodes.push_back(part.node);
    order.memory_limit_bytes = memory_limit_bytes(job);
    if (paths.has_groups) order.group = group_of(job, false, config, paths);
    return order;
}

}  // namespace msd::exec
