// SPDX-License-Identifier: MIT
// The GPUs of this machine, by whatever tells of them: NVIDIA's library where its driver is installed, the driver's
// own files else; the kernel's files for AMD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/units.hpp"

namespace msd::config {
class KernelFiles;
}

namespace msd::hardware {

using config::KernelFiles;
class Nvml;

enum class Vendor : std::uint8_t { nvidia, amd };

/// A GPU, or a MIG instance of one: what a job can have for itself.
struct Gpu {
    std::string type;                     // one short lower-case word: "a100"; may be empty
    std::string file;                     // /dev/nvidia0
    Vendor vendor = Vendor::nvidia;
    std::string model;                    // in Slurm's spelling of the driver's name: nvidia_a100-sxm4-40gb
    ms::Megabytes memory;
    std::string uuid;
    std::string bus;                      // PCI address: 0000:3b:00.0
    std::vector<std::uint32_t> cpus;      // near it, kernel numbers; empty = not known
    std::vector<std::int32_t> links;      // to each of the others of its vendor, by position; -1 itself; empty = not known
    std::string instance;                 // MIG: profile such as 1g.5gb; empty = a whole GPU
    std::vector<std::string> more_files;  // MIG: what the instance is opened by beside `file`
    friend bool operator==(const Gpu&, const Gpu&) = default;
};

/// By device number. `nvml` is nullptr where there is none.
std::vector<Gpu> find_gpus(const KernelFiles& files, const Nvml* nvml);

/// "NVIDIA A100-SXM4-40GB" → nvidia_a100-sxm4-40gb, as Slurm names what it detects.
std::string slurm_gpu_model(std::string_view model);

// The parts of find_gpus().
std::vector<Gpu> nvidia_by_library(const KernelFiles& files, const Nvml& nvml);
std::vector<Gpu> nvidia_by_files(const KernelFiles& files);
std::vector<Gpu> amd_by_files(const KernelFiles& files);

/// Of a properties text of the kernel's compute driver (KFD), lines of "name value"; 0 where the name is missing.
std::uint64_t kfd_property(std::string_view text, std::string_view name);

}  // namespace msd::hardware
