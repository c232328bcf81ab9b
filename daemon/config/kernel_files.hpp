// SPDX-License-Identifier: MIT
// The kernel's text files that msd reads, each with one parser of its text. Files are named relative to a root
// directory, so that tests put a machine of their own making in its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/fd.hpp"
#include "libms/base/units.hpp"

namespace msd::config {

class KernelFiles {
  public:
    explicit KernelFiles(const std::string& root = "/");

    /// nullopt when there is no such file or it can not be read.
    std::optional<std::string> read(const std::string& path) const;
    /// Names in a directory, sorted; empty when there is none.
    std::vector<std::string> list(const std::string& path) const;
    /// Whether this process may write there (with its effective ids).
    bool writable(const std::string& path) const;

  private:
    ms::Fd root_;
};

/// "0-3,8": /sys/devices/system/cpu/online and its like. Text that is none gives an empty list.
std::vector<std::uint32_t> parse_cpu_list(std::string_view text);

/// /proc/meminfo.
struct MemoryInfo {
    ms::Megabytes total;
    ms::Megabytes free;  // MemFree, which is what Slurm shows
};
MemoryInfo parse_meminfo(std::string_view text);

/// /proc/loadavg: the one-minute load × 100.
std::uint32_t parse_loadavg(std::string_view text);

/// "btime" of /proc/stat: when the machine started; unset when there is none.
ms::Time parse_boot_time(std::string_view text);

/// The path in the cgroup v2 hierarchy ("0::/user.slice"), or that of a v1 controller, from /proc/self/cgroup.
std::optional<std::string> parse_own_cgroup(std::string_view text, std::string_view controller = {});

/// One line of /proc/self/mountinfo.
struct Mount {
    std::string root;  // the part of the file system that is mounted
    std::string point;
    std::string type;
    std::string options;  // of the file system: "rw,memory"
};
std::vector<Mount> parse_mountinfo(std::string_view text);

/// A limit of memory.max or memory.limit_in_bytes; nullopt for "max" and values beyond any machine.
std::optional<ms::Megabytes> parse_memory_limit(std::string_view text);

/// /proc/driver/nvidia/gpus/*/information.
struct NvidiaInfo {
    std::string type;         // the model in one lower-case word: "a100", "rtx_3090"
    std::uint32_t minor = 0;  // /dev/nvidiaN
    std::string model = {};   // as it is written there
};
std::optional<NvidiaInfo> parse_nvidia_information(std::string_view text);
/// "NVIDIA A100-SXM4-40GB" → a100, "NVIDIA GeForce RTX 3090" → rtx_3090, "Tesla V100-PCIE-16GB" → v100.
std::string short_gpu_type(std::string_view model);

}  // namespace msd::config
