// SPDX-License-Identifier: MIT
// What this machine has, as far as this process may use it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/config/kernel_files.hpp"
#include "daemon/hardware/gpus.hpp"
#include "libms/base/units.hpp"
#include "libms/model/cluster.hpp"

namespace msd::config {

/// What system calls, not files, tell about this process and machine.
struct ProcessFacts {
    std::vector<std::uint32_t> allowed_cpus;  // sched_getaffinity; empty = all that are online
    std::string host;                         // as uname gives it
    std::string os;                           // "Linux 6.1.0-18-amd64 #1 SMP …"
    std::string arch;
    ms::Megabytes tmp_disk;
    std::string user = "root";
    ms::UserId uid = 0;
};
ProcessFacts process_facts();

/// The cgroup v2 directory this process stands in. `controllers` are those it may hand to children; empty when the
/// directory is not this process's to write.
struct CgroupSupport {
    std::string path;  // empty: no cgroup v2
    bool delegated = false;
    std::vector<std::string> controllers;
    bool has(std::string_view controller) const;
};

struct Detected {
    std::string host;                 // short name
    std::string os;
    std::string arch;
    std::string boot_id;
    ms::Time boot_time;
    std::vector<std::uint32_t> cpus;  // kernel numbers, threads of a core side by side, cores by socket; never empty
    std::uint32_t sockets = 1;        // sockets × cores × threads is always the number of CPUs
    std::uint32_t cores_per_socket = 1;
    std::uint32_t threads_per_core = 1;
    ms::Megabytes memory{1};          // the machine's, or the lowest cgroup limit above this process
    ms::Megabytes tmp_disk;
    std::vector<hardware::Gpu> gpus;  // by device number
    CgroupSupport cgroup;
    std::uint32_t max_processes = 0;  // of a job, where msd.conf says nothing: a part of what the kernel allows; 0 = unknown
    std::string user = "root";        // whom this process runs as
    ms::UserId uid = 0;
};

/// `nvml` is NVIDIA's library, where there is one.
Detected detect(const KernelFiles& files, const ProcessFacts& process, const hardware::Nvml* nvml = nullptr);

}  // namespace msd::config
