// SPDX-License-Identifier: MIT
#include "daemon/hardware/gpus.hpp"

#include <algorithm>
#include <map>

#include "daemon/config/kernel_files.hpp"
#include "daemon/hardware/nvml.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::hardware {

using ms::text::parse_unsigned;
using ms::text::trim;

namespace {

// ---- NVIDIA, by the library

/// An instance is opened by two more files, whose minor numbers the driver lists: "gpu0/gi1/ci0/access 12".
std::map<std::string, std::uint64_t> capabilities(const KernelFiles& files) {
    std::map<std::string, std::uint64_t> minors;
    for (const auto& line : ms::text::split_list(files.read("proc/driver/nvidia-caps/mig-minors").value_or(""), '\n')) {
        const auto blank = line.find(' ');
        if (blank == std::string::npos) continue;
        if (const auto minor = parse_unsigned(trim(std::string_view(line).substr(blank)))) minors[line.substr(0, blank)] = *minor;
    }
    return minors;
}

void add_instances(const NvmlDevice& device, const Gpu& whole, const std::map<std::string, std::uint64_t>& minors,
                   std::vector<Gpu>& to) {
    for (const auto& instance : device.instances) {
        Gpu gpu = whole;
        gpu.instance = instance.profile;
        if (!instance.profile.empty()) {
            gpu.type += "_" + instance.profile;
            gpu.model += "_" + instance.profile;
        }
        gpu.uuid = instance.uuid;
        gpu.memory = ms::Megabytes{instance.memory_bytes >> 20};
        const std::string of_gpu = "gpu" + std::to_string(device.minor) + "/gi" + std::to_string(instance.gpu_instance);
        for (const auto& name : {of_gpu + "/access", of_gpu + "/ci" + std::to_string(instance.compute_instance) + "/access"})
            if (const auto minor = minors.find(name); minor != minors.end())
                gpu.more_files.push_back("/dev/nvidia-caps/nvidia-cap" + std::to_string(minor->second));
        to.push_back(std::move(gpu));
    }
}

/// How many NVLinks lead from each to each; nothing where there is none at all.
void fill_links(const std::vector<NvmlDevice>& devices, std::vector<Gpu>& gpus) {
    const bool any = std::any_of(devices.begin(), devices.end(), [](const auto& each) { return !each.linked_to.empty(); });
    if (!any || devices.size() != gpus.size()) return;
    for (std::size_t from = 0; from < gpus.size(); ++from)
        for (std::size_t to = 0; to < gpus.size(); ++to) {
            const auto& linked = devices[from].linked_to;
            const auto count = std::count(linked.begin(), linked.end(), gpus[to].bus);
            gpus[from].links.push_back(from == to ? -1 : static_cast<std::int32_t>(count));
        }
}

// ---- AMD

std::uint64_t memory_bytes(const KernelFiles& files, const std::string& node) {
    std::uint64_t most = 0;
    for (const auto& bank : files.list(node + "/mem_banks"))
        most = std::max(most, kfd_property(files.read(node + "/mem_banks/" + bank + "/properties").value_or(""), "size_in_bytes"));
    return most;
}

struct AmdName {
    std::uint32_t device;
    std::string_view model;
};
/// What the kernel has no name for itself (product_name of the board is there for cards of servers only).
constexpr AmdName amd_names[] = {
    {0x738c, "mi100"}, {0x738e, "mi100"}, {0x7408, "mi250x"}, {0x740c, "mi250x"}, {0x740f, "mi210"},
    {0x74a0, "mi300a"}, {0x74a1, "mi300x"}, {0x74a5, "mi325x"}, {0x66a1, "mi50"}, {0x73bf, "rx_6800"},
    {0x744c, "rx_7900"}, {0x747e, "rx_7800"}, {0x7550, "rx_9070"},
};

std::string amd_type(const KernelFiles& files, const std::string& card, std::uint64_t device, std::string& model) {
    const auto product = files.read(card + "/product_name");
    model = slurm_gpu_model(trim(product.value_or("")));
    for (const AmdName& row : amd_names)
        if (row.device == device) return std::string(row.model);
    return product ? config::short_gpu_type(trim(*product)) : std::string();
}

}  // namespace

std::string slurm_gpu_model(std::string_view model) {
    std::string out;
    for (const char c : ms::to_lower(model)) out += c == ' ' || c == '\t' ? '_' : c;
    return out;
}

std::vector<Gpu> nvidia_by_library(const KernelFiles& files, const Nvml& nvml) {
    auto devices = nvml.devices();
    std::stable_sort(devices.begin(), devices.end(), [](const auto& a, const auto& b) { return a.minor < b.minor; });
    std::vector<Gpu> whole, all;
    for (const auto& device : devices) {
        Gpu gpu;
        gpu.type = config::short_gpu_type(device.name);
        gpu.file = "/dev/nvidia" + std::to_string(device.minor);
        gpu.model = slurm_gpu_model(device.name);
        gpu.memory = ms::Megabytes{device.memory_bytes >> 20};
        gpu.uuid = device.uuid;
        gpu.bus = device.bus;
        gpu.cpus = device.cpus;
        whole.push_back(std::move(gpu));
    }
    fill_links(devices, whole);
    const auto minors = capabilities(files);
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (devices[i].mig) add_instances(devices[i], whole[i], minors, all);
        else all.push_back(std::move(whole[i]));
    }
    return all;
}

std::vector<Gpu> nvidia_by_files(const KernelFiles& files) {
    constexpr std::string_view prefix = "nvidia";
    std::map<std::uint64_t, Gpu> by_minor;  // the devices are what jobs use; the driver's files only name the model
    for (const std::string& name : files.list("dev")) {
        if (name.compare(0, prefix.size(), prefix) != 0) continue;
        if (const auto minor = parse_unsigned(name.substr(prefix.size()))) by_minor[*minor].file = "/dev/" + name;
    }
    for (const std::string& bus : files.list("proc/driver/nvidia/gpus")) {
        const auto text = files.read("proc/driver/nvidia/gpus/" + bus + "/information");
        const auto info = text ? config::parse_nvidia_information(*text) : std::nullopt;
        const auto at = info ? by_minor.find(info->minor) : by_minor.end();
        if (at == by_minor.end()) continue;
        at->second.type = info->type;
        at->second.model = slurm_gpu_model(info->model);
        at->second.bus = bus;
        at->second.cpus = config::parse_cpu_list(files.read("sys/bus/pci/devices/" + bus + "/local_cpulist").value_or(""));
    }
    std::vector<Gpu> gpus;
    for (auto& each : by_minor) gpus.push_back(std::move(each.second));
    return gpus;
}

std::uint64_t kfd_property(std::string_view text, std::string_view name) {
    for (const auto& line : ms::text::split_list(text, '\n')) {
        const auto blank = line.find(' ');
        if (line.substr(0, blank) == name && blank != std::string::npos)
            return parse_unsigned(trim(std::string_view(line).substr(blank))).value_or(0);
    }
    return 0;
}

std::vector<Gpu> amd_by_files(const KernelFiles& files) {
    const std::string nodes = "sys/class/kfd/kfd/topology/nodes";
    std::map<std::uint64_t, Gpu> by_minor;
    for (const std::string& number : files.list(nodes)) {
        const std::string node = nodes + "/" + number;
        const auto properties = files.read(node + "/properties").value_or("");
        const std::uint64_t minor = kfd_property(properties, "drm_render_minor");
        if (kfd_property(properties, "simd_count") == 0 || minor == 0) continue;  // a CPU
        const std::string render = "renderD" + std::to_string(minor);
        const std::string card = "sys/class/drm/" + render + "/device";
        Gpu gpu;
        gpu.vendor = Vendor::amd;
        gpu.file = "/dev/dri/" + render;
        gpu.type = amd_type(files, card, kfd_property(properties, "device_id"), gpu.model);
        gpu.uuid = std::string(trim(files.read(card + "/unique_id").value_or("")));
        gpu.memory = ms::Megabytes{memory_bytes(files, node) >> 20};
        gpu.cpus = config::parse_cpu_list(files.read(card + "/local_cpulist").value_or(""));
        const std::uint64_t location = kfd_property(properties, "location_id"), domain = kfd_property(properties, "domain");
        char bus[32];
        std::snprintf(bus, sizeof bus, "%04x:%02x:%02x.%x", static_cast<unsigned>(domain),
                      static_cast<unsigned>(location >> 8 & 0xff), static_cast<unsigned>(location >> 3 & 0x1f),
                      static_cast<unsigned>(location & 7));
        gpu.bus = bus;
        by_minor[minor] = std::move(gpu);
    }
    std::vector<Gpu> gpus;
    for (auto& each : by_minor) gpus.push_back(std::move(each.second));
    return gpus;
}

std::vector<Gpu> find_gpus(const KernelFiles& files, const Nvml* nvml) {
    auto gpus = nvml ? nvidia_by_library(files, *nvml) : nvidia_by_files(files);
    for (auto& amd : amd_by_files(files)) gpus.push_back(std::move(amd));
    return gpus;
}

}  // namespace msd::hardware
