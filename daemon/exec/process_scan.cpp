// SPDX-License-Identifier: MIT
#include "daemon/exec/process_scan.hpp"

#include <array>
#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

#include "libms/base/fd.hpp"

namespace msd::exec {
namespace {

/// Which numbers of the text behind the process's name are wanted; proc(5) counts them from 1, the name being the second.
enum StatField { parent = 4, session = 6, faults = 12, child_faults = 13, user = 14, system_time = 15, child_user = 16,
                 child_system = 17, virtual_bytes = 23, resident_pages = 24, fields_wanted = 25 };

std::optional<std::uint64_t> parse_count(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

ms::Micros of_ticks(std::uint64_t ticks) {
    static const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    return ms::Micros{ticks * 1'000'000 / per_second};
}

std::uint64_t behind(std::string_view text, std::string_view key) {
    const std::size_t at = text.find(key);
    std::uint64_t value = 0;
    if (at != std::string_view::npos) std::from_chars(text.data() + at + key.size(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::optional<stepd::ProcessFigures> parse_process(std::string_view stat) {
    static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t name_end = stat.rfind(") ");  // the name may hold blanks and brackets
    const auto pid = parse_count(stat.substr(0, stat.find(' ')));
    if (name_end == std::string_view::npos || !pid) return std::nullopt;
    std::array<std::uint64_t, fields_wanted> number{};
    std::string_view rest = stat.substr(name_end + 2);
    for (std::size_t field = 3; field < fields_wanted; ++field) {
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (word.empty()) return std::nullopt;
        number[field] = parse_count(word).value_or(0);  // the state is a letter, a terminal's group may be -1
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    }
    stepd::ProcessFigures process;
    process.pid = static_cast<std::int32_t>(*pid);
    process.parent = static_cast<std::int32_t>(number[parent]);
    process.session = static_cast<std::int32_t>(number[session]);
    process.cpu_time = {of_ticks(number[user] + number[child_user]), of_ticks(number[system_time] + number[child_system])};
    process.memory = number[resident_pages] * page;
    process.virtual_memory = number[virtual_bytes];
    process.pages = number[faults] + number[child_faults];
    return process;
}

ProcessScan::ProcessScan(std::string proc) : proc_(std::move(proc)) {}

/// "" for a process that is gone, or is somebody else's.
std::string ProcessScan::read(pid_t pid, const char* file) {
    ++texts_read_;
    const ms::Fd fd(::open((proc_ + "/" + std::to_string(pid) + "/" + file).c_str(), O_RDONLY | O_CLOEXEC));
    char text[1024];
    const ssize_t size = fd ? ::read(fd.get(), text, sizeof text) : 0;
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::vector<std::vector<stepd::ProcessFigures>> ProcessScan::look(const std::vector<ScanRoot>& roots) {
    constexpr std::size_t nobody = ~std::size_t{0}, unknown = nobody - 1;
    std::unordered_map<pid_t, std::size_t> owner;
    std::unordered_set<pid_t> shepherds;
    for (std::size_t index = 0; index < roots.size(); ++index) {
        owner[roots[index].shepherd] = index;
        shepherds.insert(roots[index].shepherd);
        if (!shepherds_.count(roots[index].shepherd)) foreign_.clear();
    }
    shepherds_ = std::move(shepherds);

    texts_read_ = 0;
    std::unordered_map<pid_t, ino_t> foreign, inodes;
    std::unordered_map<pid_t, stepd::ProcessFigures> seen;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(proc_.c_str()), ::closedir);
    while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
        const auto pid = parse_count(entry->d_name);
        if (!pid) continue;
        const auto number = static_cast<pid_t>(*pid);
        inodes[number] = entry->d_ino;
        if (owner.count(number)) continue;  // a shepherd
        const auto known = foreign_.find(number);
        if (known != foreign_.end() && known->second == entry->d_ino) foreign.insert(*known);
        else if (const auto process = parse_process(read(number, "stat"))) seen[number] = *process;
    }

    const auto owner_of = [&](pid_t pid) {
        std::vector<pid_t> way;
        std::size_t index = unknown;
        for (auto at = pid; way.size() <= seen.size(); ) {
            if (const auto found = owner.find(at); found != owner.end()) {
                index = found->second;
                break;
            }
            const auto process = seen.find(at);
            if (process == seen.end()) {
                if (at == 0 || foreign.count(at)) index = nobody;
                break;
            }
            way.push_back(at);
            at = process->second.parent;
        }
        for (const pid_t each : way) owner[each] = index;
        return index;
    };
    std::vector<std::vector<stepd::ProcessFigures>> found(roots.size());
    for (auto& [pid, process] : seen) {
        const std::size_t index = owner_of(pid);
        if (index == nobody) {
            foreign[pid] = inodes[pid];
            continue;
        }
        if (index == unknown || !roots[index].wanted) continue;
        if (roots[index].with_traffic) {
            const std::string traffic = read(pid, "io");
            process.read = behind(traffic, "rchar: ");
            process.written = behind(traffic, "wchar: ");
        }
        found[index].push_back(process);
    }
    foreign_ = std::move(foreign);
    return found;
}

}  // namespace msd::exec
