// SPDX-License-Identifier: MIT
#include "daemon/config/detect.hpp"

#include <pwd.h>
#include <sched.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <memory>

#include "libms/base/contains.hpp"
#include "libms/text/number.hpp"

namespace msd::config {

using ms::text::parse_unsigned;
using ms::text::split_list;
using ms::text::trim;

namespace {

// ---- CPUs

struct CpuPlace {
    std::uint64_t socket = 0;
    std::uint64_t core = 0;
    std::uint32_t cpu = 0;
    friend auto operator<=>(const CpuPlace&, const CpuPlace&) = default;
};

std::uint64_t topology_number(const KernelFiles& files, std::uint32_t cpu, const char* name, std::uint64_t otherwise) {
    const auto text = files.read("sys/devices/system/cpu/cpu" + std::to_string(cpu) + "/topology/" + name);
    return text ? parse_unsigned(trim(*text)).value_or(otherwise) : otherwise;
}

std::vector<std::uint32_t> usable_cpus(const KernelFiles& files, const ProcessFacts& process) {
    const auto online = parse_cpu_list(files.read("sys/devices/system/cpu/online").value_or(""));
    if (process.allowed_cpus.empty()) return online.empty() ? std::vector<std::uint32_t>{0} : online;
    if (online.empty()) return process.allowed_cpus;
    std::vector<std::uint32_t> usable;
    for (std::uint32_t cpu : process.allowed_cpus)
        if (ms::contains(online, cpu)) usable.push_back(cpu);
    return usable.empty() ? online : usable;
}

/// The number every group has in common; 0 when they differ.
template <class Groups>
std::uint32_t common_size(const Groups& groups) {
    const auto size = groups.begin()->second;
    for (const auto& group : groups)
        if (group.second != size) return 0;
    return size;
}

void detect_cpus(Detected& found, const KernelFiles& files, const ProcessFacts& process) {
    std::vector<CpuPlace> places;
    for (std::uint32_t cpu : usable_cpus(files, process)) {
        // Without topology files (containers, odd kernels) every CPU is a core of one socket.
        places.push_back({topology_number(files, cpu, "physical_package_id", 0),
                          topology_number(files, cpu, "core_id", cpu), cpu});
    }
    std::sort(places.begin(), places.end());

    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> threads;  // of each core
    std::map<std::uint64_t, std::uint32_t> cores;                              // of each socket
    for (const CpuPlace& place : places) {
        found.cpus.push_back(place.cpu);
        if (++threads[{place.socket, place.core}] == 1) ++cores[place.socket];
    }
    const auto common_threads = common_size(threads);
    const auto common_cores = common_size(cores);
    if (common_threads && common_cores) {
        found.sockets = static_cast<std::uint32_t>(cores.size());
        found.cores_per_socket = common_cores;
        found.threads_per_core = common_threads;
    } else {  // big.LITTLE, or an affinity mask that cuts cores in two: CPUs are told as equal cores
        found.sockets = 1;
        found.cores_per_socket = static_cast<std::uint32_t>(found.cpus.size());
        found.threads_per_core = 1;
    }
}

// ---- cgroups and memory

/// Where a cgroup path is seen in this mount namespace; nullopt when the mount shows another part of the tree.
std::optional<std::string> visible_path(const Mount& mount, const std::string& cgroup) {
    if (mount.root == "/") return mount.point + (cgroup == "/" ? "" : cgroup);
    if (cgroup.compare(0, mount.root.size(), mount.root) != 0) return std::nullopt;
    return mount.point + cgroup.substr(mount.root.size());
}

/// The lowest limit in `directory` and those above it, up to the mount point.
std::optional<ms::Megabytes> lowest_limit(const KernelFiles& files, std::string directory, const std::string& top,
                                          const char* name) {
    std::optional<ms::Megabytes> lowest;
    for (;;) {
        if (const auto text = files.read(directory + "/" + name)) {
            const auto limit = parse_memory_limit(*text);
            if (limit && (!lowest || *limit < *lowest)) lowest = limit;
        }
        if (directory.size() <= top.size()) return lowest;
        directory.resize(directory.rfind('/'));
    }
}

bool is_v1_memory(const Mount& mount) {
    const auto options = split_list(mount.options);
    return mount.type == "cgroup" && ms::contains(options, "memory");
}

struct CgroupFacts {
    CgroupSupport support;
    std::optional<ms::Megabytes> memory_limit;
};
CgroupFacts detect_cgroup(const KernelFiles& files) {
    CgroupFacts facts;
    const std::string own = files.read("proc/self/cgroup").value_or("");
    for (const Mount& mount : parse_mountinfo(files.read("proc/self/mountinfo").value_or(""))) {
        const bool v2 = mount.type == "cgroup2";
        if (!v2 && !is_v1_memory(mount)) continue;
        const auto cgroup = parse_own_cgroup(own, v2 ? "" : "memory");
        const auto path = cgroup ? visible_path(mount, *cgroup) : std::nullopt;
        if (!path) continue;
        const auto limit =
            lowest_limit(files, *path, mount.point, v2 ? "memory.max" : "memory.limit_in_bytes");
        if (limit && (!facts.memory_limit || *limit < *facts.memory_limit)) facts.memory_limit = limit;
        if (!v2) continue;
        facts.support.path = *path;
        facts.support.delegated = files.writable(*path) && files.writable(*path + "/cgroup.procs") &&
                                  files.writable(*path + "/cgroup.subtree_control");
        if (facts.support.delegated)
            facts.support.controllers =
                split_list(trim(files.read(*path + "/cgroup.controllers").value_or("")), ' ');
    }
    return facts;
}

// ---- processes

/// As much as systemd lets a unit have.
constexpr std::uint64_t process_percent = 15;

std::uint32_t processes_of_a_job(const KernelFiles& files) {
    std::uint64_t lowest = 0;
    for (const char* name : {"proc/sys/kernel/pid_max", "proc/sys/kernel/threads-max"}) {
        const auto most = parse_unsigned(trim(files.read(name).value_or(""))).value_or(0);
        if (most != 0 && (lowest == 0 || most < lowest)) lowest = most;
    }
    return static_cast<std::uint32_t>(lowest * process_percent / 100);
}

}  // namespace

bool CgroupSupport::has(std::string_view controller) const {
    return ms::contains(controllers, controller);
}

Detected detect(const KernelFiles& files, const ProcessFacts& process, const hardware::Nvml* nvml) {
    Detected found;
    found.host = process.host.substr(0, process.host.find('.'));
    if (found.host.empty()) found.host = "localhost";
    found.user = process.user;
    found.uid = process.uid;
    found.os = process.os;
    found.arch = process.arch;
    found.boot_id = std::string(trim(files.read("proc/sys/kernel/random/boot_id").value_or("")));
    found.boot_time = parse_boot_time(files.read("proc/stat").value_or(""));
    detect_cpus(found, files, process);
    CgroupFacts cgroup = detect_cgroup(files);
    found.cgroup = std::move(cgroup.support);
    found.memory = parse_meminfo(files.read("proc/meminfo").value_or("")).total;
    if (cgroup.memory_limit) found.memory = std::min(found.memory, *cgroup.memory_limit);
    found.memory = std::max(found.memory, ms::Megabytes{1});
    found.tmp_disk = process.tmp_disk;
    found.gpus = hardware::find_gpus(files, nvml);
    found.max_processes = processes_of_a_job(files);
    return found;
}

ProcessFacts process_facts() {
    constexpr std::uint32_t most_cpus = 8192;
    ProcessFacts facts;
    const auto release = [](cpu_set_t* mask) { CPU_FREE(mask); };
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> mask(CPU_ALLOC(most_cpus), release);
    const std::size_t size = CPU_ALLOC_SIZE(most_cpus);
    if (mask && ::sched_getaffinity(0, size, mask.get()) == 0) {
        for (std::uint32_t cpu = 0; cpu < most_cpus; ++cpu)
            if (CPU_ISSET_S(cpu, size, mask.get())) facts.allowed_cpus.push_back(cpu);
    }
    facts.uid = ::getuid();
    const passwd* account = ::getpwuid(facts.uid);
    facts.user = account ? account->pw_name : std::to_string(facts.uid);
    struct utsname name {};
    if (::uname(&name) == 0) {
        facts.host = name.nodename;
        facts.os = std::string(name.sysname) + " " + name.release + " " + name.version;
        facts.arch = name.machine;
    }
    struct statvfs disk {};
    if (::statvfs("/tmp", &disk) == 0)
        facts.tmp_disk = ms::Megabytes{static_cast<std::uint64_t>(disk.f_blocks) * disk.f_frsize >> 20};
    return facts;
}

}  // namespace msd::config
