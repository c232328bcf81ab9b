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

}  // namespace

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
        if (gpu.vendor != Vendor::nvidia || !gpu.instance.empty()) continue;
        const auto activity = nvml.activity(gpu.uuid);
        if (!activity) continue;
        // One that has ended meanwhile has no parent any more, and is nobody's use either.
        const bool outside = std::any_of(activity->processes.begin(), activity->processes.end(), [&](const NvmlProcess& each) {
            return parent_of(files, each.pid) != 0 && !is_of_a_job(files, each.pid, shepherds);
        });
        if (outside) used.insert(gpu.file);
    }
    return used;
}

}  // namespace msd::hardware
