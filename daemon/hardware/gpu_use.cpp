// SPDX-License-Identifier: MIT
#include "daemon/hardware/gpu_use.hpp"

#include <algorithm>

#include "daemon/config/kernel_files.hpp"
#include "libms/text/number.hpp"

namespace msd::hardware {
namespace {

bool is_of_a_job(const KernelFiles& files, std::uint32_t pid, const std::set<std::uint32_t>& shepherds) {
    constexpr int deepest = 1024;  // a tree that changes while it is climbed must have an end
    for (int level = 0; pid > 1 && level < deepest; ++level) {
        if (shepherds.count(pid)) return true;
        pid = parent_of(files, pid);
    }
    return false;
}

using Shares = std::map<std::uint32_t, GpuShare>;

void add_nvidia(Shares& shares, const Nvml& nvml, const std::vector<Gpu>& gpus) {
    for (const Gpu& gpu : gpus) {
        if (gpu.vendor != Vendor::nvidia) continue;
        const auto activity = nvml.activity(gpu.uuid);
        if (!activity) continue;
        const bool alone = activity->processes.size() == 1;
        for (const NvmlProcess& process : activity->processes) {
            GpuShare& share = shares[process.pid];
            share.memory_bytes += process.memory_bytes;
            share.utilization_percent += process.utilization_percent.value_or(alone ? activity->utilization_percent : 0);
        }
    }
}

std::uint64_t count_in(const KernelFiles& files, const std::string& path) {
    return ms::text::parse_unsigned(ms::text::trim(files.read(path).value_or(""))).value_or(0);
}

/// The kernel's compute driver has a directory for each process, with a file for the memory that it has on each GPU.
void add_amd(Shares& shares, const KernelFiles& files) {
    const std::string topology = "sys/class/kfd/kfd/topology/nodes", processes = "sys/class/kfd/kfd/proc";
    const auto pids = files.list(processes);
    if (pids.empty()) return;
    for (const std::string& node : files.list(topology)) {
        const std::uint64_t id = count_in(files, topology + "/" + node + "/gpu_id");
        if (id == 0) continue;  // a CPU
        std::vector<GpuShare*> users;
        for (const std::string& each : pids) {
            const auto pid = ms::text::parse_unsigned(each);
            const std::uint64_t bytes = count_in(files, processes + "/" + each + "/vram_" + std::to_string(id));
            if (!pid || bytes == 0) continue;
            users.push_back(&shares[static_cast<std::uint32_t>(*pid)]);
            users.back()->memory_bytes += bytes;
        }
        if (users.size() != 1) continue;
        const auto properties = files.read(topology + "/" + node + "/properties").value_or("");
        const std::string card = "sys/class/drm/renderD" + std::to_string(kfd_property(properties, "drm_render_minor"));
        users.front()->utilization_percent += count_in(files, card + "/device/gpu_busy_percent");
    }
}

}  // namespace

std::map<std::uint32_t, GpuShare> gpu_shares(const Nvml* nvml, const std::vector<Gpu>& gpus, const KernelFiles& files) {
    Shares shares;
    if (nvml) add_nvidia(shares, *nvml, gpus);
    add_amd(shares, files);
    return shares;
}

std::uint32_t parent_of(const KernelFiles& files, std::uint32_t pid) {
    // "PID (name, which may have blanks and brackets) STATE PPID …"
    const auto text = files.read("proc/" + std::to_string(pid) + "/stat").value_or("");
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos) return 0;
    const auto words = ms::text::split_list(std::string_view(text).substr(name_end + 1), ' ');
    return words.size() < 2 ? 0 : static_cast<std::uint32_t>(ms::text::parse_unsigned(words[1]).value_or(0));
}

std::set<std::string> files_used_outside(const Nvml& nvml, const std::vector<Gpu>& gpus, const KernelFiles& files,
                                         const std::set<std::uint32_t>& shepherds) {
    std::set<std::string> used;
    for (const auto& gpu : gpus) {
        if (gpu.vendor != Vendor::nvidia) continue;
        const auto activity = nvml.activity(gpu.uuid);
        if (!activity) continue;
        // One that has ended meanwhile has no parent any more, and is nobody's use either.
        const bool outside = std::any_of(activity->processes.begin(), activity->processes.end(), [&](const NvmlProcess& each) {
            return parent_of(files, each.pid) != 0 && !is_of_a_job(files, each.pid, shepherds);
        });
        if (outside) used.insert(gpu.instance.empty() ? gpu.file : gpu.uuid);
    }
    return used;
}

}  // namespace msd::hardware
