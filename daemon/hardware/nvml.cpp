// SPDX-License-Identifier: MIT
#include "daemon/hardware/nvml.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstdio>
#include <map>

namespace msd::hardware {
namespace {

// The binary interface, as far as it is used: every function returns 0 for success, handles are opaque pointers, and
// these structures have kept their form since they appeared under these names.
using Handle = void*;
constexpr int success = 0, not_found = 6, insufficient_size = 7;
constexpr unsigned text_bytes = 96;

struct Memory {
    unsigned long long total, free, used;
};
struct Utilization {
    unsigned gpu, memory;
};
struct PciInfo {  // nvmlPciInfo_t, as nvmlDeviceGetPciInfo_v3 and nvmlDeviceGetNvLinkRemotePciInfo_v2 fill it
    char bus_legacy[16];
    unsigned domain, bus, device, id, subsystem;
    char bus_id[32];
};
struct ProcessInfo {  // nvmlProcessInfo_v2_t
    unsigned pid;
    unsigned long long memory;
    unsigned gpu_instance, compute_instance;
};
struct ProcessSample {  // nvmlProcessUtilizationSample_t
    unsigned pid;
    unsigned long long taken_us;  // since the epoch
    unsigned gpu, memory, encoder, decoder;
};
constexpr unsigned long long memory_not_told = ~0ull;
constexpr unsigned most_links = 18;

/// 0000:3b:00.0, as the kernel writes it.
std::string bus_text(const PciInfo& pci) {
    char text[32];
    std::snprintf(text, sizeof text, "%04x:%02x:%02x.0", pci.domain, pci.bus, pci.device);
    return text;
}

/// "NVIDIA A100-SXM4-40GB MIG 1g.5gb" → 1g.5gb
std::string profile_of(const std::string& name) {
    const auto at = name.rfind("MIG ");
    return at == std::string::npos ? std::string() : name.substr(at + 4);
}

}  // namespace

/// The functions by name; those that older drivers lack are nullptr there, and what they would tell is not known.
struct Nvml::Library {
    void* handle = nullptr;
    int (*init)() = nullptr;
    int (*shutdown)() = nullptr;
    const char* (*error_text)(int) = nullptr;
    int (*driver_version)(char*, unsigned) = nullptr;
    int (*count)(unsigned*) = nullptr;
    int (*by_index)(unsigned, Handle*) = nullptr;
    int (*by_uuid)(const char*, Handle*) = nullptr;
    int (*name)(Handle, char*, unsigned) = nullptr;
    int (*uuid)(Handle, char*, unsigned) = nullptr;
    int (*minor)(Handle, unsigned*) = nullptr;
    int (*memory)(Handle, Memory*) = nullptr;
    int (*pci)(Handle, PciInfo*) = nullptr;
    int (*affinity)(Handle, unsigned, unsigned long*) = nullptr;
    int (*link_state)(Handle, unsigned, int*) = nullptr;
    int (*link_remote)(Handle, unsigned, PciInfo*) = nullptr;
    int (*mig_mode)(Handle, unsigned*, unsigned*) = nullptr;
    int (*mig_most)(Handle, unsigned*) = nullptr;
    int (*mig_device)(Handle, unsigned, Handle*) = nullptr;
    int (*gpu_instance)(Handle, unsigned*) = nullptr;
    int (*compute_instance)(Handle, unsigned*) = nullptr;
    int (*utilization)(Handle, Utilization*) = nullptr;
    int (*processes)(Handle, unsigned*, ProcessInfo*) = nullptr;
    int (*process_samples)(Handle, ProcessSample*, unsigned*, unsigned long long since_us) = nullptr;

    Library() = default;
    Library(const Library&) = delete;
    ~Library() {
        if (handle) ::dlclose(handle);
    }

    template <class Function>
    bool load(const char* symbol, Function& to) {
        to = reinterpret_cast<Function>(::dlsym(handle, symbol));
        return to != nullptr;
    }
    /// False when one that everything depends on is missing.
    bool load_all() {
        load("nvmlErrorString", error_text);
        load("nvmlSystemGetDriverVersion", driver_version);
        load("nvmlDeviceGetHandleByUUID", by_uuid);
        load("nvmlDeviceGetMemoryInfo", memory);
        load("nvmlDeviceGetPciInfo_v3", pci);
        load("nvmlDeviceGetCpuAffinity", affinity);
        load("nvmlDeviceGetNvLinkState", link_state);
        load("nvmlDeviceGetNvLinkRemotePciInfo_v2", link_remote);
        load("nvmlDeviceGetMigMode", mig_mode);
        load("nvmlDeviceGetMaxMigDeviceCount", mig_most);
        load("nvmlDeviceGetMigDeviceHandleByIndex", mig_device);
        load("nvmlDeviceGetGpuInstanceId", gpu_instance);
        load("nvmlDeviceGetComputeInstanceId", compute_instance);
        load("nvmlDeviceGetUtilizationRates", utilization);
        load("nvmlDeviceGetProcessUtilization", process_samples);
        if (!load("nvmlDeviceGetComputeRunningProcesses_v3", processes))
            load("nvmlDeviceGetComputeRunningProcesses_v2", processes);
        return load("nvmlInit_v2", init) && load("nvmlShutdown", shutdown) && load("nvmlDeviceGetCount_v2", count) &&
               load("nvmlDeviceGetHandleByIndex_v2", by_index) && load("nvmlDeviceGetName", name) &&
               load("nvmlDeviceGetUUID", uuid) && load("nvmlDeviceGetMinorNumber", minor);
    }

    std::string text_of(int (*get)(Handle, char*, unsigned), Handle device) const {
        char text[text_bytes] = "";
        return get(device, text, sizeof text) == success ? std::string(text) : std::string();
    }
    std::uint64_t memory_of(Handle device) const {
        Memory of{};
        return memory && memory(device, &of) == success ? of.total : 0;
    }

    std::vector<std::uint32_t> cpus_of(Handle device) const {
        constexpr unsigned words = 128, bits = 8 * sizeof(unsigned long);
        unsigned long set[words] = {};
        std::vector<std::uint32_t> cpus;
        if (!affinity || affinity(device, words, set) != success) return cpus;
        for (unsigned cpu = 0; cpu < words * bits; ++cpu)
            if (set[cpu / bits] >> cpu % bits & 1) cpus.push_back(cpu);
        return cpus;
    }

    std::vector<std::string> links_of(Handle device) const {
        std::vector<std::string> linked;
        for (unsigned link = 0; link_state && link_remote && link < most_links; ++link) {
            int active = 0;
            PciInfo remote{};
            if (link_state(device, link, &active) == success && active && link_remote(device, link, &remote) == success)
                linked.push_back(bus_text(remote));
        }
        return linked;
    }

    bool has_mig(Handle device) const {
        unsigned current = 0, pending = 0;
        return mig_mode && mig_mode(device, &current, &pending) == success && current != 0;
    }
    std::vector<NvmlInstance> instances_of(Handle device) const {
        std::vector<NvmlInstance> instances;
        unsigned most = 0;
        if (!mig_most || !mig_device || !gpu_instance || !compute_instance || mig_most(device, &most) != success) return instances;
        for (unsigned index = 0; index < most; ++index) {
            Handle each = nullptr;
            if (mig_device(device, index, &each) != success) continue;
            NvmlInstance instance;
            instance.uuid = text_of(uuid, each);
            instance.profile = profile_of(text_of(name, each));
            instance.memory_bytes = memory_of(each);
            if (gpu_instance(each, &instance.gpu_instance) != success ||
                compute_instance(each, &instance.compute_instance) != success)
                continue;
            instances.push_back(std::move(instance));
        }
        return instances;
    }

    std::vector<ProcessInfo> processes_of(Handle device) const {
        std::vector<ProcessInfo> found(16);
        for (int code = processes ? insufficient_size : success; code == insufficient_size;) {
            auto room = static_cast<unsigned>(found.size());
            code = processes(device, &room, found.data());
            if (code == insufficient_size) found.resize(std::max<std::size_t>(room, 2 * found.size()));
            else found.resize(code == success ? std::min<std::size_t>(room, found.size()) : 0);
        }
        if (!processes) found.clear();
        return found;
    }

    /// By pid, of the last sample that the driver has of each process. Without the function, or on a device that does not
    /// support it, nothing; a process that has not computed of late has no sample.
    std::optional<std::map<unsigned, std::uint32_t>> utilization_by_process(Handle device) const {
        unsigned room = 0;
        if (!process_samples) return std::nullopt;
        std::vector<ProcessSample> samples;
        int code = process_samples(device, nullptr, &room, 0);  // how many there are
        if (code == insufficient_size && room > 0) {
            samples.resize(room);
            code = process_samples(device, samples.data(), &room, 0);
            samples.resize(std::min<std::size_t>(room, samples.size()));
        }
        if (code != success && code != not_found) return std::nullopt;
        if (code == not_found) samples.clear();
        std::map<unsigned, const ProcessSample*> last;
        for (const ProcessSample& each : samples)
            if (const ProcessSample*& known = last[each.pid]; !known || known->taken_us < each.taken_us) known = &each;
        std::map<unsigned, std::uint32_t> percent;
        for (const auto& [pid, sample] : last) percent[pid] = sample->gpu;
        return percent;
    }

    std::optional<NvmlDevice> device_of(Handle handle_of_device) const {
        NvmlDevice device;
        if (minor(handle_of_device, &device.minor) != success) return std::nullopt;
        device.name = text_of(name, handle_of_device);
        device.uuid = text_of(uuid, handle_of_device);
        device.memory_bytes = memory_of(handle_of_device);
        PciInfo of_bus{};
        if (pci && pci(handle_of_device, &of_bus) == success) device.bus = bus_text(of_bus);
        device.cpus = cpus_of(handle_of_device);
        device.linked_to = links_of(handle_of_device);
        device.mig = has_mig(handle_of_device);
        if (device.mig) device.instances = instances_of(handle_of_device);
        return device;
    }
};

Nvml::Nvml(std::unique_ptr<Library> library) : library_(std::move(library)) {}
Nvml::~Nvml() { library_->shutdown(); }

ms::Result<std::unique_ptr<Nvml>> Nvml::open(const std::string& directory) {
    const std::string file = (directory.empty() ? "" : directory + "/") + "libnvidia-ml.so.1";
    auto library = std::make_unique<Library>();
    library->handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library->handle) {
        const char* why = ::dlerror();
        return ms::fail(ms::Errc::generic, why ? why : file);
    }
    if (!library->load_all()) return ms::fail(ms::Errc::generic, file + ": too old, functions are missing");
    if (const int code = library->init(); code != success)
        return ms::fail(ms::Errc::generic, file + ": " + (library->error_text ? library->error_text(code) : "does not start"));
    return std::unique_ptr<Nvml>(new Nvml(std::move(library)));
}

std::string Nvml::driver_version() const {
    char text[text_bytes] = "";
    return library_->driver_version && library_->driver_version(text, sizeof text) == success ? text : "";
}

std::vector<NvmlDevice> Nvml::devices() const {
    std::vector<NvmlDevice> found;
    unsigned count = 0;
    if (library_->count(&count) != success) return found;
    for (unsigned index = 0; index < count; ++index) {
        Handle handle = nullptr;
        if (library_->by_index(index, &handle) != success) continue;  // another container's, or broken
        if (auto device = library_->device_of(handle)) found.push_back(std::move(*device));
    }
    return found;
}

std::optional<NvmlActivity> Nvml::activity(const std::string& uuid) const {
    const std::lock_guard lock(asking_);
    Handle device = nullptr;
    if (!library_->by_uuid || library_->by_uuid(uuid.c_str(), &device) != success) return std::nullopt;
    NvmlActivity activity;
    Utilization rates{};
    if (library_->utilization && library_->utilization(device, &rates) == success) activity.utilization_percent = rates.gpu;
    Memory memory{};
    if (library_->memory && library_->memory(device, &memory) == success) activity.memory_used_bytes = memory.used;
    const auto percent = library_->utilization_by_process(device);
    for (const ProcessInfo& each : library_->processes_of(device)) {
        NvmlProcess& process = activity.processes.emplace_back();
        process.pid = each.pid;
        process.memory_bytes = each.memory == memory_not_told ? 0 : each.memory;
        if (!percent) continue;
        const auto sample = percent->find(each.pid);
        process.utilization_percent = sample == percent->end() ? 0 : sample->second;
    }
    return activity;
}

}  // namespace msd::hardware
