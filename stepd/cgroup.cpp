// SPDX-License-Identifier: MIT
#include "stepd/cgroup.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stepd/device_filter.hpp"

namespace stepd {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    return value;
}

std::string_view take_until(std::string_view& text, char end) {
    const std::string_view part = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

/// The groups below, deepest last. Files are not told apart by name: the kernel gives their type.
std::vector<std::string> children_of(const std::string& path) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    if (!directory) return names;
    while (const dirent* entry = ::readdir(directory.get())) {
        const std::string_view name = entry->d_name;
        if (entry->d_type == DT_DIR && name != "." && name != "..") names.emplace_back(name);
    }
    return names;
}

bool remove_empty_tree(const std::string& path) {
    if (::rmdir(path.c_str()) == 0 || errno == ENOENT) return true;
    for (const auto& child : children_of(path)) remove_empty_tree(path + "/" + child);
    return ::rmdir(path.c_str()) == 0;
}

constexpr int kill_patience_ms = 1000;  // for processes that are not this shepherd's to reap

}  // namespace

std::optional<std::uint64_t> parse_keyed(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const std::string_view line = take_until(text, '\n');
        if (line.size() > key.size() && line.substr(0, key.size()) == key && line[key.size()] == ' ')
            return parse_number(line.substr(key.size() + 1));
    }
    return std::nullopt;
}

ms::Result<Cgroup> Cgroup::create(std::string path) {
    bool made = ::mkdir(path.c_str(), 0755) == 0;
    if (!made && errno == EEXIST) made = ::rmdir(path.c_str()) != 0 || ::mkdir(path.c_str(), 0755) == 0;
    if (!made) return ms::fail_errno("creating the control group " + path);
    ms::Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory) return ms::fail_errno("opening the control group " + path);
    return Cgroup(std::move(path), std::move(directory));
}

ms::Result<Cgroup> Cgroup::create_child(const std::string& name) const {
    if (!directory_) return Cgroup();
    return create(path_ + "/" + name);
}

ms::Result<void> Cgroup::write(const std::string& file, std::string_view text) const {
    const ms::Fd fd(::openat(directory_.get(), file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return ms::fail_errno(path_ + "/" + file);
    return {};
}

/// The kernel gives each of these files as a whole, in one read.
std::string Cgroup::read(const char* file) const {
    const ms::Fd fd(::openat(directory_.get(), file, O_RDONLY | O_CLOEXEC));
    char text[16384];
    const ssize_t size = fd ? ::read(fd.get(), text, sizeof text) : -1;
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

bool Cgroup::kill() const { return directory_ && write("cgroup.kill", "1").has_value(); }

bool Cgroup::freeze(bool frozen) const { return directory_ && write("cgroup.freeze", frozen ? "1" : "0").has_value(); }

CgroupUsage Cgroup::usage(std::uint64_t largest_process_bytes) const {
    CgroupUsage usage;
    if (!directory_) return usage;
    const std::string cpu = read("cpu.stat");
    usage.user_usec = parse_keyed(cpu, "user_usec");
    usage.system_usec = parse_keyed(cpu, "system_usec");
    usage.memory_peak_bytes = parse_number(read("memory.peak"));
    usage.oom_kills = parse_keyed(read("memory.events"), "oom_kill").value_or(0);
    if (usage.memory_peak_bytes.value_or(0) <= largest_process_bytes) return usage;
    const std::string memory = read("memory.stat");
    if (const auto cached = parse_keyed(memory, "file"))
        usage.page_cache_bytes = *cached - std::min(*cached, parse_keyed(memory, "shmem").value_or(0));
    return usage;
}

bool Cgroup::ran_out_of_memory() const {
    return directory_ && parse_keyed(read("memory.events"), "oom_kill").value_or(0) != 0;
}

/// Usually nothing is inside any more. What is may have been put there by others; it ends with the job all the same.
void Cgroup::remove() {
    if (!directory_) return;
    if (!remove_empty_tree(path_) && kill()) {
        const ms::Fd events(::openat(directory_.get(), "cgroup.events", O_RDONLY | O_CLOEXEC));
        for (int waited = 0; waited < kill_patience_ms && parse_keyed(read("cgroup.events"), "populated") == 1; waited += 50) {
            pollfd change{events.get(), POLLPRI, 0};
            ::poll(&change, 1, 50);
        }
        remove_empty_tree(path_);
    }
    directory_.reset();
}

ms::Result<Cgroup> create_group(const std::string& path, const GroupOrder& order, std::vector<std::string>& shortfalls) {
    auto group = Cgroup::create(path);
    if (group) group->set(order, shortfalls);
    return group;
}

void Cgroup::set(const GroupOrder& order, std::vector<std::string>& shortfalls) {
    for (const GroupFile& file : order.files) {
        const auto written = write(file.name, file.value);
        if (!written) shortfalls.push_back(written.error().message + " (to be " + file.value + ")");
        else if (file.name == "memory.max") holds_memory_ = true;
    }
    if (order.closed_devices.empty()) return;
    if (const auto closed = close_devices(descriptor(), order.closed_devices); !closed)
        shortfalls.push_back(closed.error().message);
}

/// What was killed a moment ago may still hold its memory, and the kernel would look for others to kill for it.
void Cgroup::narrow(const GroupOrder& order, std::vector<std::string>& shortfalls) {
    constexpr int looks = 100;
    std::uint64_t most = 0;
    for (const GroupFile& file : order.files)
        if (file.name == "memory.max") most = parse_number(file.value).value_or(0);
    for (int i = 0; i < looks && most != 0; ++i) {
        if (parse_number(read("memory.current")).value_or(0) <= most) break;
        ::poll(nullptr, 0, 10);
    }
    set(order, shortfalls);
}

std::uint64_t resident_peak(const CgroupUsage& counted, std::uint64_t largest_process_bytes) {
    const std::uint64_t peak = counted.memory_peak_bytes.value_or(0);
    const std::uint64_t cached = std::min(peak, counted.page_cache_bytes.value_or(0));
    return std::max(peak - cached, std::min(peak, largest_process_bytes));
}

}  // namespace stepd
