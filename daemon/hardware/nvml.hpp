// SPDX-License-Identifier: MIT
// NVIDIA's management library, opened at run time: nothing of it is needed to build, and a machine without it has none.
// The few facts of its binary interface that are used here are declared in nvml.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libms/base/result.hpp"

namespace msd::hardware {

/// A MIG instance as the library tells it.
struct NvmlInstance {
    std::string uuid;
    std::uint32_t gpu_instance = 0;
    std::uint32_t compute_instance = 0;
    std::string profile;  // 1g.5gb, from its name
    std::uint64_t memory_bytes = 0;
};

struct NvmlDevice {
    std::string name;
    std::string uuid;
    std::string bus;           // domain:bus:device.function, hexadecimal
    std::uint32_t minor = 0;   // /dev/nvidiaN
    std::uint64_t memory_bytes = 0;
    std::vector<std::uint32_t> cpus;          // near it; empty = not told
    std::vector<std::string> linked_to;       // bus addresses, one an NVLink
    bool mig = false;                         // only its instances can be used
    std::vector<NvmlInstance> instances;
};

/// A process that computes on a device.
struct NvmlProcess {
    std::uint32_t pid = 0;
    std::uint64_t memory_bytes = 0;  // 0 where the driver does not tell
    std::optional<std::uint32_t> utilization_percent;  // of the last moments; missing where the driver does not tell it by process
};
/// What a device does at the moment.
struct NvmlActivity {
    std::uint32_t utilization_percent = 0;  // of the last moments
    std::uint64_t memory_used_bytes = 0;
    std::vector<NvmlProcess> processes;
};

class Nvml {
  public:
    /// libnvidia-ml.so.1 of `directory`, or by the loader's own search where that is empty. Error: why there is none.
    static ms::Result<std::unique_ptr<Nvml>> open(const std::string& directory = {});
    ~Nvml();
    Nvml(const Nvml&) = delete;
    Nvml& operator=(const Nvml&) = delete;

    std::string driver_version() const;
    /// In the library's order, by bus address.
    std::vector<NvmlDevice> devices() const;
    /// nullopt when the device does not tell (it is gone, or not this process's to see). From any thread.
    std::optional<NvmlActivity> activity(const std::string& uuid) const;

  private:
    struct Library;
    explicit Nvml(std::unique_ptr<Library> library);
    std::unique_ptr<Library> library_;
    mutable std::mutex asking_;  // stands for the time of one question
};

}  // namespace msd::hardware
