// SPDX-License-Identifier: MIT
#include "daemon/loop/gpu_watch.hpp"

namespace msd::loop {
namespace {

bool is_used(const core::GresDevice& device, const std::set<std::string>& used) {
    if (!device.unique_id.empty()) return used.count(device.unique_id) != 0;
    return !device.files.empty() && used.count(device.files.front());
}

template <class Config, class Visit>
void each_device(Config& config, Visit visit) {
    for (auto& node : config.nodes)
        for (auto& line : node.gres)
            for (auto& device : line.devices) visit(device);
}

}  // namespace

std::set<std::uint32_t> shepherds(const View& view) {
    std::set<std::uint32_t> pids;
    for (const auto& job : view.all_jobs())
        if (job->shepherd_pid > 0) pids.insert(static_cast<std::uint32_t>(job->shepherd_pid));
    return pids;
}

bool differs(const core::ClusterConfig& config, const std::set<std::string>& used_devices) {
    bool other = false;
    each_device(config, [&](const core::GresDevice& device) { other = other || device.used_outside != is_used(device, used_devices); });
    return other;
}

core::ChangeSite mark_used_outside(std::set<std::string> used_devices) {
    const core::Caller self{0, 0, "root", "root", true};
    return {self, [used = std::move(used_devices)](core::ClusterConfig& config, Time) -> Result<void> {
                each_device(config, [&](core::GresDevice& device) { device.used_outside = is_used(device, used); });
                return {};
            }};
}

}  // namespace msd::loop
