// SPDX-License-Identifier: MIT
#include "stepd/cgroup_tree.hpp"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stepd {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::uint64_t> parse_keyed(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.size() > key.size() && line.substr(0, key.size()) == key && line[key.size()] == ' ')
            return parse_number(line.substr(key.size() + 1));
    }
    return std::nullopt;
}

std::unique_ptr<CgroupTree> make_cgroup(const std::string& directory) {
    if (directory.empty()) return std::make_unique<NoCgroup>();
    return std::make_unique<CgroupV2>(directory);
}

ms::Result<void> CgroupV2::create(std::uint64_t memory_limit_bytes) {
    if (::mkdir(path_.c_str(), 0755) != 0 && errno != EEXIST) return ms::fail_errno("creating cgroup " + path_);
    directory_ = ms::Fd(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory_) return ms::fail_errno("opening cgroup " + path_);
    if (memory_limit_bytes == 0) return {};
    MS_TRY(write("memory.max", std::to_string(memory_limit_bytes)));
    return write("memory.oom.group", "1");
}

ms::Result<void> CgroupV2::enter() const { return write("cgroup.procs", "0"); }

bool CgroupV2::kill() const { return write("cgroup.kill", "1").has_value(); }

CgroupUsage CgroupV2::usage() const {
    CgroupUsage usage;
    const std::string cpu = read("cpu.stat");
    usage.memory_peak_bytes = parse_number(read("memory.peak"));
    usage.user_usec = parse_keyed(cpu, "user_usec");
    usage.system_usec = parse_keyed(cpu, "system_usec");
    usage.oom_kills = parse_keyed(read("memory.events"), "oom_kill").value_or(0);
    return usage;
}

void CgroupV2::remove() {
    directory_.reset();
    ::rmdir(path_.c_str());
}

ms::Result<void> CgroupV2::write(const char* file, std::string_view text) const {
    const ms::Fd fd(::openat(directory_.get(), file, O_WRONLY | O_CLOEXEC));
    if (!fd || ::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return ms::fail_errno(path_ + "/" + file);
    return {};
}

std::string CgroupV2::read(const char* file) const {
    const ms::Fd fd(::openat(directory_.get(), file, O_RDONLY | O_CLOEXEC));
    if (!fd) return {};
    return ms::read_to_end(fd.get(), 64u << 10).value_or(std::string{});
}

}  // namespace stepd
